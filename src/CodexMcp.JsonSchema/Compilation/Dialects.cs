using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Tells from <c>$schema</c> which keywords count.</summary>
internal static class Dialects
{
    private const string Prefix = "https://json-schema.org/draft/2020-12/";

    /// <summary>The vocabularies of a well-known dialect, or null for one whose meta-schema must be read.</summary>
    public static Vocabularies? WellKnown(string uri) => uri.TrimEnd('#') switch
    {
        Prefix + "schema" => Vocabularies.Draft202012,
        "https://json-schema.org/draft/2019-09/schema" => Vocabularies.Draft202012 | Vocabularies.OlderDraft,
        "http://json-schema.org/draft-07/schema" or "https://json-schema.org/draft-07/schema" or
        "http://json-schema.org/draft-06/schema" or "https://json-schema.org/draft-06/schema" =>
            Vocabularies.Draft202012 | Vocabularies.OlderDraft | Vocabularies.LonelyReference,
        _ => null,
    };

    /// <summary>Reads the <c>$vocabulary</c> of a meta-schema.</summary>
    public static Vocabularies FromMetaSchema(JsonElement metaSchema, SchemaReader reader)
    {
        if (metaSchema.ValueKind != JsonValueKind.Object || !metaSchema.TryFind("$vocabulary"u8, out var declared)
            || declared.ValueKind != JsonValueKind.Object)
        {
            return Vocabularies.Draft202012;
        }

        var vocabularies = Vocabularies.None;
        foreach (var vocabulary in declared.EnumerateObject())
        {
            var name = JsonText.Name(vocabulary);
            var known = name.StartsWith(Prefix + "vocab/", StringComparison.Ordinal) ? name[(Prefix.Length + "vocab/".Length)..] : "";
            switch (known)
            {
                case "applicator":
                    vocabularies |= Vocabularies.Applicator;
                    break;
                case "unevaluated":
                    vocabularies |= Vocabularies.Unevaluated;
                    break;
                case "validation":
                    vocabularies |= Vocabularies.Validation;
                    break;
                case "format-assertion":
                    vocabularies |= Vocabularies.FormatAssertion;
                    break;
                case "core" or "meta-data" or "content" or "format-annotation":
                    break;
                default:
                    if (vocabulary.Value.ValueKind == JsonValueKind.True)
                    {
                        throw reader.Fail("$schema", $"its meta-schema requires the vocabulary `{Text.Printable(name, 200)}`, which is " +
                            "not known here. Use the draft 2020-12 meta-schema.");
                    }

                    break;
            }
        }

        return vocabularies;
    }
}
