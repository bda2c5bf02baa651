using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Evaluates a schema whose failure does not end the one around it: what it looked at then does not count.</summary>
internal static class Trial
{
    public static bool Evaluate(SchemaNode node, in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        if (evaluated is null)
        {
            return node.Evaluate(instance, context, null);
        }

        var own = context.RentSet();
        var valid = node.Evaluate(instance, context, own);
        if (valid)
        {
            evaluated.Add(own);
        }

        context.Return(own);
        return valid;
    }
}
