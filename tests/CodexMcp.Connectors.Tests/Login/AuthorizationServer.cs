using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Connectors.Tests.Login;

/// <summary>An authorization server and its API on loopback, as strict as a good one: PKCE, each code once, each refresh token once. A second use of one ends the login.</summary>
internal sealed class AuthorizationServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentDictionary<string, (string Challenge, string Redirect)> codes = new();
    private readonly ConcurrentDictionary<string, bool> access = new();
    private readonly Lock gate = new();
    private string? refresh;

    private AuthorizationServer(WebApplication application) => this.application = application;

    public string Address { get; private set; } = "";

    /// <summary>Changes the parameters of the answer that the browser brings back.</summary>
    public Func<Dictionary<string, string>, Dictionary<string, string>> Answer { get; set; } = static parameters => parameters;

    public int Redeemed { get; private set; }

    public int Refreshed { get; private set; }

    /// <summary>How often something was used that had been used before.</summary>
    public int Reused { get; private set; }

    public int Seconds { get; set; } = 3600;

    /// <summary>What the last request for a code asked for.</summary>
    public IQueryCollection? Asked { get; private set; }

    public static async Task<AuthorizationServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new AuthorizationServer(application);
        application.MapGet("/v1/authorize", server.Authorize);
        application.MapPost("/v1/token", (Delegate)server.TokenAsync);
        application.MapGet("/v1/things/{id}", server.Thing);
        await application.StartAsync(TestContext.Current.CancellationToken);
        server.Address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server;
    }

    /// <summary>Logs in without a browser: gives the first refresh token.</summary>
    public string Begin()
    {
        lock (gate)
        {
            return refresh = Random();
        }
    }

    /// <summary>Ends every access token.</summary>
    public void Expire() => access.Clear();

    /// <summary>Ends the login.</summary>
    public void Revoke()
    {
        lock (gate)
        {
            refresh = null;
            access.Clear();
        }
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        Asked = query;
        if (query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43 || query["client_id"] != "me")
        {
            return Results.BadRequest();
        }

        var code = Random();
        var redirect = query["redirect_uri"].ToString();
        codes[code] = (query["code_challenge"].ToString(), redirect);
        var parameters = Answer(new() { ["code"] = code, ["state"] = query["state"].ToString(), ["iss"] = Address });
        return Results.Redirect($"{redirect}?{string.Join('&', parameters.Select(static pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}");
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        lock (gate)
        {
            var good = form["client_id"] == "me" && form["grant_type"].ToString() switch
            {
                "authorization_code" => codes.TryRemove(form["code"].ToString(), out var given) && given.Redirect == form["redirect_uri"]
                    && given.Challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))),
                "refresh_token" => refresh is not null && form["refresh_token"] == refresh,
                _ => false,
            };
            if (!good)
            {
                Reused++;
                refresh = null;
                return Json("""{"error":"invalid_grant","error_description":"used before"}""", 400);
            }

            if (form["grant_type"] == "refresh_token")
            {
                Refreshed++;
            }
            else
            {
                Redeemed++;
            }

            var token = Random();
            access[token] = true;
            refresh = Random();
            return Json($$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":{{Seconds}},"refresh_token":"{{refresh}}","scope":"all"}""");
        }
    }

    private IResult Thing(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { Length: > 7 } given && access.ContainsKey(given[7..])
            ? Json("""{"name":"Apollo"}""")
            : Results.StatusCode(401);

    private static IResult Json(string text, int status = 200) => Results.Text(text, "application/json", Encoding.UTF8, status);

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}
