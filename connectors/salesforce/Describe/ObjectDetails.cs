using System.Collections.Frozen;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Describe;

/// <summary>All that the org's describe says of one object and a tool needs; <see cref="Description"/> is the part that the scope judges by.</summary>
internal sealed class ObjectDetails
{
    public required ObjectDescription Description { get; init; }

    public required string Label { get; init; }

    public required bool Createable { get; init; }

    public required bool Updateable { get; init; }

    public required bool Deletable { get; init; }

    public required bool Queryable { get; init; }

    public required bool Searchable { get; init; }

    /// <summary>By field name, without regard to case.</summary>
    public required FrozenDictionary<string, FieldDetails> Fields { get; init; }
}

/// <summary>What describes of one field say beyond what the scope judges by.</summary>
internal sealed record FieldDetails(string Name, string Label)
{
    public int Length { get; init; }

    public bool Nillable { get; init; }

    public bool DefaultedOnCreate { get; init; }

    public bool Unique { get; init; }

    public bool Calculated { get; init; }

    /// <summary>Whether a record can be found by its value.</summary>
    public bool IsExternalId { get; init; }

    public bool RestrictedPicklist { get; init; }

    /// <summary>The active values of a picklist.</summary>
    public IReadOnlyList<string> Picklist { get; init; } = [];
}
