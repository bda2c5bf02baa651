using System.Diagnostics;

namespace CodexMcp.JsonSchema.Tests;

/// <summary>A valid call costs no memory.</summary>
public sealed class AllocationTests
{
    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "sql": { "type": "string", "minLength": 1, "maxLength": 20000 },
            "limit": { "type": "integer", "minimum": 1, "maximum": 10000 },
            "mode": { "enum": ["fast", "exact"] },
            "name": { "type": "string", "pattern": "^[a-z_]{1,64}$" },
            "tags": { "type": "array", "items": { "$ref": "#/$defs/tag" }, "uniqueItems": true },
            "since": { "type": "string", "format": "date-time" },
            "share": { "type": "number", "exclusiveMinimum": 0, "multipleOf": 0.25 },
            "filter": { "anyOf": [{ "type": "null" }, { "type": "object", "required": ["field"] }] }
          },
          "required": ["sql"],
          "additionalProperties": false,
          "$defs": { "tag": { "type": "string" } }
        }
        """;

    private const string Value = """
        {"sql":"SELECT 1\nFROM t","limit":100,"mode":"fast","name":"daily_users","tags":["a","b","c"],"since":"2024-12-31T23:59:59Z","share":0.75,
         "filter":{"field":"country"}}
        """;

    [Theory]
    [InlineData(Schema, Value)]
    [InlineData("""{"allOf":[{"properties":{"a":true}},{"properties":{"b":true}}],"unevaluatedProperties":false}""", """{"a":1,"b":2}""")]
    [InlineData("""{"items":{"type":"integer"}}""", "[1,2,3,4,5,6,7,8,9]")]
    public void IsValid_SmallValidValue_AllocatesNothing(string schemaText, string valueText)
    {
        var schema = JsonSchema.Parse(schemaText);
        var value = Given.Json(valueText);
        Assert.True(schema.IsValid(value)); // builds the matchers and the spare context

        // Code that the JIT has not optimized yet keeps some temporaries on the heap; how soon it has done so depends on how busy the machine is.
        var perCall = double.MaxValue;
        for (var since = Stopwatch.GetTimestamp(); perCall >= 1 && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30);)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                schema.IsValid(value);
            }

            perCall = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000.0;
        }

        Assert.True(perCall < 1, $"{perCall} bytes per call");
    }
}
