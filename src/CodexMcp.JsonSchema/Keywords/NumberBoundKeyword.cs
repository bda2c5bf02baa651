using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>The four bounds a number can have.</summary>
internal enum NumberBound
{
    Minimum,
    Maximum,
    ExclusiveMinimum,
    ExclusiveMaximum,
}

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive forms.</summary>
internal sealed class NumberBoundKeyword(SchemaLocation schema, NumberBound bound, NumberValue limit) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.Number;

    public static string NameOf(NumberBound bound) => bound switch
    {
        NumberBound.Minimum => "minimum",
        NumberBound.Maximum => "maximum",
        NumberBound.ExclusiveMinimum => "exclusiveMinimum",
        _ => "exclusiveMaximum",
    };

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var order = limit.CompareFrom(instance);
        var valid = bound switch
        {
            NumberBound.Minimum => order >= 0,
            NumberBound.Maximum => order <= 0,
            NumberBound.ExclusiveMinimum => order > 0,
            _ => order < 0,
        };
        if (valid || !context.Collecting)
        {
            return valid;
        }

        var rule = bound switch
        {
            NumberBound.Minimum => "at least",
            NumberBound.Maximum => "at most",
            NumberBound.ExclusiveMinimum => "greater than",
            _ => "less than",
        };
        return context.Report(Schema, NameOf(bound), $"{context.Subject} must be {rule} {limit.Text}, got {Text.Show(instance)}.");
    }
}
