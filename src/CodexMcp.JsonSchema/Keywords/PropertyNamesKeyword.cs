using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>propertyNames</c>: every name, taken as a string, matches.</summary>
internal sealed class PropertyNamesKeyword(SchemaLocation schema, SchemaNode names) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.Object;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var valid = true;
        foreach (var property in instance.EnumerateObject())
        {
            if (!context.Charge(1))
            {
                return false;
            }

            valid &= EvaluateName(JsonText.RawName(property), context);
            if (!valid && (!context.Collecting || context.Stopped))
            {
                return false;
            }
        }

        return valid;
    }

    private bool EvaluateName(ReadOnlySpan<byte> raw, EvaluationContext context)
    {
        var quoted = new byte[raw.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        raw.CopyTo(quoted.AsSpan(1));
        using var document = JsonDocument.Parse(quoted);
        if (!context.Collecting)
        {
            return names.Evaluate(document.RootElement, context, null);
        }

        context.Push(JsonText.Decode(raw, int.MaxValue));
        var outer = context.BeginTrial();
        var valid = names.Evaluate(document.RootElement, context, null);
        var errors = context.EndTrial(outer);
        if (!valid && names.Constant == false)
        {
            context.Report(Schema, "propertyNames", $"{context.Subject} is not allowed here. Remove it.");
        }
        else
        {
            // What the name fails would read as if it were said of the property's value.
            context.AddErrors(errors.ConvertAll(error => error with { Message = $"The name of {Lowered(error.Message)}" }));
        }

        context.Pop();
        return valid;
    }

    private static string Lowered(string message) => message.StartsWith("The ", StringComparison.Ordinal) ? $"the {message[4..]}" : message;
}
