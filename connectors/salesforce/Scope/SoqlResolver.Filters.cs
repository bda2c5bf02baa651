using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <content>
/// The role's row filters. The object of a query or subquery gets its filter as it is. A parent that is reached by a path gets it through that path:
/// a record stays when it has no parent or when its parent passes, so nothing of a hidden parent is shown, counted, sorted or filtered by. Where
/// a path may lead to several objects SOQL can't say that, and the query is refused.
/// </content>
internal sealed partial class SoqlResolver
{
    private void AddFilter(Frame frame, ReadOnlySpan<string> path, FieldDescription? reference, ScopedObject target, int position)
    {
        if (target.Rules?.Filter is not { } filter || !frame.IsNew(string.Join('.', path)))
        {
            return;
        }

        var resolved = target.ResolvedFilter ??= Trust(target, filter);
        if (reference is null)
        {
            frame.Add(resolved);
            Note($"The role's row filter for {target.Name} was added.");
            return;
        }

        var prefix = Written(frame.Base, [.. path, ""])[..^1];
        var through = Prefixed(resolved, prefix);
        if (Longest(through) - 1 > SoqlParser.MaxHops + (prefix.Length - path.Length))
        {
            throw Fail(position, $"The role's row filter for {target.Name} can't be carried over so many relationships.", $"Start the query nearer to {target.Name}.");
        }

        string[] link = [.. prefix[..^1], reference.Name];
        frame.Add(new Joined(true, [new Comparison(new FieldPath(link, position), "=", new Literal("NULL", position), position), through], position));
        Note($"Records whose {string.Join('.', path)} is outside of the role's row filter for {target.Name} are left out.");
    }

    private void RefuseFiltered(ScopedObject target, FieldPath path)
    {
        if (target.Rules?.Filter is not null)
        {
            throw Fail(
                path.Position,
                $"'{SoqlProblem.Quote(path.ToString())}' may lead to {target.Name}, of which the role sees only some records, and SOQL can't filter there.",
                $"Query {target.Name} by itself, with the ids that this query returns.");
        }
    }

    // A row filter is the operator's word: it may name what the role can't see, and its faults are not the agent's.
    private Condition Trust(ScopedObject target, Condition filter)
    {
        try
        {
            return new SoqlResolver("", null, _lookup, default).Filter(target.Description, filter);
        }
        catch (SoqlRefusal refusal)
        {
            throw new ConnectorException(
                ConnectorFailure.Configuration,
                $"The role's row filter for {target.Name} does not fit the org, so nothing of {target.Name} can be read.",
                "An operator has to correct `scope.filters` in the role file.",
                inner: refusal);
        }
    }

    private void Note(string note)
    {
        if (_scope is not null && !_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    private static Condition Prefixed(Condition condition, string[] prefix) => condition switch
    {
        Joined joined => joined with { Items = [.. joined.Items.Select(item => Prefixed(item, prefix))] },
        Negated negated => negated with { Inner = Prefixed(negated.Inner, prefix) },
        Comparison comparison => comparison with { Left = Prefixed(comparison.Left, prefix) },
        ListCondition list => list with { Left = Prefixed(list.Left, prefix) },
        JoinCondition join => join with { Left = Prefixed(join.Left, prefix) },
        _ => throw new InvalidOperationException($"No such condition: {condition.GetType().Name}."),
    };

    private static SoqlExpression Prefixed(SoqlExpression expression, string[] prefix) => expression switch
    {
        FieldPath path => path with { Parts = [.. prefix, .. path.Parts] },
        FunctionCall call => call with { Arguments = [.. call.Arguments.Select(argument => Prefixed(argument, prefix))] },
        _ => expression,
    };

    private static int Longest(Condition condition) => condition switch
    {
        Joined joined => joined.Items.Max(Longest),
        Negated negated => Longest(negated.Inner),
        Comparison comparison => Longest(comparison.Left),
        ListCondition list => Longest(list.Left),
        JoinCondition join => Longest(join.Left),
        _ => 0,
    };

    private static int Longest(SoqlExpression expression) => expression switch
    {
        FieldPath path => path.Parts.Length,
        FunctionCall { Arguments.Count: > 0 } call => call.Arguments.Max(Longest),
        _ => 0,
    };
}
