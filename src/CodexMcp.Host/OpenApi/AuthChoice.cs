using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>How requests prove themselves: the one scheme that most of the operations take and that a manifest can say.</summary>
/// <param name="Auth">The manifest's section.</param>
/// <param name="Settings">The settings of production by name, each an environment variable.</param>
/// <param name="Hosts">More hosts that it calls.</param>
internal sealed record AuthChoice(JsonObject Auth, IReadOnlyList<string> Settings, IReadOnlyList<string> Hosts)
{
    private static AuthChoice None => new(new() { ["kind"] = "none" }, [], []);

    /// <summary>Chooses; gives the operations that can't be called with it too.</summary>
    public static (AuthChoice Choice, IReadOnlyDictionary<ChosenOperation, string> Left) Of(OpenApiDocument document, IReadOnlyList<ChosenOperation> operations, Action<string> note)
    {
        var needs = operations.ToDictionary(static one => one, one => Requirements(document, one));
        var schemes = needs.Values.SelectMany(static all => all).Where(static one => one.Count == 1).SelectMany(static one => one.Keys)
            .GroupBy(static scheme => scheme.Reference.Id ?? "", StringComparer.Ordinal).OrderByDescending(static same => same.Count()).ThenBy(static same => same.Key, StringComparer.Ordinal);
        var chosen = (Choice: None, Id: (string?)null);
        foreach (var scheme in schemes)
        {
            var scopes = needs.Values.SelectMany(static all => all).Where(one => one.Keys.Any(key => key.Reference.Id == scheme.Key)).SelectMany(static one => one.Values).SelectMany(static some => some)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (Read(scheme.First(), scopes, note) is { } choice)
            {
                chosen = (choice, scheme.Key);
                break;
            }

            note($"the security scheme '{SchemaWriter.Clean(scheme.Key, 60)}' has no form in a manifest");
        }

        var left = new Dictionary<ChosenOperation, string>();
        foreach (var (operation, all) in needs)
        {
            if (all.Count > 0 && !all.Exists(one => one.Count == 0 || (one.Count == 1 && one.Keys.First().Reference.Id == chosen.Id)))
            {
                left[operation] = chosen.Id is null ? "its security has no form in a manifest" : $"it needs another security than '{SchemaWriter.Clean(chosen.Id, 60)}', which the connector has";
            }
        }

        return (chosen.Choice, left);
    }

    /// <summary>What an operation takes: any one of these. A document without security asks for none.</summary>
    private static List<OpenApiSecurityRequirement> Requirements(OpenApiDocument document, ChosenOperation operation) => [.. operation.Operation.Security ?? document.Security ?? []];

    private static AuthChoice? Read(IOpenApiSecurityScheme scheme, List<string> scopes, Action<string> note)
    {
        switch (scheme.Type)
        {
            case SecuritySchemeType.Http when string.Equals(scheme.Scheme, "bearer", StringComparison.OrdinalIgnoreCase):
                return Bearer();
            case SecuritySchemeType.Http when string.Equals(scheme.Scheme, "basic", StringComparison.OrdinalIgnoreCase):
                return new(new() { ["kind"] = "basic", ["user"] = "{setting.user}", ["password"] = "{setting.password}" }, ["user", "password"], []);
            case SecuritySchemeType.ApiKey when scheme.In == ParameterLocation.Header && scheme.Name is { Length: > 0 and <= 80 } name && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'):
                return new(new() { ["kind"] = "header", ["name"] = name, ["value"] = "{setting.key}" }, ["key"], []);
            case SecuritySchemeType.OAuth2 when Good(scheme.Flows?.AuthorizationCode?.TokenUrl) is { } token && Good(scheme.Flows!.AuthorizationCode!.AuthorizationUrl) is { } authorize:
                var login = new JsonObject { ["kind"] = "authorization_code", ["authorize_url"] = authorize.AbsoluteUri, ["token_url"] = token.AbsoluteUri, ["client_id"] = "{setting.client_id}" };
                if (scopes.Count > 0)
                {
                    login["scopes"] = new JsonArray([.. scopes.Select(static scope => JsonValue.Create(scope))]);
                }

                note("a person logs in: run `codex-mcp connectors login` when the client is registered; add client_secret when the system wants one");
                return new(login, ["client_id"], [token.IdnHost, authorize.IdnHost]);
            case SecuritySchemeType.OAuth2 when Good(scheme.Flows?.ClientCredentials?.TokenUrl) is { } url:
                var client = new JsonObject { ["kind"] = "client_credentials", ["token_url"] = url.AbsoluteUri, ["client_id"] = "{setting.client_id}", ["client_secret"] = "{setting.client_secret}" };
                if (scopes.Count > 0)
                {
                    client["parameters"] = new JsonObject { ["scope"] = string.Join(' ', scopes) };
                }

                return new(client, ["client_id", "client_secret"], [url.IdnHost]);
            case SecuritySchemeType.OAuth2 or SecuritySchemeType.OpenIdConnect:
                note("its OAuth flow has no form in a manifest; a fixed bearer token stands in its place");
                return Bearer();
            default:
                return null;
        }
    }

    private static AuthChoice Bearer() => new(new() { ["kind"] = "bearer", ["token"] = "{setting.token}" }, ["token"], []);

    private static Uri? Good(Uri? address) => address is { IsAbsoluteUri: true } && ServerChoice.Check(address.AbsoluteUri) is null ? address : null;
}
