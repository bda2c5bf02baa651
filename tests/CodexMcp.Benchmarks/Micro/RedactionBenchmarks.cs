using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.Core.Dlp;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>Redaction of a result of 10 KB: clean, which is the usual case, and with one secret in it.</summary>
[Config(typeof(MicroConfig))]
public class RedactionBenchmarks
{
    private readonly Redactor redactor = new();
    private JsonElement clean;
    private JsonElement secret;
    private string text = "";

    /// <summary>Makes the results.</summary>
    [GlobalSetup]
    public void Create()
    {
        clean = Result("Checkout 42 of customer C-1001 in Berlin");

        // Cut in two, so that no scanner of sources takes it for a real one.
        secret = Result("Authorization: Bearer " + "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U");
        text = clean.GetRawText();
    }

    /// <summary>10 KB of JSON with nothing to hide.</summary>
    [Benchmark(Baseline = true)]
    public JsonElement CleanJson() => redactor.Clean(clean);

    /// <summary>The same as text.</summary>
    [Benchmark]
    public string CleanText() => redactor.Clean(text);

    /// <summary>10 KB of JSON with one secret.</summary>
    [Benchmark]
    public JsonElement SecretInJson() => redactor.Clean(secret);

    private static JsonElement Result(string first)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rows");
            writer.WriteStringValue(first);
            for (var row = 0; buffer.Length + writer.BytesPending < 10_000; row++)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(row);
                writer.WriteStringValue($"2026-01-{(row % 28) + 1:00}");
                writer.WriteStringValue("Daily active users, iOS, version 4.2");
                writer.WriteNumberValue(row * 37.5);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }
}
