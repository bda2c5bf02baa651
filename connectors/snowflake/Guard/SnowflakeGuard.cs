using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Snowflake.Guard;

/// <summary>
/// Lets a statement pass only when it is exactly one that reads, of functions on the list and of what the role's scope holds; and writes it
/// anew so that it names its tables in full, reads no hidden column or row and gives no more rows than the role may read.
/// </summary>
internal sealed class SnowflakeGuard(SnowflakeSettings settings, TableColumns columns) : IToolGuard
{
    internal static readonly Lazy<SqlFunctions> Functions = new(static () =>
    {
        using var stream = typeof(SnowflakeGuard).Assembly.GetManifestResourceStream("snowflake-functions.txt")
            ?? throw new InvalidOperationException("The list of functions is not in the assembly: build it again.");
        using var reader = new StreamReader(stream);
        return SqlFunctions.Parse(reader.ReadToEnd());
    });

    public async ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            var judged = await JudgeAsync(invocation, cancellationToken).ConfigureAwait(false);
            return judged switch
            {
                null => GuardVerdict.Pass,
                { Problem: { } problem } => GuardVerdict.Reject($"The statement is refused. {problem}", problem.Next),
                _ => WithStatement(invocation.Arguments, judged.Text) is { } arguments ? GuardVerdict.Rewrite(arguments, judged.Notes) : GuardVerdict.Pass,
            };
        }
        catch (ConnectorException exception)
        {
            return GuardVerdict.Reject($"The statement can't be judged. {exception.Message}", exception.Next ?? "Try again later.");
        }
    }

    /// <summary>What a role may see in this account.</summary>
    public SqlScope ScopeOf(ToolInvocation invocation) =>
        SqlScopeReader.Read(invocation.Scope, SqlDialect.Snowflake, settings.Database, settings.Schema, Functions.Value);

    /// <summary>Judges the call's statement for its role; null when the tool takes none.</summary>
    public async ValueTask<SqlJudgement?> JudgeAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var action = invocation.Tool.Action;
        if (action is not ("run_query" or "explain_query"))
        {
            return null;
        }

        if (!TryGetStatement(invocation.Arguments, out var statement))
        {
            return new SqlJudgement { Problem = NoText() };
        }

        var reading = SqlReader.Read(statement, SqlDialect.Snowflake);
        if (reading.Problem is null && action == "explain_query" && reading.Kind != SqlStatementKind.Select)
        {
            return new SqlJudgement { Problem = OnlySelect() };
        }

        var scope = ScopeOf(invocation);
        var judged = SqlGuard.Judge(reading, Functions.Value, scope, invocation.MaxRows, columns.Known);
        if (judged.Unknown.Count == 0)
        {
            return judged;
        }

        var known = await columns.LoadAsync(invocation, judged.Unknown, cancellationToken).ConfigureAwait(false);
        return SqlGuard.Judge(reading, Functions.Value, scope, invocation.MaxRows, table => known.GetValueOrDefault(table) ?? columns.Known(table));
    }

    /// <summary>The arguments with another statement; null when it is the one they have.</summary>
    public static JsonElement? WithStatement(JsonElement arguments, string statement)
    {
        if (arguments.GetProperty("statement").ValueEquals(statement))
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(statement.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var argument in arguments.EnumerateObject())
            {
                if (argument.NameEquals("statement"))
                {
                    writer.WriteString("statement", statement);
                }
                else
                {
                    argument.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Judges the call's statement for a role that may see everything; null when it may run or when the tool takes none.</summary>
    internal static SqlProblem? Check(ToolInvocation invocation)
    {
        var explain = invocation.Tool.Action == "explain_query";
        if (!explain && invocation.Tool.Action != "run_query")
        {
            return null;
        }

        if (!TryGetStatement(invocation.Arguments, out var statement))
        {
            return NoText();
        }

        var verdict = StatementClassifier.Classify(statement, Functions.Value);
        return verdict.Problem is null && explain && verdict.Kind != SqlStatementKind.Select ? OnlySelect() : verdict.Problem;
    }

    private static SqlProblem NoText() => new("The statement is no valid text.", "Send the statement as a string of valid Unicode.", 1, 1);

    private static SqlProblem OnlySelect() => new("Only a SELECT can be explained.", "Send the SELECT alone, without EXPLAIN before it.", 1, 1);

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
