namespace CodexMcp.JsonSchema.Tests;

/// <summary>Every keyword with a value that matches and one that does not.</summary>
public sealed class KeywordTests
{
    public static TheoryData<string, string, string> Pairs => new()
    {
        { "true", "1", "" },
        { "false", "", "1" },
        { """{"type":"null"}""", "null", "0" },
        { """{"type":"boolean"}""", "false", "0" },
        { """{"type":"object"}""", "{}", "[]" },
        { """{"type":"array"}""", "[]", "{}" },
        { """{"type":"number"}""", "1.5", "\"1.5\"" },
        { """{"type":"integer"}""", "1.0", "1.5" },
        { """{"type":"string"}""", "\"\"", "null" },
        { """{"type":["string","null"]}""", "null", "1" },
        { """{"enum":["a",1,{"b":[2]}]}""", """{"b":[2.0]}""", """{"b":[3]}""" },
        { """{"enum":[0,1,2,3,4,5,6,7,8,9,[10]]}""", "[1e1]", "[11]" },
        { """{"enum":[]}""", "", "1" },
        { """{"const":{"a":1,"b":2}}""", """{"b":2,"a":1}""", """{"a":1}""" },
        { """{"const":null}""", "null", "false" },
        { """{"minimum":3}""", "3", "2" },
        { """{"maximum":3}""", "3", "3.0001" },
        { """{"exclusiveMinimum":3}""", "3.1", "3" },
        { """{"exclusiveMaximum":3}""", "2", "3.0" },
        { """{"multipleOf":0.01}""", "19.99", "19.999" },
        { """{"minLength":2}""", "\"ab\"", "\"a\"" },
        { """{"maxLength":1}""", "\"\uD83D\uDC32\"", "\"ab\"" },
        { """{"pattern":"^a+$"}""", "\"aa\"", "\"ab\"" },
        { """{"format":"date"}""", "\"2024-02-29\"", "\"2023-02-29\"" },
        { """{"format":"nothing-known"}""", "\"x\"", "" },
        { """{"minItems":1}""", "[1]", "[]" },
        { """{"maxItems":1}""", "[1]", "[1,2]" },
        { """{"uniqueItems":true}""", "[1,2]", "[1,1.0]" },
        { """{"uniqueItems":false}""", "[1,1]", "" },
        { """{"minProperties":1}""", """{"a":1}""", "{}" },
        { """{"maxProperties":1}""", """{"a":1}""", """{"a":1,"b":2}""" },
        { """{"required":["a"]}""", """{"a":null}""", """{"b":1}""" },
        { """{"dependentRequired":{"a":["b"]}}""", """{"b":1}""", """{"a":1}""" },
        { """{"dependentSchemas":{"a":{"required":["b"]}}}""", """{"c":1}""", """{"a":1}""" },
        { """{"properties":{"a":{"type":"string"}}}""", """{"a":"x","b":1}""", """{"a":1}""" },
        { """{"patternProperties":{"^x-":{"type":"string"}}}""", """{"x-a":"x","b":1}""", """{"x-a":1}""" },
        { """{"properties":{"a":true},"patternProperties":{"^x-":true},"additionalProperties":false}""", """{"a":1,"x-b":1}""", """{"c":1}""" },
        { """{"additionalProperties":{"type":"string"}}""", """{"a":"x"}""", """{"a":1}""" },
        { """{"propertyNames":{"pattern":"^[a-z]+$"}}""", """{"abc":1}""", """{"Abc":1}""" },
        { """{"items":{"type":"integer"}}""", "[1,2]", "[1,null]" },
        { """{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", """["a",1]""", """["a","b"]""" },
        { """{"contains":{"const":1}}""", "[0,1]", "[0]" },
        { """{"contains":{"const":1},"minContains":2}""", "[1,1]", "[1]" },
        { """{"contains":{"const":1},"minContains":0}""", "[]", "" },
        { """{"contains":{"const":1},"maxContains":1}""", "[1]", "[1,1]" },
        { """{"allOf":[{"minimum":1},{"maximum":2}]}""", "1", "3" },
        { """{"anyOf":[{"const":1},{"const":2}]}""", "2", "3" },
        { """{"oneOf":[{"minimum":1},{"maximum":2}]}""", "5", "1.5" },
        { """{"not":{"type":"string"}}""", "1", "\"a\"" },
        { """{"if":{"minimum":10},"then":{"multipleOf":10},"else":{"maximum":5}}""", "20", "7" },
        { """{"then":false,"else":false}""", "1", "" },
        { """{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""", "\"x\"", "1" },
        { """{"$ref":"#a","$defs":{"a":{"$anchor":"a","type":"string"}}}""", "\"x\"", "1" },
        { """{"$ref":"urn:example:a","$defs":{"a":{"$id":"urn:example:a","type":"string"}}}""", "\"x\"", "1" },
        { """{"$dynamicRef":"#a","$defs":{"a":{"$dynamicAnchor":"a","type":"string"}}}""", "\"x\"", "1" },
        { """{"$ref":"https://json-schema.org/draft/2020-12/schema"}""", """{"type":"string"}""", """{"type":"text"}""" },
        { """{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}""", """{"a":1}""", """{"b":1}""" },
        { """{"anyOf":[{"required":["a"],"properties":{"a":true}},true],"unevaluatedProperties":{"type":"null"}}""", """{"a":1,"b":null}""", """{"b":1}""" },
        { """{"allOf":[{"prefixItems":[true]}],"unevaluatedItems":false}""", "[1]", "[1,2]" },
        { """{"contains":{"type":"string"},"unevaluatedItems":{"type":"integer"}}""", """["a",1]""", """["a",null]""" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Validate_Keyword_AcceptsOneAndRefusesTheOther(string schema, string valid, string invalid)
    {
        if (valid.Length > 0)
        {
            Assert.Equal([], Given.Errors(schema, valid));
            Assert.True(Given.IsValid(schema, valid));
        }

        if (invalid.Length > 0)
        {
            Assert.False(Given.IsValid(schema, invalid));
            Assert.NotEmpty(Given.Errors(schema, invalid));
        }
    }

    [Fact]
    public void Validate_ManyProperties_AreTrackedBeyondSixtyFour()
    {
        var names = Enumerable.Range(0, 200).Select(i => $"\"p{i}\"").ToList();
        var schema = $$$"""{"allOf":[{"properties":{{{{string.Join(",", names.Select(name => $"{name}:true"))}}}}}],"unevaluatedProperties":false}""";
        var value = string.Join(",", names.Select(name => $"{name}:1"));

        Assert.True(Given.IsValid(schema, $"{{{value}}}"));
        var error = Assert.Single(Given.Errors(schema, $"{{{value},\"p200\":1}}"));
        Assert.Equal("/p200", error.InstancePath);
    }

    [Fact]
    public void Validate_ManyRequiredAndManyProperties_AreTickedOffInOnePass()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"\"p{i}\"").ToList();
        var schema = $$"""{"required":[{{string.Join(",", names)}}]}""";
        var value = string.Join(",", names.Select(name => $"{name}:1"));

        Assert.True(Given.IsValid(schema, $"{{{value}}}"));
        var error = Assert.Single(Given.Errors(schema, $"{{{value.Replace("\"p42\"", "\"q\"", StringComparison.Ordinal)}}}"));
        Assert.Equal("The value must have the property `p42`. Add it.", error.Message);
    }

    [Fact]
    public void Validate_RepeatedProperty_EveryOccurrenceIsJudged()
    {
        const string Schema = """{"properties":{"a":{"type":"string"}}}""";

        Assert.False(Given.IsValid(Schema, """{"a":1,"a":"x"}"""));
        Assert.False(Given.IsValid(Schema, """{"a":"x","a":1}"""));
    }

    [Fact]
    public void Validate_EscapedNames_MeetTheirPlainSpelling()
    {
        const string Schema = """{"properties":{"na\u006de":{"enum":["\u0061"]}},"required":["name"],"additionalProperties":false}""";

        Assert.True(Given.IsValid(Schema, """{"n\u0061me":"a"}"""));
        Assert.False(Given.IsValid(Schema, """{"n\u0062me":"a"}"""));
    }
}
