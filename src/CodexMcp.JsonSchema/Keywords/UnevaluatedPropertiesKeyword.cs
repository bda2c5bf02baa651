using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>unevaluatedProperties</c>: what to make of properties that no other keyword has looked at.</summary>
internal sealed class UnevaluatedPropertiesKeyword(SchemaLocation schema, SchemaNode node) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.Object;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var valid = true;
        var position = 0;
        foreach (var property in instance.EnumerateObject())
        {
            if (!context.Charge(1))
            {
                return false;
            }

            if (!evaluated!.IsMarked(position++))
            {
                valid &= EvaluateMember(property, context);
                if (!valid && (!context.Collecting || context.Stopped))
                {
                    return false;
                }
            }
        }

        evaluated!.MarkAll();
        return valid;
    }

    private bool EvaluateMember(in JsonProperty property, EvaluationContext context)
    {
        if (!context.Collecting)
        {
            return node.Evaluate(property.Value, context, null);
        }

        context.Push(JsonText.Name(property));
        var valid = node.Constant == false
            ? context.Report(Schema, "unevaluatedProperties", $"{context.Subject} is not a known property. Remove it or correct its name.")
            : node.Evaluate(property.Value, context, null);
        context.Pop();
        return valid;
    }
}
