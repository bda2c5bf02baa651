using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>
/// Lets a statement pass only when it is exactly one that reads, of functions on the list and of what the role's scope holds; and writes it
/// anew so that it names its tables in full, reads no hidden column or row and gives no more rows than the role may read.
/// </summary>
/// <param name="dialect">Whose SQL the statements are in.</param>
/// <param name="database">The database of names without one.</param>
/// <param name="schema">The schema of names without one.</param>
/// <param name="functions">The functions that anybody may call.</param>
/// <param name="columns">The columns of tables.</param>
/// <param name="time">The clock, by which windows of days are measured; without it none can be.</param>
public sealed class StatementGuard(SqlDialect dialect, string database, string schema, Lazy<SqlFunctions> functions, TableColumns columns, TimeProvider? time = null) : IToolGuard
{
    /// <inheritdoc/>
    public async ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            var judged = await JudgeAsync(invocation, cancellationToken).ConfigureAwait(false);
            return judged switch
            {
                null => GuardVerdict.Pass,
                { Problem: { } problem } => GuardVerdict.Reject($"The statement is refused. {problem}", problem.Next),
                _ => Rewritten(invocation.Arguments, judged) is { } arguments ? GuardVerdict.Rewrite(arguments, judged.Notes) : GuardVerdict.Pass,
            };
        }
        catch (ConnectorException exception)
        {
            return GuardVerdict.Reject($"The statement can't be judged. {exception.Message}", exception.Next ?? "Try again later.");
        }
    }

    /// <summary>What a role may see in this account.</summary>
    public SqlScope ScopeOf(ToolInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return SqlScopeReader.Read(invocation.Scope, dialect, database, schema, functions.Value);
    }

    /// <summary>The call as it may run. The pipeline has asked the guard before; a host that forgot to is caught here, before anything is sent.</summary>
    /// <exception cref="ConnectorException">The statement may not run.</exception>
    public async ValueTask<ToolInvocation> EnsureAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        if (await JudgeAsync(invocation, cancellationToken).ConfigureAwait(false) is not { } judged)
        {
            return invocation;
        }

        if (judged.Problem is { } problem)
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"The statement is refused. {problem}", problem.Next);
        }

        return Rewritten(invocation.Arguments, judged) is { } arguments ? invocation with { Arguments = arguments, Notes = judged.Notes } : invocation;
    }

    /// <summary>Judges the call's statement for its role; null when the tool takes none.</summary>
    public async ValueTask<SqlJudgement?> JudgeAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var action = invocation.Tool.Action;
        if (action is not ("run_query" or "explain_query"))
        {
            return null;
        }

        if (!TryGetStatement(invocation.Arguments, out var statement))
        {
            return new SqlJudgement { Problem = NoText() };
        }

        var reading = SqlReader.Read(statement, dialect);
        if (reading.Problem is null && action == "explain_query" && reading.Kind != SqlStatementKind.Select)
        {
            return new SqlJudgement { Problem = OnlySelect() };
        }

        return await JudgeAsync(invocation, reading, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Judges a statement for the call's role.</summary>
    public async ValueTask<SqlJudgement> JudgeAsync(ToolInvocation invocation, SqlReading reading, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var scope = ScopeOf(invocation);
        var context = new SqlContext
        {
            MaxRows = invocation.MaxRows,
            Columns = columns.Known,
            Parameters = invocation.Arguments.ValueKind == JsonValueKind.Object && invocation.Arguments.TryGetProperty(ParametersArgument, out var parameters) ? parameters : default,
            Today = time is null ? null : DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
        };
        var judged = SqlGuard.Judge(reading, functions.Value, scope, context);
        if (judged.Unknown.Count == 0)
        {
            return judged;
        }

        var known = await columns.LoadAsync(invocation, judged.Unknown, cancellationToken).ConfigureAwait(false);
        return SqlGuard.Judge(reading, functions.Value, scope, context with { Columns = table => known.GetValueOrDefault(table) ?? columns.Known(table) });
    }

    private const string ParametersArgument = "parameters";

    /// <summary>The arguments with the statement and the bound values as they may run; null when they are those that they have.</summary>
    private static JsonElement? Rewritten(JsonElement arguments, SqlJudgement judged)
    {
        if (judged.Bind is null && arguments.GetProperty("statement").ValueEquals(judged.Text))
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(judged.Text.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var argument in arguments.EnumerateObject())
            {
                if (argument.NameEquals("statement"))
                {
                    writer.WriteString("statement", judged.Text);
                }
                else if (judged.Bind is var (index, value) && argument.NameEquals(ParametersArgument))
                {
                    writer.WriteStartArray(ParametersArgument);
                    for (var i = 0; i < argument.Value.GetArrayLength(); i++)
                    {
                        if (i == index)
                        {
                            writer.WriteNumberValue(value);
                        }
                        else
                        {
                            argument.Value[i].WriteTo(writer);
                        }
                    }

                    writer.WriteEndArray();
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
