using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>minItems</c> and <c>maxItems</c>.</summary>
internal sealed class ItemCountKeyword(SchemaLocation schema, long? minimum, long? maximum) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.Array;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated) =>
        Sizes.Check(context, Schema, instance.GetArrayLength(), minimum, maximum, "minItems", "maxItems", "item");
}
