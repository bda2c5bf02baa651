using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>Which references have been followed on the way to a schema: one that comes again is a circle.</summary>
internal sealed record Trail(string Id, Trail? Before)
{
    public static bool Has(Trail? trail, string id) => trail is not null && (trail.Id == id || Has(trail.Before, id));
}

/// <summary>A schema as far as a manifest can say it: references followed, the parts of an allOf put together.</summary>
internal sealed class SchemaShape
{
    private const int MostProperties = 500;
    private const int MaxParts = 30;

    /// <summary>Parts that name parts twice each are soon more than anybody can add up.</summary>
    private const int MostParts = 1_000;
    private int added;

    private SchemaShape()
    {
    }

    public JsonSchemaType? Type { get; private set; }

    /// <summary>Its members in order, each with the references followed so far.</summary>
    public Dictionary<string, (IOpenApiSchema Schema, Trail? Trail)> Properties { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);

    public (IOpenApiSchema Schema, Trail? Trail)? Items { get; private set; }

    public List<JsonNode> Enum { get; } = [];

    /// <summary>Whether it is one of several kinds, which agents are only told in words.</summary>
    public bool IsUnion { get; private set; }

    /// <summary>Whether it holds itself, and was cut here.</summary>
    public bool IsCircle { get; private set; }

    public bool ReadOnly { get; private set; }

    public bool WriteOnly { get; private set; }

    public string? Description { get; private set; }

    public string? Format { get; private set; }

    public string? Pattern { get; private set; }

    public int? MinLength { get; private set; }

    public int? MaxLength { get; private set; }

    public decimal? Minimum { get; private set; }

    public decimal? Maximum { get; private set; }

    public int? MinItems { get; private set; }

    public int? MaxItems { get; private set; }

    public JsonNode? Default { get; private set; }

    public JsonNode? Example { get; private set; }

    public bool IsNullable => Type is { } type && (type & JsonSchemaType.Null) != 0;

    /// <summary>Its one type; null when it has none or several.</summary>
    public string? Kind => (Type & ~JsonSchemaType.Null) switch
    {
        JsonSchemaType.Boolean => "boolean",
        JsonSchemaType.Integer => "integer",
        JsonSchemaType.Number or (JsonSchemaType.Number | JsonSchemaType.Integer) => "number",
        JsonSchemaType.String => "string",
        JsonSchemaType.Object => "object",
        JsonSchemaType.Array => "array",
        _ => Properties.Count > 0 ? "object" : Items is not null ? "array" : null,
    };

    /// <summary>The shape of a list's items; null when it says nothing of them.</summary>
    public SchemaShape? Inner => Items is var (items, trail) ? Of(items, trail) : null;

    public bool IsScalar => Kind is "boolean" or "integer" or "number" or "string";

    /// <summary>Reads a schema; a missing one says nothing.</summary>
    /// <exception cref="NotExpressibleException">It is defined where nothing is read.</exception>
    public static SchemaShape Of(IOpenApiSchema? schema, Trail? trail)
    {
        var shape = new SchemaShape();
        if (schema is not null)
        {
            shape.Add(schema, trail, 0);
        }

        return shape;
    }

    private void Add(IOpenApiSchema schema, Trail? trail, int parts)
    {
        if (schema is OpenApiSchemaReference reference)
        {
            var id = reference.Reference.ReferenceV3 ?? reference.Reference.Id ?? "";
            if (Trail.Has(trail, id) || parts > MaxParts || ++added > MostParts)
            {
                (IsCircle, Type) = (true, JsonSchemaType.Object);
                return;
            }

            Description ??= reference.Description;
            Add(reference.Target ?? throw new NotExpressibleException("a schema's reference leads to nothing"), new Trail(id, trail), parts + 1);
            return;
        }

        if (schema.Extensions?.ContainsKey(References.Mark) == true || schema.UnrecognizedKeywords?.ContainsKey(References.Mark) == true)
        {
            throw new NotExpressibleException("a schema is defined in another document or leads in a circle of references");
        }

        Facts(schema);
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (Properties.Count < MostProperties)
            {
                Properties[name] = (member, trail);
            }
        }

        Required.UnionWith(schema.Required ?? new HashSet<string>());
        Items ??= schema.Items is { } items ? (items, trail) : null;
        foreach (var part in schema.AllOf ?? [])
        {
            if (parts <= MaxParts)
            {
                Add(part, trail, parts + 1);
            }
        }

        // 3.1 writes "or null" as a choice: that is no choice for an agent.
        var choices = (schema.OneOf ?? []).Concat(schema.AnyOf ?? []).ToList();
        var real = choices.Where(static choice => choice is OpenApiSchemaReference || choice.Type != JsonSchemaType.Null).ToList();
        if (real.Count == 1 && parts <= MaxParts)
        {
            Add(real[0], trail, parts + 1);
        }
        else if (real.Count > 1)
        {
            IsUnion = true;
        }

        if (choices.Count > real.Count)
        {
            Type |= JsonSchemaType.Null;
        }
    }

    private void Facts(IOpenApiSchema schema)
    {
        Type ??= schema.Type;
        Description ??= schema.Description ?? schema.Title;
        Format ??= schema.Format;
        Pattern ??= schema.Pattern;
        MinLength ??= schema.MinLength;
        MaxLength ??= schema.MaxLength;
        Minimum ??= Number(schema.Minimum) ?? Above(Number(schema.ExclusiveMinimum), schema.Type, 1);
        Maximum ??= Number(schema.Maximum) ?? Above(Number(schema.ExclusiveMaximum), schema.Type, -1);
        MinItems ??= schema.MinItems;
        MaxItems ??= schema.MaxItems;
        Default ??= schema.Default;
#pragma warning disable CS0618 // Documents of 3.0 have their one example here.
        Example ??= schema.Example ?? schema.Examples?.FirstOrDefault();
#pragma warning restore CS0618
        ReadOnly |= schema.ReadOnly;
        WriteOnly |= schema.WriteOnly;
        if (Enum.Count == 0)
        {
            Enum.AddRange((schema.Enum ?? []).Where(static value => value is not null));
            if (Enum.Count == 0 && schema.Const is { } constant && (schema.Type is null or JsonSchemaType.String))
            {
                Enum.Add(JsonValue.Create(constant));
            }
        }
    }

    /// <summary>For whole numbers an exclusive bound is the next number; for others it is left to the system.</summary>
    private static decimal? Above(decimal? bound, JsonSchemaType? type, int step) => type is { } kind && (kind & JsonSchemaType.Integer) != 0 ? bound + step : null;

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15m ? number : null;
}
