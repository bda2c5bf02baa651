using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>unevaluatedItems</c>: what to make of items that no other keyword has looked at.</summary>
internal sealed class UnevaluatedItemsKeyword(SchemaLocation schema, SchemaNode node) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.Array;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var valid = true;
        var index = 0;
        foreach (var item in instance.EnumerateArray())
        {
            if (!context.Charge(1))
            {
                return false;
            }

            if (!evaluated!.IsMarked(index))
            {
                context.Push(index);
                valid &= node.Constant == false
                    ? context.Collecting && context.Report(Schema, "unevaluatedItems", $"{context.Subject} is one item too many. Remove it.")
                    : node.Evaluate(item, context, null);
                context.Pop();
                if (!valid && (!context.Collecting || context.Stopped))
                {
                    return false;
                }
            }

            index++;
        }

        evaluated!.MarkAll();
        return valid;
    }
}
