using System.Text.Json;

namespace CodexMcp.JsonSchema.Tests;

/// <summary>Runs one file of the suite: every test by both ways of asking.</summary>
internal sealed class SuiteRun
{
    public int Count { get; private set; }

    public List<string> Failures { get; } = [];

    public static SuiteRun Run(string file, bool assertFormat)
    {
        var run = new SuiteRun();
        foreach (var group in SuiteFolder.Read(file).EnumerateArray())
        {
            run.RunGroup(group, assertFormat);
        }

        return run;
    }

    private void RunGroup(JsonElement group, bool assertFormat)
    {
        var tests = group.GetProperty("tests").EnumerateArray().ToList();
        Count += tests.Count;
        var name = group.GetProperty("description").GetString();
        JsonSchema schema;
        try
        {
            schema = JsonSchema.Compile(
                group.GetProperty("schema"), new JsonSchemaOptions { AssertFormat = assertFormat, Resolve = SuiteFolder.Resolve });
        }
        catch (JsonSchemaException exception)
        {
            Failures.Add($"{name}: {exception.Message}");
            return;
        }

        foreach (var test in tests)
        {
            var expected = test.GetProperty("valid").GetBoolean();
            var data = test.GetProperty("data");
            var errors = schema.Validate(data);
            if (schema.IsValid(data) != expected || errors.Count == 0 != expected)
            {
                Failures.Add($"{name} / {test.GetProperty("description").GetString()}: expected {expected}, got {schema.IsValid(data)}, " +
                    $"errors: {string.Join(" ", errors)}");
            }
        }
    }
}
