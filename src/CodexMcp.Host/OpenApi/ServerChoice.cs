using System.Text.RegularExpressions;
using CodexMcp.Connectors.Http;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>Finds the address that requests go to: https, a name and no number, nothing on this machine or in its network.</summary>
internal static partial class ServerChoice
{
    /// <summary>Gives the first server that may be called, without a slash at its end; null with the reasons.</summary>
    public static Uri? Find(IEnumerable<OpenApiServer>? servers, Action<string> note)
    {
        foreach (var server in servers ?? [])
        {
            var text = Filled(server, note);
            if (Check(text) is { } problem)
            {
                note($"the server '{SchemaWriter.Clean(server.Url, 120)}' can't be used: {problem}");
            }
            else
            {
                return new Uri(text!.TrimEnd('/'));
            }
        }

        return null;
    }

    /// <summary>Says why an address can't be a server; null when it can.</summary>
    public static string? Check(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || text!.AsSpan().IndexOfAny("{}|\\") >= 0)
        {
            return "it is no absolute address";
        }

        var host = address.IdnHost.ToLowerInvariant();
        return address.HostNameType != UriHostNameType.Dns || !host.Contains('.', StringComparison.Ordinal) || address.IsLoopback ? "its host is no public name"
            : address.Query.Length > 0 || address.Fragment.Length > 0 ? "it has a query"
            : new HostAllowlist([host], loopback: false).Check(address);
    }

    /// <summary>The address with its variables' defaults.</summary>
    private static string? Filled(OpenApiServer server, Action<string> note) => server.Url is not { Length: > 0 and < 500 } url ? null : Variable().Replace(url, hole =>
    {
        var value = server.Variables is { } variables && variables.TryGetValue(hole.Groups[1].Value, out var variable) ? variable.Default ?? variable.Enum?.FirstOrDefault() : null;
        if (value is null || value.AsSpan().IndexOfAny("{}") >= 0)
        {
            return hole.Value;
        }

        note($"the server's '{SchemaWriter.Clean(hole.Groups[1].Value, 40)}' is '{SchemaWriter.Clean(value, 60)}' here; change base_url and hosts for another");
        return value;
    });

    [GeneratedRegex(@"\{([^{}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
