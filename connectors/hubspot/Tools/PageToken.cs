using System.Globalization;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>
/// Where a list goes on: HubSpot's own cursor, untouched, and how many records of that page were given already. Sealed; fits the same principal, role, tool
/// and arguments only.
/// </summary>
/// <param name="Invocation">The call.</param>
/// <param name="Fingerprint">A hash of its arguments.</param>
/// <param name="Seen">How many records earlier pages held.</param>
/// <param name="Skip">How many records of this page were given.</param>
/// <param name="After">HubSpot's cursor, or empty for the first page.</param>
internal sealed record PageToken(ToolInvocation Invocation, string Fingerprint, int Seen, int Skip, string After)
{
    private const string Prefix = "hs1";

    /// <exception cref="ConnectorException">The continuation is forged, old, somebody else's or of another call: one answer for all.</exception>
    public static PageToken Read(ToolInvocation invocation)
    {
        var fingerprint = CallHash.OfCall(invocation, "continuation");
        if (Arguments.Text(invocation, "continuation") is not { } token)
        {
            return new PageToken(invocation, fingerprint, 0, 0, "");
        }

        return invocation.Handles.TryUnseal(invocation, token, out var value)
            && value.Split('|', 6) is [Prefix, var action, var from, var seen, var skip, var after] && action == invocation.Tool.Action && from == fingerprint
            && int.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var before) && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                ? new PageToken(invocation, fingerprint, before, given, after)
                : throw HubSpotErrors.Refused("The continuation is not known, or it belongs to another call.",
                    "Send it with the same tool and arguments that it came from, or start again without a continuation.");
    }

    /// <summary>The token of the next page.</summary>
    public string Next(int records, string after) => (this with { Seen = Seen + records, Skip = 0, After = after }).Seal();

    /// <summary>The token that goes on in this page, after more of its records.</summary>
    public string Further(int records) => (this with { Skip = Skip + records }).Seal();

    private string Seal() => Invocation.Handles.Seal(Invocation,
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{Invocation.Tool.Action}|{Fingerprint}|{Seen}|{Skip}|{After}"));
}
