using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;

namespace CodexMcp.Connectors.Salesforce.Tools;

/// <summary>
/// Where in a list a call goes on. Its tokens are sealed, and fit the same principal, role, tool and arguments only: the list is read again and what an
/// earlier answer held is skipped.
/// </summary>
internal readonly record struct ListPage(ToolInvocation Invocation, string Fingerprint, int Offset)
{
    private const string Prefix = "sl1";

    /// <exception cref="ConnectorException">The continuation is forged, old, somebody else's or of another call.</exception>
    public static ListPage Read(ToolInvocation invocation)
    {
        var fingerprint = CallHash.OfCall(invocation, "continuation", "max_rows");
        return Arguments.Text(invocation, "continuation") is not { } token ? new ListPage(invocation, fingerprint, 0)
            : invocation.Handles.TryUnseal(invocation, token, out var value) && value.Split('|') is [Prefix, var of, var number] && of == fingerprint
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new ListPage(invocation, fingerprint, offset)
            : throw SalesforceErrors.UnknownHandle("continuation");
    }

    /// <summary>The result, with the way to go on when the host cuts it.</summary>
    public ToolResult Result(JsonElement structured)
    {
        var page = this;
        return new ToolResult { Structured = structured, ContinueAfter = page.Seal };
    }

    public string Seal(int items) => Invocation.Handles.Seal(Invocation, string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{Fingerprint}|{Offset + items}"));
}
