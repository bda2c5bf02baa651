using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>.</summary>
internal sealed class ContainsKeyword(SchemaLocation schema, SchemaNode node, long minimum, long? maximum) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.Array;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var matches = Count(instance, context, evaluated);
        if (matches >= minimum && !(matches > maximum))
        {
            return true;
        }

        if (!context.Collecting)
        {
            return false;
        }

        return matches < minimum
            ? context.Report(Schema, minimum == 1 ? "contains" : "minContains", $"{context.Subject} must hold at least " +
                $"{Text.Count(minimum, "item")} of the form that `contains` asks for, found {matches}.")
            : context.Report(Schema, "maxContains", $"{context.Subject} must hold at most " +
                $"{Text.Count(maximum!.Value, "item")} of the form that `contains` describes, found {matches}.");
    }

    private long Count(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var collecting = context.Quiet();
        var matches = 0L;
        var index = 0;
        foreach (var item in instance.EnumerateArray())
        {
            if (!context.Charge(1))
            {
                break;
            }

            if (node.Evaluate(item, context, null))
            {
                matches++;
                evaluated?.Mark(index);
                if (evaluated is null && maximum is null && matches >= minimum)
                {
                    break;
                }
            }

            index++;
        }

        context.Restore(collecting);
        return matches;
    }
}
