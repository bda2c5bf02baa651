using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>The published meta-schemas of draft 2020-12, so that references to them need no network.</summary>
internal static class MetaSchemas
{
    private const string Prefix = "https://json-schema.org/draft/2020-12/";

    public static JsonElement? Find(Uri uri)
    {
        var text = uri.AbsoluteUri;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var name = text[Prefix.Length..] switch
        {
            "schema" => "schema.json",
            "meta/core" => "core.json",
            "meta/applicator" => "applicator.json",
            "meta/unevaluated" => "unevaluated.json",
            "meta/validation" => "validation.json",
            "meta/meta-data" => "meta-data.json",
            "meta/format-annotation" => "format-annotation.json",
            "meta/format-assertion" => "format-assertion.json",
            "meta/content" => "content.json",
            _ => null,
        };
        if (name is null)
        {
            return null;
        }

        using var stream = typeof(MetaSchemas).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The embedded meta-schema {name} is missing from the build.");
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
