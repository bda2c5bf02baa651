using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Tests.Soql;

/// <summary>Every object, relationship and field that a query names; names that it gives itself (aliases) are none.</summary>
internal static class SoqlNames
{
    public static IEnumerable<string[]> Of(SoqlQuery query) =>
    [
        .. query.From.Select(static source => source.Path.Parts),
        .. query.Select.SelectMany(Of),
        .. query.Where is null ? [] : Of(query.Where),
        .. query.GroupBy.SelectMany(Of),
        .. query.Having is null ? [] : Of(query.Having),
        .. query.OrderBy.SelectMany(static item => Of(item.By)),
    ];

    private static IEnumerable<string[]> Of(SelectItem item) => item switch
    {
        ExpressionItem expression => Of(expression.Expression),
        TypeofItem choice => [choice.Relationship.Parts, .. choice.Branches.SelectMany(static branch => branch.Fields.Append(branch.Object).Select(static path => path.Parts)), .. choice.Else.Select(static path => path.Parts)],
        SubqueryItem subquery => Of(subquery.Query),
        _ => throw new InvalidOperationException("FIELDS was not expanded."),
    };

    private static IEnumerable<string[]> Of(SoqlExpression expression) => expression switch
    {
        FieldPath path => [path.Parts],
        FunctionCall call => call.Arguments.SelectMany(Of),
        _ => [],
    };

    private static IEnumerable<string[]> Of(Condition condition) => condition switch
    {
        Joined joined => joined.Items.SelectMany(Of),
        Negated negated => Of(negated.Inner),
        Comparison comparison => Of(comparison.Left),
        ListCondition list => Of(list.Left),
        JoinCondition join => Of(join.Left).Concat(Of(join.Query)),
        _ => throw new InvalidOperationException(condition.GetType().Name),
    };
}
