using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <content>The SELECT list, conditions and expressions.</content>
internal sealed partial class SoqlResolver
{
    private void Select(Frame frame, SoqlQuery query, SelectItem item, List<SelectItem> select)
    {
        switch (item)
        {
            case ExpressionItem expression:
                var resolved = Resolve(frame, expression.Expression, FieldUse.Read);
                select.Add(ReferenceEquals(resolved, expression.Expression) ? expression : expression with { Expression = resolved });
                break;
            case FieldsItem fields:
                Expand(frame, query, fields, select);
                break;
            case TypeofItem choice:
                select.Add(Typeof(frame, choice));
                break;
            case SubqueryItem subquery:
                select.Add(Child(frame, subquery.Query));
                break;
        }
    }

    private void Expand(Frame frame, SoqlQuery query, FieldsItem item, List<SelectItem> select)
    {
        // A field twice is an error, and a blob can't be read with other fields.
        var there = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var other in query.Select)
        {
            if (other is ExpressionItem { Expression: FieldPath path } && Absolute(frame, path) is [var name])
            {
                there.Add(name);
            }
        }

        foreach (var other in select)
        {
            if (other is ExpressionItem { Expression: FieldPath { Parts: [var name] } })
            {
                there.Add(name);
            }
        }

        var before = select.Count;
        foreach (var field in frame.Base.Fields)
        {
            var wanted = item.Kind switch
            {
                "STANDARD" => !field.Custom,
                "CUSTOM" => field.Custom,
                _ => true,
            };
            if (wanted && field.Type != "base64" && there.Add(field.Name))
            {
                select.Add(new ExpressionItem(new FieldPath([field.Name], item.Position), null));
            }
        }

        if (select.Count == before && query.Select.Count == 1)
        {
            throw Fail(item.Position, $"FIELDS({item.Kind}) holds no field of {frame.Base.Name} for this role.", "Name the fields that you need.");
        }

        _notes.Add($"FIELDS({item.Kind}) of {frame.Base.Name} became the {select.Count - before} fields that this role may read.");
    }

    private TypeofItem Typeof(Frame frame, TypeofItem item)
    {
        var parts = Absolute(frame, item.Relationship);
        var owner = frame.Base;
        var canonical = new string[parts.Length];
        for (var i = 0; i < parts.Length - 1; i++)
        {
            var hop = References(frame, [owner], parts[i], item.Relationship);
            canonical[i] = hop[0].Field.RelationshipName!;
            var targets = Targets(frame, hop, item.Relationship);
            owner = targets is [var only] ? only : throw NoField(frame, item.Relationship, []);
            AddFilter(frame, canonical.AsSpan(0, i + 1), hop[0].Field, owner, item.Relationship.Position);
        }

        var reference = References(frame, [owner], parts[^1], item.Relationship)[0].Field;
        canonical[^1] = reference.RelationshipName!;
        var rest = new List<string>(reference.ReferenceTo);
        var branches = new List<TypeofBranch>(item.Branches.Count);
        foreach (var branch in item.Branches)
        {
            var name = branch.Object.ToString();
            if (!reference.ReferenceTo.Contains(name, StringComparer.OrdinalIgnoreCase) || Open(name) is not { } target)
            {
                throw NoObject(branch.Object);
            }

            RefuseFiltered(target, branch.Object);
            rest.RemoveAll(other => other.Equals(name, StringComparison.OrdinalIgnoreCase));
            var inner = new Frame(target);
            branches.Add(new TypeofBranch(
                new FieldPath([target.Name], branch.Object.Position),
                [.. branch.Fields.Select(field => Walk(inner, target, Absolute(inner, field), field, FieldUse.Read, branch: true))]));
        }

        return item with
        {
            Relationship = new FieldPath(Written(frame.Base, canonical), item.Relationship.Position),
            Branches = branches,
            Else = item.Else.Count == 0 ? [] : Else(frame, item, rest),
        };
    }

    // ELSE holds for every object that no WHEN names.
    private List<FieldPath> Else(Frame frame, TypeofItem item, List<string> rest)
    {
        var targets = rest.Select(name => Open(name) ?? throw NoField(frame, item.Else[0], [])).ToList();
        foreach (var target in targets)
        {
            RefuseFiltered(target, item.Else[0]);
        }

        return [.. item.Else.Select(field => field.Parts.Length == 1 && targets.Count > 0
            ? new FieldPath([Last(frame, targets, field.Parts[0], field, FieldUse.Read)], field.Position)
            : throw NoField(frame, field, []))];
    }

    private SoqlExpression Resolve(Frame frame, SoqlExpression expression, FieldUse use) => expression switch
    {
        FieldPath path => Field(frame, path, use),
        FunctionCall call => Call(frame, call, use),
        Resolved resolved => resolved.Inner,
        _ => expression,
    };

    private FunctionCall Call(Frame frame, FunctionCall call, FieldUse use)
    {
        if (call.Arguments.Count == 0)
        {
            return call;
        }

        var arguments = new SoqlExpression[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Resolve(frame, call.Arguments[i], call.Function.Aggregate ? FieldUse.Read : use);
        }

        return call with { Arguments = arguments };
    }

    private Condition Resolve(Frame frame, Condition condition, bool aliases = false)
    {
        switch (condition)
        {
            case Joined joined:
                var items = new Condition[joined.Items.Count];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Resolve(frame, joined.Items[i], aliases);
                }

                return joined with { Items = items };
            case Negated negated:
                return negated with { Inner = Resolve(frame, negated.Inner, aliases) };
            case Comparison comparison:
                return comparison with { Left = Left(comparison.Left) };
            case ListCondition list:
                return list with { Left = Left(list.Left) };
            case JoinCondition join:
                if (join.Query.Select is not [ExpressionItem { Expression: FieldPath, Alias: null }])
                {
                    throw Fail(join.Query.Position, $"A subquery of {join.Operator} selects exactly one id field.", "Write it as (SELECT AccountId FROM Contact WHERE …).");
                }

                return join with { Left = Left(join.Left), Query = Plain(join.Query) };
            default:
                throw new InvalidOperationException($"No such condition: {condition.GetType().Name}.");
        }

        SoqlExpression Left(SoqlExpression left) => aliases ? Resolve(frame, Unalias(frame, left), FieldUse.Read) : Resolve(frame, left, FieldUse.Filter);
    }
}
