using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>if</c>, <c>then</c> and <c>else</c>.</summary>
internal sealed class IfKeyword(SchemaLocation schema, SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : Keyword(schema)
{
    public override IEnumerable<SchemaNode> InPlace
    {
        get
        {
            yield return condition;
            if (then is not null)
            {
                yield return then;
            }

            if (otherwise is not null)
            {
                yield return otherwise;
            }
        }
    }

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var collecting = context.Quiet();
        var holds = Trial.Evaluate(condition, instance, context, evaluated);
        context.Restore(collecting);
        var branch = holds ? then : otherwise;
        return branch is null || branch.Evaluate(instance, context, evaluated);
    }
}
