using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>$ref</c> and <c>$dynamicRef</c>.</summary>
internal sealed class ReferenceKeyword(SchemaLocation schema, Reference reference) : Keyword(schema)
{
    /// <summary>A dynamic reference may lead elsewhere each time: only the depth bound can catch it running in a circle.</summary>
    public override IEnumerable<SchemaNode> InPlace => reference.DynamicAnchor is null ? [reference.Target] : [];

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var target = reference.DynamicAnchor is { } anchor ? context.FindDynamic(anchor) ?? reference.Target : reference.Target;
        return target.Evaluate(instance, context, evaluated);
    }
}
