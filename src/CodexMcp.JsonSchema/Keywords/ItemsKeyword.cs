using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>prefixItems</c> and <c>items</c>.</summary>
internal sealed class ItemsKeyword(SchemaLocation schema, SchemaNode[] prefix, SchemaNode? rest) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.Array;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var valid = true;
        var index = 0;
        foreach (var item in instance.EnumerateArray())
        {
            var node = index < prefix.Length ? prefix[index] : rest;
            if (node is null)
            {
                break;
            }

            if (!context.Charge(1))
            {
                return false;
            }

            context.Push(index);
            valid &= node.Evaluate(item, context, null);
            context.Pop();
            if (!valid && (!context.Collecting || context.Stopped))
            {
                return false;
            }

            if (rest is null)
            {
                evaluated?.Mark(index);
            }

            index++;
        }

        if (rest is not null)
        {
            evaluated?.MarkAll();
        }

        return valid;
    }
}
