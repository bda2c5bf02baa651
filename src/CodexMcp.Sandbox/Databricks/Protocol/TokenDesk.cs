using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>Gives access tokens to the service principal, and lets requests with a live one or with the personal token in.</summary>
internal sealed class TokenDesk(DatabricksCredentials credentials, DatabricksSimulatorOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> live = new();

    /// <summary>How many tokens were given.</summary>
    public int Given => live.Count;

    /// <summary>Ends every access token, as a rotated secret does.</summary>
    public void Revoke()
    {
        foreach (var token in live.Keys)
        {
            live[token] = DateTimeOffset.MinValue;
        }
    }

    public SimulatorResponse Give(SimulatorRequest request)
    {
        var form = Form(Encoding.UTF8.GetString(request.Body.Span));
        if (DatabricksCall.Basic(request.Headers.GetValueOrDefault("Authorization")) is not { } pair || !Same(pair.Id, credentials.ClientId) || !Same(pair.Secret, credentials.ClientSecret))
        {
            return Refuse(401, "invalid_client", "Client authentication failed");
        }

        if (form.GetValueOrDefault("grant_type") != "client_credentials")
        {
            return Refuse(400, "unsupported_grant_type", "The grant type is not supported");
        }

        if (form.GetValueOrDefault("scope") is not ("all-apis" or "sql"))
        {
            return Refuse(400, "invalid_scope", "The scope is not supported");
        }

        var token = "eyJ" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(48));
        live[token] = time.GetUtcNow() + options.TokenLife;
        return DatabricksReply.Json(200, writer =>
        {
            writer.WriteString("access_token", token);
            writer.WriteString("token_type", "Bearer");
            writer.WriteNumber("expires_in", (long)options.TokenLife.TotalSeconds);
            writer.WriteString("scope", "all-apis");
        });
    }

    public void LetIn(IReadOnlyDictionary<string, string> headers)
    {
        var header = headers.GetValueOrDefault("Authorization");
        var token = header?.StartsWith("Bearer ", StringComparison.Ordinal) == true ? header[7..] : throw new DatabricksError(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type for this API.");
        if (!Same(token, credentials.PersonalAccessToken) && !(live.TryGetValue(token, out var end) && time.GetUtcNow() < end))
        {
            throw new DatabricksError(401, "UNAUTHENTICATED", "The access token is invalid or expired.");
        }
    }

    private static SimulatorResponse Refuse(int status, string error, string description) => DatabricksReply.Json(status, writer =>
    {
        writer.WriteString("error", error);
        writer.WriteString("error_description", description);
    });

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static Dictionary<string, string> Form(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static pair => pair.Split('=', 2)).Where(static pair => pair.Length == 2)
        .GroupBy(static pair => pair[0], StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, static group => Uri.UnescapeDataString(group.Last()[1].Replace('+', ' ')), StringComparer.Ordinal);
}
