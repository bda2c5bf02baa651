using System.Diagnostics;
using System.Text.Json;

namespace CodexMcp.JsonSchema.Tests;

/// <summary>Schemas and values that are meant to harm: each ends soon, with a refusal, and without a crash.</summary>
public sealed class HostileTests
{
    private const int Deep = 10_000;
    private const int SmallStack = 256 * 1024;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20); // generous: the machine may be busy, and the harm would take hours

    [Theory]
    [InlineData("""{"items":{"$ref":"#"}}""", "[", "]")]
    [InlineData("""{"additionalProperties":{"$ref":"#"}}""", "{\"a\":", "}")]
    [InlineData("""{"$dynamicAnchor":"n","items":{"$dynamicRef":"#n"}}""", "[", "]")]
    [InlineData("""{"unevaluatedItems":{"$ref":"#"}}""", "[", "]")]
    [InlineData("""{"contains":{"$ref":"#"},"minContains":0,"unevaluatedItems":{"$ref":"#"}}""", "[", "]")]
    [InlineData("""{"anyOf":[{"items":{"$ref":"#"}},{"contains":{"$ref":"#"}}]}""", "[", "]")]
    public void Validate_DeepValue_FailsAtTheDepthBound(string schema, string open, string close)
    {
        var errors = Within(Soon, () => Given.Errors(schema, Given.Nested(open, "1", close, Deep)));

        Assert.Equal("limit", errors[0].Keyword);
        Assert.False(Given.IsValid(schema, Given.Nested(open, "1", close, Deep)));
    }

    [Fact]
    public void Validate_DeepValueAndNoDepthBound_EndsBeforeTheStackDoes()
    {
        var schema = JsonSchema.Parse("""{"items":{"$ref":"#"}}""", new JsonSchemaOptions { MaxDepth = int.MaxValue });
        var value = Given.Json(Given.Nested("[", "1", "]", Deep));
        IReadOnlyList<JsonSchemaError>? errors = null;
        var thread = new Thread(() => errors = schema.Validate(value), SmallStack);
        thread.Start();
        thread.Join();

        Assert.Equal("The value and its schema nest too deep to be checked. Send a flatter value.", Assert.Single(errors!).Message);
    }

    [Theory]
    [InlineData("""{"not":{"items":{"$ref":"#/not"}}}""")]
    [InlineData("""{"not":{"uniqueItems":true}}""")]
    [InlineData("""{"if":{"items":{"$ref":"#/if"}},"else":true}""")]
    public void Validate_BoundMetUnderNegation_StillFails(string schema)
    {
        var deep = Given.Nested("[", "1", "]", Deep);

        Assert.False(Given.IsValid(schema, $"[{deep},{deep}]"));
    }

    [Theory]
    [InlineData("""{"uniqueItems":true}""")]
    [InlineData("""{"items":{"enum":[[[1]],{"a":[1]},0,1,2,3,4,5,6,7]}}""")]
    [InlineData("""{"items":{"const":[[[[1]]]]}}""")]
    public void Validate_DeepValuesCompared_Fail(string schema)
    {
        var deep = Given.Nested("[", "1", "]", Deep);

        Assert.False(Within(Soon, () => Given.IsValid(schema, $"[{deep},{deep}]")));
    }

    [Theory]
    [InlineData("{\"items\":", "true", "}")]
    [InlineData("{\"not\":", "true", "}")]
    [InlineData("{\"allOf\":[", "true", "]}")]
    [InlineData("{\"properties\":{\"a\":", "true", "}}")]
    [InlineData("{\"$defs\":{\"a\":", "true", "}}")]
    public void Compile_DeepSchema_IsRefused(string open, string inside, string close)
    {
        var schema = Given.Json(Given.Nested(open, inside, close, Deep));

        var exception = Within(Soon, () => Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(schema)));

        Assert.Equal("schemas nest too deep here. Make the schema flatter.", exception.Problem);
    }

    [Fact]
    public void Compile_DeepSchemaAndNoDepthBound_EndsBeforeTheStackDoes()
    {
        var schema = Given.Json(Given.Nested("{\"items\":", "true", "}", Deep));
        var options = new JsonSchemaOptions { MaxDepth = int.MaxValue, MaxSchemaNodes = int.MaxValue };
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => JsonSchema.Compile(schema, options)), SmallStack);
        thread.Start();
        thread.Join();

        Assert.IsType<JsonSchemaException>(thrown);
    }

    [Fact]
    public void Compile_DeepConstant_IsRefused()
    {
        var schema = Given.Json($$"""{"const":{{Given.Nested("[", "1", "]", Deep)}}}""");

        Assert.Equal("/const", Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(schema)).SchemaPath);
    }

    [Fact]
    public void Compile_TooManySchemas_IsRefused()
    {
        var many = string.Join(",", Enumerable.Range(0, 30_000).Select(i => $"\"p{i}\":true"));

        Assert.Contains("more than 20000 schemas", Given.Refused($$$"""{"properties":{{{{many}}}}}""").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_ResolveThatNeverEnds_IsRefused()
    {
        var next = 0;
        var options = new JsonSchemaOptions { Resolve = _ => Given.Json($$"""{ "$ref": "https://example.com/{{++next}}" }""") };

        Assert.Contains("more than 20000 schemas", Within(Soon, () => Given.Refused("""{"$ref":"https://example.com/0"}""", options)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_DynamicReferenceInACircle_FailsAtTheDepthBound()
    {
        const string Schema = """{"$dynamicAnchor":"n","allOf":[{"$dynamicRef":"#n"},{"$dynamicRef":"#n"}]}""";

        Assert.Equal("limit", Within(Soon, () => Given.Errors(Schema, "1"))[0].Keyword);
    }

    [Fact]
    public void Validate_ExponentialSchema_FailsAtTheStepBound()
    {
        var definitions = Enumerable.Range(0, 60).Select(i => $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """);
        var schema = $$$"""{"$ref":"#/$defs/d0","$defs":{{{{string.Join(",", definitions)}}},"d60":{"type":"integer"} } }""";

        var error = Within(Soon, () => Given.Errors(schema, "1", new JsonSchemaOptions { MaxSteps = 1_000_000 }))[0];

        Assert.Equal("Checking the value takes too many steps. Send a smaller value.", error.Message);
    }

    [Fact]
    public void Validate_ExponentialBranches_AreExplainedInTime()
    {
        var schema = Given.Nested("""{"anyOf":[{"type":"null"},""", "false", "]}", 200);

        Assert.NotEmpty(Within(Soon, () => Given.Errors(schema, "1")));
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("(.*)*b$")]
    [InlineData("^(\\w+\\s?)*$")]
    [InlineData("^(?=(a+)+$)")]
    [InlineData("^(a*)*\\1b$")]
    [InlineData("\\b(a+)+\\b!")]
    [InlineData("(a{0,1000}){0,1000}b")]
    [InlineData("(.{1,50}){50}#")]
    public void Validate_CatastrophicPattern_EndsInTimeAndNeverPasses(string pattern)
    {
        var schema = $$"""{"pattern":{{Quoted(pattern)}}}""";

        Assert.False(Within(Soon, () => Given.IsValid(schema, $"\"{new string('a', 20_000)}-\"")));
    }

    [Fact]
    public void Validate_SlowPatternUnderNegation_Fails()
    {
        var error = Within(Soon, () => Given.Errors("""{"not":{"pattern":"^(a*)*\\1b$"}}""", $"\"{new string('a', 5_000)}-\""))[0];

        Assert.Equal("Matching text against the pattern `^(a*)*\\1b$` takes too long. Send shorter text.", error.Message);
    }

    [Fact]
    public void Validate_SlowPatternManyTimes_EndsAfterAllMatchesTogetherTookTooLong()
    {
        var options = new JsonSchemaOptions { RegexTimeout = TimeSpan.FromMilliseconds(100) };
        var schema = JsonSchema.Parse("""{"items":{"pattern":"^(?=(a?){18}a{18}$)|-$"}}""", options);
        var value = Given.Json($"[{string.Join(",", Enumerable.Repeat($"\"{new string('a', 17)}-\"", 20_000))}]");

        var error = Within(Soon, () => schema.Validate(value));

        Assert.True(error.Count == 0 || error[0].Keyword == "limit");
    }

    [Fact]
    public void Compile_LongOrLargePattern_IsRefused()
    {
        Assert.Contains("longer than 5000", Given.Refused($$"""{"pattern":"{{new string('a', 5_001)}}"}""").Problem, StringComparison.Ordinal);
        Assert.Contains("too large", Given.Refused($$"""{"pattern":"{{string.Concat(Enumerable.Repeat(@"\\p{L}", 800))}}"}""").Problem, StringComparison.Ordinal);
        Assert.Contains("nest too deep", Given.Refused($$"""{"pattern":"{{Given.Nested("(", "a", ")", 1_000)}}"}""").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ManyEqualOrNearlyEqualItems_TakesNoQuadraticTime()
    {
        const string Schema = """{"uniqueItems":true}""";
        var numbers = string.Join(",", Enumerable.Range(0, 200_000));
        var objects = string.Join(",", Enumerable.Range(0, 50_000).Select(i => $$"""{"a":{{i}},"b":{{50_000 - i}}}"""));

        Assert.True(Within(Soon, () => Given.IsValid(Schema, $"[{numbers}]")));
        Assert.False(Within(Soon, () => Given.IsValid(Schema, $"[{numbers},0e0]")));
        Assert.True(Within(Soon, () => Given.IsValid(Schema, $"[{objects}]")));
    }

    [Fact]
    public void Validate_ItemsWhoseDifferenceIsTooDeepForTheirHash_EndAtTheStepBound()
    {
        // All have one hash, because a hash looks only so deep: without the bound this would be quadratic.
        var items = string.Join(",", Enumerable.Range(0, 20_000).Select(i => Given.Nested("[", $"{i}", "]", 20)));

        var errors = Within(Soon, () => Given.Errors("""{"uniqueItems":true}""", $"[{items}]", new JsonSchemaOptions { MaxSteps = 1_000_000 }));

        Assert.Equal("limit", errors[0].Keyword);
    }

    [Fact]
    public void Validate_HugeText_IsCountedAndMatchedInTime()
    {
        var text = $"\"{new string('a', 16_000_000)}\"";

        Assert.True(Within(Soon, () => Given.IsValid("""{"minLength":16000000,"maxLength":16000000,"type":"string"}""", text)));
        Assert.False(Within(Soon, () => Given.IsValid("""{"maxLength":10}""", text)));
    }

    [Fact]
    public void Validate_WrongNamesByTheThousand_AreBounded()
    {
        var value = string.Join(",", Enumerable.Range(0, 50_000).Select(i => $"\"nam{i}\":1"));

        Assert.Equal(20, Within(Soon, () => Given.Errors("""{"properties":{"name":true},"additionalProperties":false}""", $"{{{value}}}")).Count);
    }

    [Theory]
    [InlineData("""{"type":"string","minLength":1,"pattern":"^.+$","format":"email","enum":["a"]}""", "\"\\ud800\"")]
    [InlineData("""{"required":["a"],"properties":{"a":true},"patternProperties":{"^x":true},"additionalProperties":false}""", "{\"\\ud800b\":1,\"\\udc00\":2}")]
    [InlineData("""{"dependentRequired":{"a":["b"]},"propertyNames":{"minLength":5}}""", "{\"\\ud800\":1}")]
    [InlineData("""{"const":{"a":1}}""", "{\"\\ud800\":1}")]
    public void Validate_HalfSurrogatePairs_AreFailuresNotExceptions(string schema, string value)
    {
        Assert.False(Given.IsValid(schema, value));
    }

    [Fact]
    public void Validate_RequiredBesideHalfSurrogatePair_IsFound()
    {
        Assert.True(Given.IsValid("""{"required":["a"],"properties":{"a":{"const":1}}}""", "{\"\\ud800\":0,\"a\":1}"));
    }

    [Fact]
    public void Validate_BrokenUtf8_IsAFailureNotAnException()
    {
        byte[] json = [.. "{\"a"u8, 0xFF, .. "\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        JsonElement value;
        try
        {
            using var document = JsonDocument.Parse(json);
            value = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return; // the parser already refuses it: then no such value can get here
        }

        var schema = JsonSchema.Parse("""{"additionalProperties":{"maxLength":1,"pattern":"^[a-z]$"}}""");
        Assert.False(schema.IsValid(value));
        Assert.NotEmpty(schema.Validate(value));
    }

    [Fact]
    public void IsValid_ManyThreads_AgreeAndShareNothing()
    {
        var schema = JsonSchema.Parse("""{"allOf":[{"properties":{"a":{"pattern":"^[a-z]+$"}}}],"unevaluatedProperties":false}""");
        var good = Given.Json("""{"a":"abc"}""");
        var bad = Given.Json("""{"a":"abc","b":1}""");

        var wrong = 0;
        Parallel.For(0, 20_000, i =>
        {
            if (schema.IsValid(i % 2 == 0 ? good : bad) != (i % 2 == 0))
            {
                Interlocked.Increment(ref wrong);
            }
        });

        Assert.Equal(0, wrong);
    }

    private static T Within<T>(TimeSpan bound, Func<T> action)
    {
        var watch = Stopwatch.StartNew();
        var result = action();
        Assert.True(watch.Elapsed < bound, $"It took {watch.Elapsed}, the bound is {bound}.");
        return result;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";
}
