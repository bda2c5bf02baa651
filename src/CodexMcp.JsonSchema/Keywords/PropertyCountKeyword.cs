using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>minProperties</c> and <c>maxProperties</c>.</summary>
internal sealed class PropertyCountKeyword(SchemaLocation schema, long? minimum, long? maximum) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.Object;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var count = instance.GetPropertyCount();
        if (count < minimum && context.Collecting)
        {
            return context.Report(Schema, "minProperties", $"{context.Subject} must have at least {Properties(minimum.Value)}, got {count}.");
        }

        if (count > maximum && context.Collecting)
        {
            return context.Report(Schema, "maxProperties", $"{context.Subject} must have at most {Properties(maximum.Value)}, got {count}.");
        }

        return !(count < minimum || count > maximum);
    }

    private static string Properties(long count) => count == 1 ? "1 property" : $"{count} properties";
}
