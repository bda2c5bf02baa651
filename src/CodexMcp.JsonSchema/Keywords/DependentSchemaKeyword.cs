using System.Text;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>One member of <c>dependentSchemas</c>: with this property, the value must match that schema too.</summary>
internal sealed class DependentSchemaKeyword(SchemaLocation schema, string trigger, SchemaNode node) : Keyword(schema)
{
    private readonly byte[] _trigger = Encoding.UTF8.GetBytes(trigger);

    public override Kinds AppliesTo => Kinds.Object;

    public override IEnumerable<SchemaNode> InPlace => [node];

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated) =>
        context.Charge(instance.GetPropertyCount())
        && (!instance.TryFind(_trigger, out _) || node.Evaluate(instance, context, evaluated));
}
