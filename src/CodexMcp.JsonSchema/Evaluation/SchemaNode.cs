using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>One compiled schema: its keywords in the order in which they are judged.</summary>
internal sealed class SchemaNode(SchemaLocation location, SchemaResource resource)
{
    private Keyword[] _keywords = [];
    private Kinds[] _kinds = [];
    private bool? _constant;
    private int _firstUnevaluated;

    public SchemaLocation Location { get; } = location;

    public SchemaResource Resource { get; } = resource;

    public ReadOnlySpan<Keyword> Keywords => _keywords;

    /// <summary>True or false for a schema that is just that.</summary>
    public bool? Constant => _constant;

    public void Complete(bool constant) => _constant = constant;

    /// <summary>Sets the keywords; those that ask what the others have evaluated come last.</summary>
    public void Complete(Keyword[] keywords, int firstUnevaluated)
    {
        _keywords = keywords;
        _kinds = Array.ConvertAll(keywords, keyword => keyword.AppliesTo);
        _firstUnevaluated = firstUnevaluated;
    }

    public bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        if (_constant is { } constant)
        {
            return constant || context.Collecting && context.Report(Location, "false", $"{context.Subject} is not allowed here. Remove it.");
        }

        if (_keywords.Length == 0)
        {
            return true;
        }

        if (!context.Enter())
        {
            return false;
        }

        var entered = context.EnterScope(Resource);
        var valid = _firstUnevaluated < _keywords.Length
            ? EvaluateTracked(instance, context, evaluated)
            : EvaluateRange(0, _keywords.Length, instance, context, evaluated);
        if (entered)
        {
            context.LeaveScope();
        }

        context.Leave();
        return valid;
    }

    /// <summary>With an <c>unevaluated*</c> keyword: what the siblings look at is noted afresh, because cousins must not be seen.</summary>
    private bool EvaluateTracked(in JsonElement instance, EvaluationContext context, EvaluatedSet? outer)
    {
        var own = context.RentSet();
        var valid = EvaluateRange(0, _firstUnevaluated, instance, context, own)
            && EvaluateRange(_firstUnevaluated, _keywords.Length, instance, context, own);
        if (valid)
        {
            outer?.Add(own);
        }

        context.Return(own);
        return valid;
    }

    private bool EvaluateRange(int start, int end, in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var kind = KindsOf.Value(instance.ValueKind);
        var valid = true;
        for (var i = start; i < end; i++)
        {
            if ((_kinds[i] & kind) != 0 && !_keywords[i].Evaluate(instance, context, evaluated))
            {
                valid = false;

                // To a value of the wrong kind there is nothing more to say.
                if (!context.Collecting || context.Stopped || _keywords[i] is TypeKeyword)
                {
                    break;
                }
            }
        }

        return valid;
    }
}
