using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Snowflake.Guard;

/// <summary>Lets a statement pass only when it is exactly one that reads, by a real tokenizer and an allowlist of what may stand in it.</summary>
internal sealed class SnowflakeGuard : IToolGuard
{
    internal static readonly Lazy<SqlFunctions> Functions = new(static () =>
    {
        using var stream = typeof(SnowflakeGuard).Assembly.GetManifestResourceStream("snowflake-functions.txt")
            ?? throw new InvalidOperationException("The list of functions is not in the assembly: build it again.");
        using var reader = new StreamReader(stream);
        return SqlFunctions.Parse(reader.ReadToEnd());
    });

    public ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Check(invocation) is { } problem ? GuardVerdict.Reject($"The statement is refused. {problem}", problem.Next) : GuardVerdict.Pass);

    /// <summary>Judges the call's statement; null when it may run or when the tool takes none.</summary>
    internal static SqlProblem? Check(ToolInvocation invocation)
    {
        var explain = invocation.Tool.Action == "explain_query";
        if (!explain && invocation.Tool.Action != "run_query")
        {
            return null;
        }

        if (!TryGetStatement(invocation.Arguments, out var statement))
        {
            return new SqlProblem("The statement is no valid text.", "Send the statement as a string of valid Unicode.", 1, 1);
        }

        var verdict = StatementClassifier.Classify(statement, Functions.Value);
        return verdict.Problem is null && explain && verdict.Kind != SqlStatementKind.Select
            ? new SqlProblem("Only a SELECT can be explained.", "Send the SELECT alone, without EXPLAIN before it.", 1, 1)
            : verdict.Problem;
    }

    private static bool TryGetStatement(JsonElement arguments, out string statement)
    {
        statement = "";
        if (arguments.ValueKind != JsonValueKind.Object || !arguments.TryGetProperty("statement", out var value) || value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            statement = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return false; // Half of a surrogate pair, or bytes that are no UTF-8.
        }

        // Half of a pair would be sent as another character than the one that was judged.
        for (var i = 0; i < statement.Length; i++)
        {
            if (char.IsSurrogate(statement[i]) && !(i + 1 < statement.Length && char.IsSurrogatePair(statement[i], statement[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
