namespace CodexMcp.JsonSchema;

/// <summary>What the keywords about sizes have in common.</summary>
internal static class Sizes
{
    public static bool Check(
        EvaluationContext context, SchemaLocation schema, long size, long? minimum, long? maximum, string minimumName, string maximumName, string noun)
    {
        if (size < minimum)
        {
            return context.Collecting
                && context.Report(schema, minimumName, $"{context.Subject} must have at least {Text.Count(minimum.Value, noun)}, got {size}.");
        }

        if (size > maximum)
        {
            return context.Collecting
                && context.Report(schema, maximumName, $"{context.Subject} must have at most {Text.Count(maximum.Value, noun)}, got {size}.");
        }

        return true;
    }
}
