using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>not</c>: the schema does not match.</summary>
internal sealed class NotKeyword(SchemaLocation schema, SchemaNode node) : Keyword(schema)
{
    public override IEnumerable<SchemaNode> InPlace => [node];

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var collecting = context.Quiet();
        var matches = node.Evaluate(instance, context, null);
        context.Restore(collecting);
        return !matches || collecting
            && context.Report(Schema, "not", $"{context.Subject} has a form that is not allowed: it must not match `{Text.Printable(node.Location.ToString(), 200)}`.");
    }
}
