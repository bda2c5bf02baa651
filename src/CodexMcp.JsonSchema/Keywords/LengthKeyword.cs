using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>minLength</c> and <c>maxLength</c>, in code points.</summary>
internal sealed class LengthKeyword(SchemaLocation schema, long? minimum, long? maximum) : Keyword(schema)
{
    public override Kinds AppliesTo => Kinds.String;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var length = JsonText.CodePoints(JsonText.Raw(instance));
        return Sizes.Check(context, Schema, length, minimum, maximum, "minLength", "maxLength", "character");
    }
}
