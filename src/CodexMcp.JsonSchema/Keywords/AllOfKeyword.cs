using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>allOf</c>: every schema matches.</summary>
internal sealed class AllOfKeyword(SchemaLocation schema, SchemaNode[] nodes) : Keyword(schema)
{
    public override IEnumerable<SchemaNode> InPlace => nodes;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var valid = true;
        foreach (var node in nodes)
        {
            valid &= node.Evaluate(instance, context, evaluated);
            if (!valid && (!context.Collecting || context.Stopped))
            {
                return false;
            }
        }

        return valid;
    }
}
