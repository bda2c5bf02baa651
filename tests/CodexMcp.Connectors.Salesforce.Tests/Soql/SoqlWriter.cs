namespace CodexMcp.Connectors.Salesforce.Tests.Soql;

/// <summary>Writes queries that fit the grammar, at random from a seed.</summary>
internal sealed class SoqlWriter(int seed)
{
    private readonly Random _random = new(seed);

    public string Query(int depth, bool join = false)
    {
        var select = join ? "AccountId" : string.Join(",", Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Item(depth)));
        return $"SELECT {select} FROM {Pick("Account", "Group", "Order", "X__c")}{Pick("", " a", " AS b")}{Pick("", " USING SCOPE Mine")}"
            + Maybe(" WHERE ", () => Condition(depth)) + Maybe(" GROUP BY ", () => Pick("Name", "ROLLUP(Name, A.B)", "CUBE(Name)", "CALENDAR_YEAR(D)"))
            + Maybe(" HAVING ", () => $"{Pick("COUNT(Id)", "MAX(A.B)")} {Pick("=", "<", ">=")} {Value()}")
            + Maybe(" ORDER BY ", () => $"{Field()}{Pick("", " ASC", " DESC")}{Pick("", " NULLS FIRST", " NULLS LAST")}, Id") + Maybe(" LIMIT ", () => $"{_random.Next(5000)}") + Maybe(" OFFSET ", () => $"{_random.Next(50)}");
    }

    private string Item(int depth) => _random.Next(8) switch
    {
        0 when depth < 2 => $"({Query(depth + 1)})",
        1 => $"TYPEOF What WHEN Account THEN Name,{Field()} WHEN User THEN Id{Pick("", " ELSE Name")} END",
        2 => $"{Pick("COUNT", "SUM", "COUNT_DISTINCT", "toLabel", "FORMAT", "convertCurrency")}({Field()}){Pick("", " total")}",
        3 => "FORMAT(MIN(CloseDate)) m",
        _ => Field(),
    };

    private string Condition(int depth) => _random.Next(depth > 3 ? 3 : 8) switch
    {
        0 => $"{Field()} {Pick("=", "!=", "<", "<=", ">", ">=")} {Value()}",
        1 => $"{Field()} {Pick("IN", "NOT IN", "INCLUDES", "EXCLUDES")} ({Value()}, {Value()})",
        2 => $"{Field()} LIKE {Pick("'a%'", "'\\%_'", "'\\\\'")}",
        3 => $"({Condition(depth + 1)}) AND ({Condition(depth + 1)}) AND {Field()} = 1",
        4 => $"({Condition(depth + 1)}) OR (NOT {Field()} = 'x')",
        5 => $"NOT ({Condition(depth + 1)})",
        6 when depth < 2 => $"Id {Pick("IN", "NOT IN")} ({Query(depth + 1, join: true)})",
        _ => $"DISTANCE(Place__c, GEOLOCATION(1, -2.5), 'km') < {_random.Next(100)}",
    };

    private string Value() => Pick("'x'", "''", "'it\\'s \\\\'", "'Ü'", "5", "-1.5", "TRUE", "NULL", "TODAY", "LAST_N_DAYS:7", "2026-05-10", "2026-05-10T00:00:00Z", "USD5");

    private string Field() => Pick("Id", "Name", "Account.Name", "Owner.Profile.Name", "A__c", "A__r.B__r.C__c", "Limit", "Group.Name");

    private string Maybe(string clause, Func<string> body) => _random.Next(3) == 0 ? clause + body() : "";

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];
}
