using System.Globalization;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>
/// A statement at Snowflake, a row to go on from and the fingerprint of what was asked, as a sealed token: only the same principal in the
/// same role can use it.
/// </summary>
internal readonly record struct QueryHandle(string Handle, long Offset, string Fingerprint)
{
    private const string Prefix = "sf2|";

    public string Seal(ToolInvocation invocation) =>
        invocation.Handles.Seal(invocation, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Handle}|{Offset}|{Fingerprint}"));

    /// <exception cref="ConnectorException">The token is forged, old, somebody else's or no token at all: one answer for all.</exception>
    public static QueryHandle Unseal(ToolInvocation invocation, string token)
    {
        if (invocation.Handles.TryUnseal(invocation, token, out var value) && value.StartsWith(Prefix, StringComparison.Ordinal)
            && value.Split('|') is [_, var handle, var number, var fingerprint] && SnowflakeAnswer.IsHandle(handle)
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return new QueryHandle(handle, offset, fingerprint);
        }

        throw SnowflakeErrors.UnknownQuery();
    }
}
