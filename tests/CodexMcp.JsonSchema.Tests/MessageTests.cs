namespace CodexMcp.JsonSchema.Tests;

/// <summary>What an error says, where it points, and which keyword it names.</summary>
public sealed class MessageTests
{
    public static TheoryData<string, string, string, string, string> Messages => new()
    {
        { """{"properties":{"limit":{"maximum":10000}}}""", """{"limit":50000}""", "/limit", "/properties/limit/maximum", "`/limit` must be at most 10000, got 50000." },
        { """{"minimum":1}""", "0", "", "/minimum", "The value must be at least 1, got 0." },
        { """{"exclusiveMinimum":0}""", "0", "", "/exclusiveMinimum", "The value must be greater than 0, got 0." },
        { """{"exclusiveMaximum":0.5}""", "5e-1", "", "/exclusiveMaximum", "The value must be less than 0.5, got 5e-1." },
        { """{"multipleOf":5}""", "7", "", "/multipleOf", "The value must be a multiple of 5, got 7." },
        { """{"type":"integer"}""", "1.5", "", "/type", "The value must be an integer, got 1.5." },
        { """{"type":["string","null"]}""", "[1,2]", "", "/type", "The value must be a string or null, got an array of 2 items." },
        { """{"type":"object"}""", "\"x\"", "", "/type", "The value must be an object, got \"x\"." },
        { """{"type":"boolean"}""", "{}", "", "/type", "The value must be true or false, got an object." },
        { """{"enum":["red","green"]}""", "\"gren\"", "", "/enum", "The value must be one of \"red\", \"green\", got \"gren\". Did you mean \"green\"?" },
        { """{"enum":["red",1,null]}""", "2", "", "/enum", "The value must be one of \"red\", 1, null, got 2." },
        { """{"const":"on"}""", "\"off\"", "", "/const", "The value must be \"on\", got \"off\"." },
        { """{"minLength":3}""", "\"ab\"", "", "/minLength", "The value must have at least 3 characters, got 2." },
        { """{"maxLength":1}""", "\"ab\"", "", "/maxLength", "The value must have at most 1 character, got 2." },
        { """{"pattern":"^a$"}""", "\"b\"", "", "/pattern", "The value must match the pattern `^a$`, got \"b\"." },
        { """{"format":"date"}""", "\"today\"", "", "/format", "The value must be a date such as 2024-12-31, got \"today\"." },
        { """{"minItems":1}""", "[]", "", "/minItems", "The value must have at least 1 item, got 0." },
        { """{"maxItems":1}""", "[1,2]", "", "/maxItems", "The value must have at most 1 item, got 2." },
        { """{"uniqueItems":true}""", "[1,2,1]", "", "/uniqueItems", "The value must not repeat an item, but items 0 and 2 are equal." },
        { """{"contains":{"const":1}}""", "[2]", "", "/contains", "The value must hold at least 1 item of the form that `contains` asks for, found 0." },
        { """{"contains":{"const":1},"minContains":2}""", "[1]", "", "/minContains", "The value must hold at least 2 items of the form that `contains` asks for, found 1." },
        { """{"contains":{"const":1},"maxContains":1}""", "[1,1]", "", "/maxContains", "The value must hold at most 1 item of the form that `contains` describes, found 2." },
        { """{"minProperties":1}""", "{}", "", "/minProperties", "The value must have at least 1 property, got 0." },
        { """{"maxProperties":0}""", """{"a":1}""", "", "/maxProperties", "The value must have at most 0 properties, got 1." },
        { """{"properties":{"filter":{"required":["limit"]}}}""", """{"filter":{}}""", "/filter", "/properties/filter/required", "`/filter` must have the property `limit`. Add it." },
        { """{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "", "/dependentRequired", "The value must have the property `b` because it has `a`. Add the one or remove the other." },
        { """{"properties":{"color":true},"additionalProperties":false}""", """{"colour":1}""", "/colour", "/additionalProperties", "`/colour` is not a known property. Did you mean `color`?" },
        { """{"properties":{"a":true,"b":true},"additionalProperties":false}""", """{"something":1}""", "/something", "/additionalProperties", "`/something` is not a known property. Known are `a`, `b`." },
        { """{"additionalProperties":false}""", """{"x":1}""", "/x", "/additionalProperties", "`/x` is not a known property. No property is allowed here: remove it." },
        { """{"patternProperties":{"^x-":true},"additionalProperties":false}""", """{"y":1}""", "/y", "/additionalProperties", "`/y` is not a known property. Its name matches none of the allowed patterns." },
        { """{"properties":{"a":true},"unevaluatedProperties":false}""", """{"b":1}""", "/b", "/unevaluatedProperties", "`/b` is not a known property. Remove it or correct its name." },
        { """{"prefixItems":[true],"unevaluatedItems":false}""", "[1,2]", "/1", "/unevaluatedItems", "`/1` is one item too many. Remove it." },
        { """{"properties":{"a":{"propertyNames":{"pattern":"^[a-z]+$"}}}}""", """{"a":{"B/c":1}}""", "/a/B~1c", "/properties/a/propertyNames/pattern", "The name of `/a/B~1c` must match the pattern `^[a-z]+$`, got \"B/c\"." },
        { """{"propertyNames":false}""", """{"a":1}""", "/a", "/propertyNames", "`/a` is not allowed here. Remove it." },
        { """{"properties":{"a":false}}""", """{"a":1}""", "/a", "/properties/a", "`/a` is not allowed here. Remove it." },
        { """{"not":{"type":"string"}}""", "\"a\"", "", "/not", "The value has a form that is not allowed: it must not match `/not`." },
        { """{"oneOf":[{"minimum":1},{"maximum":2}]}""", "1.5", "", "/oneOf", "The value must match exactly one of 2 forms, but matches both number 1 and number 2. Change it so that only one of them fits." },
        { """{"anyOf":[{"type":"string"},{"type":"null"}]}""", "5", "", "/anyOf", "The value matches none of the 2 allowed forms. (1) The value must be a string, got 5. (2) The value must be null, got 5." },
        { """{"if":{"type":"object"},"then":{"required":["a"]}}""", "{}", "", "/then/required", "The value must have the property `a`. Add it." },
        { """{"items":{"$ref":"#/$defs/n"},"$defs":{"n":{"minimum":1}}}""", "[1,0]", "/1", "/$defs/n/minimum", "`/1` must be at least 1, got 0." },
        { """{"$ref":"https://json-schema.org/draft/2020-12/meta/validation"}""", """{"minLength":-1}""", "/minLength", "https://json-schema.org/draft/2020-12/meta/validation#/$defs/nonNegativeInteger/minimum", "`/minLength` must be at least 0, got -1." },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Validate_OneMistake_SaysItInOneSentence(string schema, string value, string instancePath, string schemaPath, string message)
    {
        var error = Assert.Single(Given.Errors(schema, value));

        Assert.Equal((instancePath, schemaPath, message), (error.InstancePath, error.SchemaPath, error.Message));
        Assert.True(error.SchemaPath.EndsWith($"/{error.Keyword}", StringComparison.Ordinal) || error.Keyword == "false");
    }

    [Fact]
    public void Validate_SeveralMistakes_ReportsAllInOrder()
    {
        var errors = Given.Errors(
            """{"properties":{"a":{"type":"string"},"b":{"minimum":1}},"required":["c"],"additionalProperties":false}""",
            """{"a":1,"b":0,"d":0}""");

        Assert.Equal(["", "/a", "/b", "/d"], errors.Select(error => error.InstancePath));
    }

    [Fact]
    public void Validate_AnyOfWithOneBranchOfTheRightKind_ReportsThatBranch()
    {
        const string Schema = """
            {"anyOf":[{"type":"string"},{"type":"object","properties":{"size":{"type":"integer"}},"additionalProperties":false}]}
            """;

        var error = Assert.Single(Given.Errors(Schema, """{"sice":1}"""));

        Assert.Equal(("/sice", "`/sice` is not a known property. Did you mean `size`?"), (error.InstancePath, error.Message));
    }

    [Fact]
    public void Validate_OneOfWithATag_ReportsTheBranchOfThatTag()
    {
        const string Schema = """
            {"oneOf":[
              {"properties":{"kind":{"const":"circle"},"radius":{"type":"number"}},"required":["kind","radius"]},
              {"properties":{"kind":{"const":"square"},"side":{"type":"number"}},"required":["kind"]}]}
            """;

        var error = Assert.Single(Given.Errors(Schema, """{"kind":"square","side":"long"}"""));

        Assert.Equal("`/side` must be a number, got \"long\".", error.Message);
    }

    [Fact]
    public void Validate_MoreMistakesThanWanted_StopsAtTheBound()
    {
        var errors = Given.Errors("""{"items":false}""", "[1,2,3,4,5]", new JsonSchemaOptions { MaxErrors = 3 });

        Assert.Equal(["/0", "/1", "/2"], errors.Select(error => error.InstancePath));
        Assert.Equal(20, Given.Errors("""{"items":false}""", $"[{string.Join(",", Enumerable.Repeat("1", 100))}]").Count);
    }

    [Fact]
    public void Validate_LongText_IsCutShort()
    {
        var error = Assert.Single(Given.Errors("""{"type":"integer"}""", $"\"{new string('x', 5_000)}\""));

        Assert.Equal($"The value must be an integer, got \"{new string('x', 80)}…\".", error.Message);
    }

    [Fact]
    public void Validate_LongNumber_IsCutShort()
    {
        var error = Assert.Single(Given.Errors("""{"maximum":1}""", new string('9', 5_000)));

        Assert.Equal($"The value must be at most 1, got {new string('9', 80)}….", error.Message);
    }

    [Fact]
    public void Validate_TextThatHidesOrForges_IsEscaped()
    {
        var error = Assert.Single(Given.Errors("""{"type":"integer"}""", "\"a\\u0000\\r\\n\\u001b[31m\\u202e\\u200b\\u2028\\ud800\\\"b\""));

        Assert.Equal("The value must be an integer, got \"a\\u0000\\u000d\\u000a\\u001b[31m\\u202e\\u200b\\u2028\\ufffd\\\"b\".", error.Message.Replace("\\ud800", "\\ufffd", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_NameThatHidesOrForges_IsEscapedInTheMessageOnly()
    {
        var error = Assert.Single(Given.Errors("""{"additionalProperties":false}""", "{\"a\\u202eb\\n\":1}"));

        Assert.Equal("/a\u202eb\n", error.InstancePath);
        Assert.StartsWith("`/a\\u202eb\\u000a` is not a known property.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ManyChoices_ListsSome()
    {
        var error = Assert.Single(Given.Errors($$"""{"enum":[{{string.Join(",", Enumerable.Range(0, 50))}}]}""", "99"));

        Assert.Equal($"The value must be one of {string.Join(", ", Enumerable.Range(0, 20))} and 30 more, got 99.", error.Message);
    }

    [Theory]
    [InlineData("colour", "color")]
    [InlineData("enabeld_tools", "enabled_tools")]
    [InlineData("ENABLED_TOOLS", "enabled_tools")]
    [InlineData("timeuot", "timeout")]
    [InlineData("retries", "")]
    [InlineData("", "")]
    public void Hint_WrongName_NamesTheNearestOrNone(string wrong, string expected)
    {
        var hint = NearestName.Hint(wrong, ["color", "enabled_tools", "disabled_tools", "timeout"]);

        Assert.Equal(expected.Length == 0 ? "" : $" Did you mean `{expected}`?", hint);
    }

    [Fact]
    public void Validate_NoValue_SaysSo()
    {
        var schema = JsonSchema.Parse("true");

        Assert.False(schema.IsValid(default));
        Assert.Equal("There is no value. Send one.", Assert.Single(schema.Validate(default)).Message);
    }
}
