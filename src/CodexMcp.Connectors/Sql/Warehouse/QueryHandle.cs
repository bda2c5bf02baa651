using System.Globalization;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>
/// A statement at the warehouse, a row to go on from and the fingerprint of what was asked, as a sealed token: only the same principal in the
/// same role can use it.
/// </summary>
/// <param name="Handle">The warehouse's own id of the statement; it goes into addresses, so it must look like one.</param>
/// <param name="Offset">The row to go on from.</param>
/// <param name="Fingerprint">What was asked.</param>
public readonly record struct QueryHandle(string Handle, long Offset, string Fingerprint)
{
    private const string Prefix = "query1|";

    /// <summary>The call that started the statement, for the day's ledger; null when that is not known.</summary>
    public string? CallId { get; init; }

    /// <summary>The token.</summary>
    public string Seal(ToolInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return invocation.Handles.Seal(invocation, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Handle}|{Offset}|{Fingerprint}|{CallId}"));
    }

    /// <summary>Whether a text looks like a statement's id.</summary>
    public static bool IsHandle(string handle) =>
        handle is { Length: > 0 and <= 64 } && handle.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>A query id that is forged, old, somebody else's or that the warehouse does not know: all the same.</summary>
    public static ConnectorException Unknown(string connector) => new(
        ConnectorFailure.Refused, "There is no query with this query id.", $"Use the query_id that {connector}_run_query gave to you, or run the statement again.");

    /// <summary>Reads a token.</summary>
    /// <exception cref="ConnectorException">The token is forged, old, somebody else's or no token at all: one answer for all.</exception>
    public static QueryHandle Unseal(ToolInvocation invocation, string token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        if (invocation.Handles.TryUnseal(invocation, token, out var value) && value.StartsWith(Prefix, StringComparison.Ordinal)
            && value.Split('|') is [_, var handle, var number, var fingerprint, ..] parts && IsHandle(handle)
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return new QueryHandle(handle, offset, fingerprint) { CallId = parts is [_, _, _, _, { Length: > 0 } call] ? call : null };
        }

        throw Unknown(invocation.Tool.Connector);
    }
}
