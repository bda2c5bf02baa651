using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>oneOf</c>: exactly one schema matches.</summary>
internal sealed class OneOfKeyword(SchemaLocation schema, SchemaNode[] nodes) : Keyword(schema)
{
    public override IEnumerable<SchemaNode> InPlace => nodes;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var collecting = context.Quiet();
        var first = -1;
        var second = -1;
        for (var i = 0; i < nodes.Length && second < 0; i++)
        {
            if (Trial.Evaluate(nodes[i], instance, context, evaluated))
            {
                (first, second) = first < 0 ? (i, -1) : (first, i);
            }
        }

        context.Restore(collecting);
        if (first >= 0 && second < 0)
        {
            return true;
        }

        if (!collecting)
        {
            return false;
        }

        return first < 0
            ? Branches.Report(nodes, instance, context, Schema, "oneOf")
            : context.Report(Schema, "oneOf", $"{context.Subject} must match exactly one of {nodes.Length} forms, but matches both number {first + 1} " +
                $"and number {second + 1}. Change it so that only one of them fits.");
    }
}
