using System.Globalization;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Query;

/// <summary>Where in a query's result a call goes on: the vendor's page (none is the first), and how many of its records were given. Sealed, and bound to the query.</summary>
internal readonly record struct QueryHandle(string Fingerprint, long Given, int Skip, string Locator)
{
    private const string Prefix = "sq1";

    public string Seal(ToolInvocation invocation) =>
        invocation.Handles.Seal(invocation, string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{Fingerprint}|{Given}|{Skip}|{Locator}"));

    /// <exception cref="ConnectorException">The token is forged, old, somebody else's or of another query.</exception>
    public static QueryHandle Read(ToolInvocation invocation, string fingerprint) =>
        Arguments.Text(invocation, "continuation") is not { } token ? new QueryHandle(fingerprint, 0, 0, "")
        : invocation.Handles.TryUnseal(invocation, token, out var value) && value.Split('|') is [Prefix, var of, var given, var skip, var locator]
            && of == fingerprint && IsLocator(locator)
            && long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var g) && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
            ? new QueryHandle(fingerprint, g, s, locator)
            : throw SalesforceErrors.UnknownHandle("continuation");

    /// <summary>The last part of <c>nextRecordsUrl</c>; an address that leads elsewhere is none of ours.</summary>
    public static string? LocatorOf(string? nextRecordsUrl)
    {
        if (nextRecordsUrl is not { Length: > 0 and <= 300 } url || !url.StartsWith("/services/data/v", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = url.Split('/');
        return parts is ["", "services", "data", _, "query" or "queryAll", { Length: > 0 } locator] && IsLocator(locator) ? $"{parts[4]}/{locator}" : null;
    }

    private static bool IsLocator(string text) => text.Length <= 200 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/');
}
