using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>One compiled keyword, or a few that can only be judged together.</summary>
internal abstract class Keyword(SchemaLocation schema)
{
    /// <summary>The schema object that holds the keyword.</summary>
    protected SchemaLocation Schema { get; } = schema;

    /// <summary>The kinds of value it looks at; for others it is not called.</summary>
    public virtual Kinds AppliesTo => Kinds.Any;

    /// <summary>Judges one value.</summary>
    /// <param name="instance">The value, of a kind in <see cref="AppliesTo"/>.</param>
    /// <param name="context">What this validation knows so far; errors go there when it collects them.</param>
    /// <param name="evaluated">Where to note the properties and items that were looked at; null when nobody asks.</param>
    public abstract bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated);

    /// <summary>The schemas it applies to the same value, for finding references that lead back to themselves.</summary>
    public virtual IEnumerable<SchemaNode> InPlace => [];
}
