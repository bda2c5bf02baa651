using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Lets the functions of the list be called by their plain names, and those that the role's scope names.</summary>
internal static class FunctionRules
{
    public static SqlProblem? Check(SqlReading reading, List<Call> calls, SqlFunctions functions, SqlScope scope)
    {
        foreach (var call in calls)
        {
            if (Check(reading, call, functions, scope) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>The name with dots between its parts; null when a part has a dot of its own, which would make it another function's name.</summary>
    private static string? FullName(Call call) =>
        call.Name.Exists(static part => part.Value.Contains('.', StringComparison.Ordinal)) ? null : string.Join('.', call.Name.Select(static part => part.Value));

    private static SqlProblem? Check(SqlReading reading, Call call, SqlFunctions functions, SqlScope scope)
    {
        var sql = reading.Text;
        var inFrom = call.Place == CallPlace.From;
        var name = call.Name[0];
        var text = sql.AsSpan(name.Start, name.End - name.Start);
        var plain = call.Name.Count == 1 && !name.Quoted;
        if (plain && (inFrom ? functions.AllowsInFrom(text) : functions.Allows(text)))
        {
            return null;
        }

        var own = inFrom ? scope.TableFunctions : scope.Functions;
        if (own.Count > 0 && FullName(call) is { } full && own.Contains(full) && !full.Contains('$', StringComparison.Ordinal))
        {
            return null;
        }

        var last = call.Name[^1];
        var shown = SqlProblem.Quote(sql.AsSpan(last.Start, last.End - last.Start));
        var near = plain && !inFrom ? functions.Nearest(text) : null;
        var list = inFrom ? "the list of what may stand in FROM" : "the list of built-in functions that only read";
        return SqlProblem.At(sql, call.Start, $"The function {shown} is not on {list}.",
            near is null ? "Write the statement without it." : $"Did you mean {near}? If not, write the statement without it.");
    }
}
