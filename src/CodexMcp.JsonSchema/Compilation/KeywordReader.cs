using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Builds the keywords of one schema object, cheap ones first.</summary>
internal static class KeywordReader
{
    public static void Read(SchemaReader reader, List<Keyword> keywords)
    {
        var vocabularies = reader.Resource.Vocabularies;
        if ((vocabularies & Vocabularies.OlderDraft) != 0)
        {
            OlderDrafts.Check(reader, (vocabularies & Vocabularies.LonelyReference) != 0);
        }

        if ((vocabularies & Vocabularies.Validation) != 0)
        {
            ReadValues(reader, keywords);
            ReadNumbersAndStrings(reader, keywords);
            ReadSizes(reader, keywords);
        }

        ReadFormat(reader, keywords, vocabularies);
        if ((vocabularies & Vocabularies.Applicator) != 0)
        {
            ReadChildren(reader, keywords, (vocabularies & Vocabularies.Validation) != 0);
            ReadInPlace(reader, keywords);
        }

        ReadReferences(reader, keywords);

        // These only hold other schemas: they are read so that mistakes in them are found, and references can lead there.
        reader.SchemaMap("$defs");
        reader.Schema("contentSchema");
        if ((vocabularies & Vocabularies.OlderDraft) != 0)
        {
            reader.SchemaMap("definitions");
        }
    }

    /// <summary>The keywords that ask what all the others have looked at.</summary>
    public static void ReadUnevaluated(SchemaReader reader, List<Keyword> keywords)
    {
        if ((reader.Resource.Vocabularies & Vocabularies.Unevaluated) == 0)
        {
            return;
        }

        if (reader.Schema("unevaluatedItems") is { } items)
        {
            keywords.Add(new UnevaluatedItemsKeyword(reader.Location, items));
        }

        if (reader.Schema("unevaluatedProperties") is { } properties)
        {
            keywords.Add(new UnevaluatedPropertiesKeyword(reader.Location, properties));
        }
    }

    private static void ReadValues(SchemaReader reader, List<Keyword> keywords)
    {
        if (reader.TryGet("type", out var type))
        {
            keywords.Add(TypeKeyword.Read(type, reader));
        }

        if (reader.TryGet("const", out var constant))
        {
            keywords.Add(new EnumKeyword(reader.Location, "const", [Own(constant, reader, "const")]));
        }

        if (reader.TryGet("enum", out var choices))
        {
            if (choices.ValueKind != JsonValueKind.Array)
            {
                throw reader.Fail("enum", "must be an array of the allowed values. Correct it.");
            }

            keywords.Add(new EnumKeyword(reader.Location, "enum", [.. Own(choices, reader, "enum").EnumerateArray()]));
        }
    }

    private static void ReadNumbersAndStrings(SchemaReader reader, List<Keyword> keywords)
    {
        foreach (var bound in (ReadOnlySpan<NumberBound>)
            [NumberBound.Minimum, NumberBound.Maximum, NumberBound.ExclusiveMinimum, NumberBound.ExclusiveMaximum])
        {
            if (reader.Number(NumberBoundKeyword.NameOf(bound)) is { } limit)
            {
                keywords.Add(new NumberBoundKeyword(reader.Location, bound, limit));
            }
        }

        if (reader.Number("multipleOf") is { } step)
        {
            keywords.Add(MultipleOfKeyword.Read(step, reader));
        }

        if (reader.Count("minLength") is var minLength && reader.Count("maxLength") is var maxLength && (minLength ?? maxLength) is not null)
        {
            keywords.Add(new LengthKeyword(reader.Location, minLength, maxLength));
        }

        if (reader.String("pattern") is { } pattern)
        {
            keywords.Add(new PatternKeyword(reader.Location, reader.Pattern(pattern, reader.Location.Child("pattern"))));
        }
    }

    private static void ReadSizes(SchemaReader reader, List<Keyword> keywords)
    {
        if (reader.Count("minItems") is var minItems && reader.Count("maxItems") is var maxItems && (minItems ?? maxItems) is not null)
        {
            keywords.Add(new ItemCountKeyword(reader.Location, minItems, maxItems));
        }

        if (reader.Boolean("uniqueItems"))
        {
            keywords.Add(new UniqueItemsKeyword(reader.Location));
        }

        if (reader.Count("minProperties") is var minProperties && reader.Count("maxProperties") is var maxProperties
            && (minProperties ?? maxProperties) is not null)
        {
            keywords.Add(new PropertyCountKeyword(reader.Location, minProperties, maxProperties));
        }

        if (reader.Strings("required") is { Count: > 0 } required)
        {
            keywords.Add(new RequiredKeyword(reader.Location, required));
        }

        foreach (var (name, value, place) in reader.Members("dependentRequired"))
        {
            keywords.Add(new DependentRequiredKeyword(reader.Location, name, SchemaReader.Strings(value, place, "dependentRequired")));
        }
    }

    private static void ReadFormat(SchemaReader reader, List<Keyword> keywords, Vocabularies vocabularies)
    {
        var asserts = reader.Options.AssertFormat || (vocabularies & Vocabularies.FormatAssertion) != 0;
        if (reader.String("format") is { } name && asserts && Format.Find(name) is { } format)
        {
            keywords.Add(new FormatKeyword(reader.Location, format));
        }
    }

    private static void ReadChildren(SchemaReader reader, List<Keyword> keywords, bool validation)
    {
        if (reader.SchemaList("prefixItems") is var prefix && reader.Schema("items") is var items && (prefix is not null || items is not null))
        {
            keywords.Add(new ItemsKeyword(reader.Location, prefix ?? [], items));
        }

        var minimum = validation ? reader.Count("minContains") : null;
        var maximum = validation ? reader.Count("maxContains") : null;
        if (reader.Schema("contains") is { } contains)
        {
            keywords.Add(new ContainsKeyword(reader.Location, contains, minimum ?? 1, maximum));
        }

        if (reader.Schema("propertyNames") is { } names)
        {
            keywords.Add(new PropertyNamesKeyword(reader.Location, names));
        }

        if (reader.Has("properties") || reader.Has("patternProperties") || reader.Has("additionalProperties"))
        {
            keywords.Add(MembersKeyword.Read(reader));
        }
    }

    private static void ReadInPlace(SchemaReader reader, List<Keyword> keywords)
    {
        if (reader.SchemaList("allOf") is { } all)
        {
            keywords.Add(new AllOfKeyword(reader.Location, all));
        }

        if (reader.SchemaList("anyOf") is { } any)
        {
            keywords.Add(new AnyOfKeyword(reader.Location, any));
        }

        if (reader.SchemaList("oneOf") is { } one)
        {
            keywords.Add(new OneOfKeyword(reader.Location, one));
        }

        if (reader.Schema("not") is { } not)
        {
            keywords.Add(new NotKeyword(reader.Location, not));
        }

        var then = reader.Schema("then");
        var otherwise = reader.Schema("else");
        if (reader.Schema("if") is { } condition)
        {
            keywords.Add(new IfKeyword(reader.Location, condition, then, otherwise));
        }

        foreach (var (name, schema) in reader.SchemaMap("dependentSchemas"))
        {
            keywords.Add(new DependentSchemaKeyword(reader.Location, name, schema));
        }
    }

    private static void ReadReferences(SchemaReader reader, List<Keyword> keywords)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["$ref", "$dynamicRef"])
        {
            if (reader.String(keyword) is { } text)
            {
                var reference = new Reference(text, keyword, reader.Location, reader.Resource);
                reader.AddReference(reference);
                keywords.Add(new ReferenceKeyword(reader.Location, reference));
            }
        }
    }

    /// <summary>A copy that outlives the schema's document. Deep ones are refused here, so that no comparison goes deeper.</summary>
    private static JsonElement Own(JsonElement value, SchemaReader reader, string keyword)
    {
        var depth = 0;
        var json = new Utf8JsonReader(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value), new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (json.Read())
        {
            depth = Math.Max(depth, json.CurrentDepth);
        }

        return depth < reader.Options.MaxDepth ? value.Clone() : throw reader.Fail(keyword, "its value nests too deep. Make it flatter.");
    }
}
