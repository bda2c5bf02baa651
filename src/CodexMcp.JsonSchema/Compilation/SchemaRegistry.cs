using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Knows the schema resources by their URI, and where to find documents that are not read yet.</summary>
internal sealed class SchemaRegistry(JsonSchemaOptions options)
{
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);

    public SchemaResource? FindResource(Uri uri) => _resources.GetValueOrDefault(Key(uri));

    public JsonElement? FindDocument(Uri uri)
    {
        var key = Key(uri);
        if (_resources.TryGetValue(key, out var known))
        {
            return known.Root;
        }

        var address = new Uri(key);
        return MetaSchemas.Find(address) ?? options.Resolve?.Invoke(address);
    }

    /// <summary>The resource a schema belongs to: a new one at a root or at an <c>$id</c>, else its parent's.</summary>
    public SchemaResource Enter(SchemaReader reader, JsonElement schema, SchemaResource? parent, Func<string, SchemaReader, Vocabularies> findDialect)
    {
        var id = reader.String("$id");
        var dialect = reader.String("$schema");
        if (id is null && parent is not null)
        {
            return parent;
        }

        var vocabularies = dialect is null ? parent?.Vocabularies ?? Vocabularies.Draft202012 : findDialect(dialect, reader);
        if (id is null || id.StartsWith('#') && (vocabularies & Vocabularies.OlderDraft) != 0)
        {
            return parent ?? AddRoot(schema, reader.Location, vocabularies);
        }

        var retrieved = reader.Location.Document.Retrieved;
        var hash = id.IndexOf('#');
        if (hash >= 0 && hash != id.Length - 1
            || !Uri.TryCreate(parent?.BaseUri ?? retrieved ?? SchemaResource.DefaultBase, hash < 0 ? id : id[..hash], out var uri))
        {
            throw reader.Fail("$id", $"{Text.Quote(id)} is not a URI reference without a fragment. Correct it, or use `$anchor` for a name.");
        }

        var resource = new SchemaResource(schema, reader.Location, uri, vocabularies);
        if (!_resources.TryAdd(Key(uri), resource))
        {
            throw reader.Fail("$id", $"two schemas have the identifier {Text.Quote(Key(uri))}. Rename one.");
        }

        if (parent is null && retrieved is not null)
        {
            _resources.TryAdd(Key(retrieved), resource);
        }

        return resource;
    }

    public SchemaResource AddRoot(JsonElement schema, SchemaLocation location, Vocabularies vocabularies)
    {
        var retrieved = location.Document.Retrieved;
        var resource = new SchemaResource(schema, location, retrieved, vocabularies);
        if (retrieved is not null)
        {
            _resources.TryAdd(Key(retrieved), resource);
        }

        return resource;
    }

    public static void AddAnchors(SchemaReader reader, SchemaNode node)
    {
        Add("$anchor", node.Resource.Anchors, false);
        Add("$dynamicAnchor", node.Resource.DynamicAnchors, true);

        void Add(string keyword, Dictionary<string, SchemaNode> anchors, bool alsoPlain)
        {
            if (reader.String(keyword) is not { } name)
            {
                return;
            }

            if (!IsAnchor(name))
            {
                throw reader.Fail(keyword, "must be a plain name: a letter or `_`, then letters, digits, `-`, `_` and `.`. Correct it.");
            }

            if (!anchors.TryAdd(name, node) || alsoPlain && !node.Resource.Anchors.TryAdd(name, node) && node.Resource.Anchors[name] != node)
            {
                throw reader.Fail(keyword, $"the anchor `{name}` stands twice. Rename one.");
            }
        }
    }

    private static bool IsAnchor(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!(char.IsAsciiLetter(name[i]) || name[i] == '_' || i > 0 && (char.IsAsciiDigit(name[i]) || name[i] is '-' or '.')))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= 200;
    }

    private static string Key(Uri uri)
    {
        var text = uri.AbsoluteUri;
        var hash = text.IndexOf('#');
        return hash < 0 ? text : text[..hash];
    }
}
