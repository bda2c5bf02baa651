using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>
/// Where in a list a call goes on. Its tokens are sealed, and fit the same principal, role, tool and arguments only: the list is read again
/// and what an earlier answer held is skipped.
/// </summary>
/// <param name="Invocation">The call.</param>
/// <param name="Fingerprint">What was asked.</param>
/// <param name="Offset">How many items earlier answers held.</param>
public readonly record struct ListPage(ToolInvocation Invocation, string Fingerprint, int Offset)
{
    private const string Prefix = "list1|";

    /// <summary>Reads the call's continuation.</summary>
    /// <exception cref="ConnectorException">The continuation is forged, old, somebody else's or of another call: one answer for all.</exception>
    public static ListPage Read(ToolInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var fingerprint = CallHash.OfCall(invocation, "continuation");
        if (Arguments.Text(invocation, "continuation") is not { } token)
        {
            return new ListPage(invocation, fingerprint, 0);
        }

        return invocation.Handles.TryUnseal(invocation, token, out var value) && value.StartsWith(Prefix, StringComparison.Ordinal)
            && value.Split('|') is [_, var action, var from, var number] && action == invocation.Tool.Action && from == fingerprint
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? new ListPage(invocation, fingerprint, offset)
                : throw new ConnectorException(ConnectorFailure.Refused, "The continuation is not known, or it belongs to another call.",
                    "Send it with the same tool and arguments that it came from, or start again without a continuation.");
    }

    /// <summary>The result, with the way to go on when the host cuts it.</summary>
    public ToolResult Result(JsonElement structured)
    {
        var page = this;
        // The list of names alone would say less than the JSON does, so the host writes that as the text.
        return new ToolResult { Structured = structured, ContinueAfter = page.Seal };
    }

    private string Seal(int items) => Invocation.Handles.Seal(Invocation,
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Invocation.Tool.Action}|{Fingerprint}|{Offset + items}"));
}
