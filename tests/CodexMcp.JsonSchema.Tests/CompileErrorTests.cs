namespace CodexMcp.JsonSchema.Tests;

/// <summary>Schemas that are refused, with the place and what to do.</summary>
public sealed class CompileErrorTests
{
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "{", "", "It is not JSON." },
        { "1", "", "a schema must be an object, true or false." },
        { """{"properties":{"a":[]}}""", "/properties/a", "a schema must be an object, true or false." },
        { """{"properties":[]}""", "/properties", "must be an object." },
        { """{"type":"text"}""", "/type", "\"text\" is not a type. Use one of" },
        { """{"type":[]}""", "/type", "must name at least one type." },
        { """{"type":["string","string"]}""", "/type", "must be an array of different strings." },
        { """{"type":1}""", "/type", "must be an array of different strings." },
        { """{"enum":1}""", "/enum", "must be an array of the allowed values." },
        { """{"minimum":"1"}""", "/minimum", "must be a number." },
        { """{"maximum":1e1000000000000000}""", "/maximum", "exponent that is too large" },
        { """{"multipleOf":0}""", "/multipleOf", "must be greater than 0." },
        { """{"multipleOf":-1}""", "/multipleOf", "must be greater than 0." },
        { """{"minLength":-1}""", "/minLength", "must be an integer of 0 or more." },
        { """{"maxItems":1.5}""", "/maxItems", "must be an integer of 0 or more." },
        { """{"maxProperties":null}""", "/maxProperties", "must be an integer of 0 or more." },
        { """{"uniqueItems":1}""", "/uniqueItems", "must be true or false." },
        { """{"required":"a"}""", "/required", "must be an array of different strings." },
        { """{"required":["a","a"]}""", "/required", "must be an array of different strings." },
        { """{"dependentRequired":{"a":[1]}}""", "/dependentRequired/a", "must be an array of different strings." },
        { """{"allOf":[]}""", "/allOf", "must be an array of at least one schema." },
        { """{"anyOf":{}}""", "/anyOf", "must be an array of at least one schema." },
        { """{"items":[{}]}""", "/items", "a schema must be an object, true or false." },
        { """{"pattern":1}""", "/pattern", "must be a string." },
        { """{"pattern":"(a"}""", "/pattern", "a `(` has no `)`." },
        { """{"patternProperties":{"a/[":true}}""", "/patternProperties/a~1[", "a `[` has no `]`." },
        { """{"format":1}""", "/format", "must be a string." },
        { """{"$ref":1}""", "/$ref", "must be a string." },
        { """{"$ref":"#/$defs/a"}""", "/$ref", "there is nothing at that place. Correct the reference, or add the schema under `$defs`." },
        { """{"$ref":"#a"}""", "/$ref", "no schema there has that anchor." },
        { """{"$ref":"https://example.com/a"}""", "/$ref", "that document is not known, and nothing is fetched." },
        { """{"$ref":"file:///etc/passwd"}""", "/$ref", "that document is not known, and nothing is fetched." },
        { """{"$ref":"#/enum","enum":[1]}""", "/enum", "a schema must be an object, true or false." },
        { """{"properties":{"a":{"$dynamicRef":"#b"}}}""", "/properties/a/$dynamicRef", "no schema there has that anchor." },
        { """{"$id":"#a"}""", "/$id", "is not a URI reference without a fragment." },
        { """{"$anchor":"1a"}""", "/$anchor", "must be a plain name" },
        { """{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}""", "/$defs/b/$anchor", "stands twice." },
        { """{"$defs":{"a":{"$id":"urn:a"},"b":{"$id":"urn:a"}}}""", "/$defs/b/$id", "two schemas have the identifier" },
        { """{"type":"string","type":"null"}""", "/type", "the keyword stands twice in one schema." },
        { """{"properties":{"a":true,"a":true}}""", "/properties/a", "the name stands twice." },
        { """{"$schema":"https://example.com/dialect"}""", "/$schema", "is not known here. Use \"https://json-schema.org/draft/2020-12/schema\"." },
        { """{"$ref":"#"}""", "", "references lead back to it without going deeper" },
        { """{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"anyOf":[true,{"$ref":"#/$defs/a"}]}}}""", "/$defs/a", "lead back" },
        { """{"not":{"if":{"$ref":"#"}}}""", "", "lead back" },
        { """{"dependentSchemas":{"a":{"$ref":"#"}}}""", "", "lead back" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Parse_BadSchema_SaysWhereAndWhatToDo(string schema, string path, string problem)
    {
        var exception = Given.Refused(schema);

        Assert.Equal(path, exception.SchemaPath);
        Assert.Contains(problem, exception.Problem, StringComparison.Ordinal);
        Assert.Contains(path.Length == 0 ? "its root" : $"`{path}`", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(exception.Problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_UnknownRequiredVocabulary_IsRefused()
    {
        var meta = Given.Json("""{"$vocabulary":{"https://example.com/vocabulary":true}}""");

        var exception = Given.Refused("""{"$schema":"https://example.com/meta"}""", new JsonSchemaOptions { Resolve = _ => meta });

        Assert.Contains("requires the vocabulary `https://example.com/vocabulary`", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_ReferenceIntoResolvedDocument_PointsIntoThatDocument()
    {
        var other = Given.Json("""{"$defs":{"a":{"type":"nonsense"}}}""");

        var exception = Given.Refused("""{"$ref":"https://example.com/other"}""", new JsonSchemaOptions { Resolve = _ => other });

        Assert.Equal("https://example.com/other#/$defs/a/type", exception.SchemaPath);
    }

    [Fact]
    public void Compile_WithResolve_AsksOnceForEachDocumentWithoutFragment()
    {
        var asked = new List<string>();
        var options = new JsonSchemaOptions
        {
            Resolve = uri =>
            {
                asked.Add(uri.AbsoluteUri);
                return Given.Json("""{"$defs":{"a":{"type":"string"},"b":{"type":"null"}}}""");
            },
        };

        var schema = JsonSchema.Parse("""{"anyOf":[{"$ref":"https://example.com/o#/$defs/a"},{"$ref":"https://example.com/o#/$defs/b"}]}""", options);

        Assert.Equal(["https://example.com/o"], asked);
        Assert.True(schema.IsValid(Given.Json("null")));
        Assert.False(schema.IsValid(Given.Json("1")));
    }

    [Theory]
    [InlineData("http://json-schema.org/draft-07/schema#", """{"properties":{"a":{"type":"string"}},"definitions":{"x":{"minimum":1}}}""", null)]
    [InlineData("http://json-schema.org/draft-06/schema#", """{"const":1}""", null)]
    [InlineData("https://json-schema.org/draft/2019-09/schema", """{"dependentRequired":{"a":["b"]}}""", null)]
    [InlineData("http://json-schema.org/draft-07/schema#", """{"items":[{}]}""", "/items")]
    [InlineData("http://json-schema.org/draft-07/schema#", """{"dependencies":{}}""", "/dependencies")]
    [InlineData("http://json-schema.org/draft-07/schema#", """{"prefixItems":[{}]}""", "/prefixItems")]
    [InlineData("http://json-schema.org/draft-07/schema#", """{"unevaluatedProperties":false}""", "/unevaluatedProperties")]
    [InlineData("http://json-schema.org/draft-07/schema#", """{"$ref":"#/definitions/x","minimum":2,"definitions":{"x":true}}""", "/minimum")]
    [InlineData("http://json-schema.org/draft-07/schema#", """{"definitions":{"x":1}}""", "/definitions/x")]
    [InlineData("https://json-schema.org/draft/2019-09/schema", """{"$recursiveRef":"#"}""", "/$recursiveRef")]
    [InlineData("http://json-schema.org/draft-04/schema#", """{"type":"string"}""", "/$schema")]
    public void Parse_OlderDraft_IsAcceptedOnlyWhereItMeansTheSame(string dialect, string rest, string? refusedAt)
    {
        var text = $$"""{"$schema":"{{dialect}}",{{rest[1..]}}""";
        if (refusedAt is null)
        {
            Assert.False(JsonSchema.Parse(text).IsValid(Given.Json("""{"a":1}""")));
        }
        else
        {
            Assert.Equal(refusedAt, Given.Refused(text).SchemaPath);
        }
    }
}
