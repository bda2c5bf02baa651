using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Turns schema documents into nodes: reads every schema of a document, then resolves the references, which may bring in more documents.</summary>
internal sealed class SchemaCompiler(JsonSchemaOptions options)
{
    /// <summary>Steps and ranges of all patterns together: some tens of megabytes at most.</summary>
    private const long MaxPatternWeight = 1_000_000;

    private readonly List<SchemaNode> _nodes = [];
    private readonly Queue<Reference> _unresolved = new();
    private readonly SchemaRegistry _registry = new(options);
    private bool _hasReferences;
    private long _patternWeight;

    public JsonSchemaOptions Options { get; } = options;

    /// <summary>Whether evaluation has to remember the schema resources it came through.</summary>
    public bool UsesDynamicScope { get; private set; }

    public SchemaNode Compile(JsonElement schema)
    {
        var root = CompileDocument(new SchemaDocument(schema, null));
        while (_unresolved.TryDequeue(out var reference))
        {
            Resolve(reference);
        }

        if (_hasReferences)
        {
            ReferenceLoops.Check(_nodes);
        }

        return root;
    }

    public void AddPattern(SchemaPattern pattern, SchemaLocation place)
    {
        _patternWeight += pattern.Weight;
        if (_patternWeight > MaxPatternWeight)
        {
            throw SchemaReader.Fail(place, "the schema's patterns take too much memory together. Use fewer or smaller ones.");
        }
    }

    public void AddReference(Reference reference)
    {
        _hasReferences = true;
        _unresolved.Enqueue(reference);
    }

    public SchemaNode CompileNode(JsonElement schema, SchemaLocation location, SchemaResource? parent, int depth)
    {
        if (location.Node is { } known)
        {
            return known;
        }

        if (depth > Options.MaxDepth || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw SchemaReader.Fail(location, "schemas nest too deep here. Make the schema flatter.");
        }

        if (_nodes.Count >= Options.MaxSchemaNodes)
        {
            throw SchemaReader.Fail(location, $"there are more than {Options.MaxSchemaNodes} schemas. Make the schema smaller.");
        }

        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            var resource = parent ?? _registry.AddRoot(schema, location, Vocabularies.Draft202012);
            var constant = Add(new SchemaNode(location, resource));
            constant.Complete(schema.ValueKind == JsonValueKind.True);
            return constant;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw SchemaReader.Fail(location, "a schema must be an object, true or false. Correct it.");
        }

        var reader = new SchemaReader(this, schema, location, depth);
        reader.Resource = _registry.Enter(reader, schema, parent, FindDialect);
        var node = Add(new SchemaNode(location, reader.Resource));
        SchemaRegistry.AddAnchors(reader, node);
        var keywords = new List<Keyword>();
        KeywordReader.Read(reader, keywords);
        var first = keywords.Count;
        KeywordReader.ReadUnevaluated(reader, keywords);
        node.Complete([.. keywords], first);
        return node;
    }

    private SchemaNode Add(SchemaNode node)
    {
        node.Location.Node = node;
        _nodes.Add(node);
        return node;
    }

    private SchemaNode CompileDocument(SchemaDocument document) => CompileNode(document.Root, document.Location, null, 0);

    private Vocabularies FindDialect(string dialect, SchemaReader reader)
    {
        if (Dialects.WellKnown(dialect) is { } known)
        {
            return known;
        }

        if (Uri.TryCreate(dialect, UriKind.Absolute, out var uri) && _registry.FindDocument(uri) is { } metaSchema)
        {
            return Dialects.FromMetaSchema(metaSchema, reader);
        }

        throw reader.Fail("$schema", $"the dialect {Text.Quote(dialect)} is not known here. Use \"https://json-schema.org/draft/2020-12/schema\".");
    }

    private void Resolve(Reference reference)
    {
        var hash = reference.Text.IndexOf('#');
        var address = hash < 0 ? reference.Text : reference.Text[..hash];
        var fragment = hash < 0 ? "" : Uri.UnescapeDataString(reference.Text[(hash + 1)..]);
        var resource = address.Length == 0 ? reference.Resource : FindResource(address, reference);
        if (fragment.Length == 0)
        {
            reference.Target = resource.Location.Node!;
        }
        else if (fragment[0] == '/')
        {
            reference.Target = FindPointer(fragment, resource, reference);
        }
        else if (resource.Anchors.TryGetValue(fragment, out var anchored))
        {
            reference.Target = anchored;
            if (reference.Keyword == "$dynamicRef" && resource.DynamicAnchors.TryGetValue(fragment, out var dynamic) && dynamic == anchored)
            {
                reference.DynamicAnchor = fragment;
                UsesDynamicScope = true;
            }
        }
        else
        {
            throw Missing(reference, "no schema there has that anchor");
        }
    }

    private SchemaResource FindResource(string address, Reference reference)
    {
        if (!Uri.TryCreate(reference.Resource.BaseUri ?? SchemaResource.DefaultBase, address, out var uri))
        {
            throw Missing(reference, "it is not a URI reference");
        }

        if (_registry.FindResource(uri) is { } resource)
        {
            return resource;
        }

        if (_registry.FindDocument(uri) is not { } document)
        {
            throw Missing(reference, "that document is not known, and nothing is fetched");
        }

        return CompileDocument(new SchemaDocument(document, uri)).Resource;
    }

    /// <summary>Follows a pointer; it may end where no keyword has put a schema, which is then compiled on the spot.</summary>
    private SchemaNode FindPointer(string pointer, SchemaResource resource, Reference reference)
    {
        var element = resource.Root;
        var location = resource.Location;
        foreach (var part in pointer[1..].Split('/'))
        {
            var token = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (element.ValueKind == JsonValueKind.Object && element.TryFind(System.Text.Encoding.UTF8.GetBytes(token), out var member))
            {
                element = member;
            }
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(token, out var index) && index >= 0 && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else
            {
                throw Missing(reference, "there is nothing at that place");
            }

            location = location.Child(token);
            resource = location.Node?.Resource ?? resource;
        }

        return CompileNode(element, location, resource, 0);
    }

    private static JsonSchemaException Missing(Reference reference, string why) => SchemaReader.Fail(
        reference.Schema.Child(reference.Keyword),
        $"it refers to {Text.Quote(reference.Text)}, but {why}. Correct the reference, or add the schema under `$defs`.");
}
