using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Canonical;

namespace CodexMcp.Connectors.HttpKind.Paging;

/// <summary>Where a list goes on: a page of the vendor and the rows of it that were given. Sealed to the caller, the tool and the other arguments.</summary>
/// <param name="Page">The vendor's page; null for the first.</param>
/// <param name="Skip">Rows of it that an earlier answer held.</param>
internal readonly record struct PageToken(string? Page, int Skip)
{
    private const string Prefix = "hk1";

    /// <exception cref="ConnectorException">The token is forged, old, somebody else's or of another call: one answer for all.</exception>
    public static PageToken Read(ToolInvocation invocation, string fingerprint)
    {
        if (invocation.Tool.ContinuationArgument is not { } argument || Json.String(invocation.Arguments, argument) is not { } token)
        {
            return new(null, 0);
        }

        return invocation.Handles.TryUnseal(invocation, token, out var value)
            && value.Split('|', 5) is [Prefix, var action, var from, var skip, var page] && action == invocation.Tool.Action && from == fingerprint
            && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
                ? new(page.Length == 0 ? null : page, rows)
                : throw new ConnectorException(ConnectorFailure.Refused, "The continuation is not known, or it belongs to another call.",
                    "Send it with the same tool and arguments that it came from, or start again without a continuation.");
    }

    /// <summary>Seals the place.</summary>
    public string Seal(ToolInvocation invocation, string fingerprint) => invocation.Handles.Seal(invocation,
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{invocation.Tool.Action}|{fingerprint}|{Skip}|{Page}"));

    /// <summary>A hash of all arguments but the one that takes the token.</summary>
    public static string Fingerprint(ToolInvocation invocation, string? without) => CanonicalJson.Sha256Hex(Json.Build((invocation.Arguments, without), static (writer, call) =>
    {
        writer.WriteStartObject();
        foreach (var member in call.Arguments.EnumerateObject())
        {
            if (member.Name != call.without)
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }))[..24];
}
