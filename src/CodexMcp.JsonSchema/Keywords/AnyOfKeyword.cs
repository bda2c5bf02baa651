using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>anyOf</c>: at least one schema matches.</summary>
internal sealed class AnyOfKeyword(SchemaLocation schema, SchemaNode[] nodes) : Keyword(schema)
{
    public override IEnumerable<SchemaNode> InPlace => nodes;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var collecting = context.Quiet();
        var valid = false;
        foreach (var node in nodes)
        {
            valid |= Trial.Evaluate(node, instance, context, evaluated);

            // Who asks what has been evaluated needs every branch that matches.
            if (valid && evaluated is null)
            {
                break;
            }
        }

        context.Restore(collecting);
        return valid || collecting && Branches.Report(nodes, instance, context, Schema, "anyOf");
    }
}
