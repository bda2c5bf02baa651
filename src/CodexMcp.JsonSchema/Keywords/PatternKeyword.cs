using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>pattern</c>: some part of the text matches.</summary>
internal sealed class PatternKeyword(SchemaLocation schema, SchemaPattern pattern) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.String;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        if (pattern.IsMatch(JsonText.Raw(instance), context))
        {
            return true;
        }

        return context.Collecting && context.Report(
            Schema, "pattern", $"{context.Subject} must match the pattern `{Text.Printable(pattern.Source, 200)}`, got {Text.Show(instance)}.");
    }
}
