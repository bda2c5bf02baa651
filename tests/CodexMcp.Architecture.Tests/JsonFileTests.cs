using System.Text.Json;

namespace CodexMcp.Architecture.Tests;

/// <summary>Every JSON file can be read, and every JSON Schema that ships compiles and explains itself to an editor.</summary>
public sealed class JsonFileTests
{
    private static IEnumerable<string> Schemas => House.Files("roles", "connectors").Where(path => path.EndsWith(".schema.json", StringComparison.Ordinal));

    [Fact]
    public void JsonFiles_AreJson() => House.Nothing(
        House.Files().Where(path => path.EndsWith(".json", StringComparison.Ordinal)).Select(Fault).OfType<string>(),
        "A .json file holds JSON:");

    [Fact]
    public void Schemas_AreThere_CompileAndNameTheirDraft()
    {
        Assert.Contains("roles/role-profile.schema.json", Schemas);
        Assert.Contains("connectors/connector.schema.json", Schemas);
        foreach (var path in Schemas)
        {
            using var document = JsonDocument.Parse(House.Read(path));

            Assert.Equal("https://json-schema.org/draft/2020-12/schema", document.RootElement.GetProperty("$schema").GetString());
            Assert.NotNull(JsonSchema.JsonSchema.Compile(document.RootElement));
        }
    }

    [Fact]
    public void Schemas_DescribeEveryProperty() => House.Nothing(
        from path in Schemas
        let root = JsonDocument.Parse(House.Read(path)).RootElement
        from property in Properties(root, "")
        where !property.Schema.TryGetProperty("description", out _) && !property.Schema.TryGetProperty("$ref", out _)
        select $"{path}: {property.Pointer}",
        "An editor shows a property's description while one writes: each has one (or a $ref to what has one):");

    private static IEnumerable<(string Pointer, JsonElement Schema)> Properties(JsonElement schema, string pointer)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in schema.EnumerateObject())
        {
            // What stands in these is data, not a schema.
            if (member.Name is "examples" or "default" or "const" or "enum")
            {
                continue;
            }

            if (member.Name == "properties")
            {
                foreach (var property in member.Value.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Object))
                {
                    yield return ($"{pointer}/properties/{property.Name}", property.Value);
                    foreach (var inner in Properties(property.Value, $"{pointer}/properties/{property.Name}"))
                    {
                        yield return inner;
                    }
                }
            }
            else if (member.Name is not ("if" or "then" or "else" or "allOf" or "not"))
            {
                foreach (var inner in Properties(member.Value, $"{pointer}/{member.Name}"))
                {
                    yield return inner;
                }
            }
        }
    }

    private static string? Fault(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(House.Read(path));
            return null;
        }
        catch (JsonException exception)
        {
            return $"{path}: {exception.Message}";
        }
    }
}
