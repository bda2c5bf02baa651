using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.BareServer;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>The validator on the arguments and results of a typical tool.</summary>
[Config(typeof(MicroConfig))]
public class JsonSchemaBenchmarks
{
    private readonly JsonElement inputSchema = JsonDocument.Parse(BareTools.InputSchema).RootElement;
    private readonly JsonElement good = JsonDocument.Parse("""{"statement":"SELECT country, COUNT(*) FROM app.public.events GROUP BY 1","limit":100}""").RootElement;
    private readonly JsonElement bad = JsonDocument.Parse("""{"statement":"","limit":50000,"colour":"red"}""").RootElement;
    private readonly JsonElement rows = JsonDocument.Parse(
        $$"""{"columns":[{"name":"A","type":"NUMBER"},{"name":"B","type":"TEXT"}],"rows":[{{string.Join(',', Enumerable.Range(0, 500).Select(index => $"[{index},\"row {index}\"]"))}}],"truncated":false}""").RootElement;

    private JsonSchema.JsonSchema input = null!;
    private JsonSchema.JsonSchema output = null!;

    /// <summary>Compiles both schemas.</summary>
    [GlobalSetup]
    public void Compile()
    {
        input = CompileInput();
        output = JsonSchema.JsonSchema.Parse(BareTools.OutputSchema);
    }

    /// <summary>Compiling the arguments' schema: once per tool, at its first call.</summary>
    [Benchmark]
    public JsonSchema.JsonSchema CompileInput() => JsonSchema.JsonSchema.Compile(inputSchema);

    /// <summary>Arguments that fit.</summary>
    [Benchmark(Baseline = true)]
    public bool ValidArguments() => input.IsValid(good);

    /// <summary>Arguments that break three rules, with all their sentences.</summary>
    [Benchmark]
    public int InvalidArguments() => input.Validate(bad).Count;

    /// <summary>A result of 500 rows.</summary>
    [Benchmark]
    public bool ValidResult() => output.IsValid(rows);
}
