using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Tests.Http.Authentication.Support;

/// <summary>An authorization server on a real Kestrel, whose documents, keys and answers a test decides.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestIssuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>Its identifier.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>Its RSA key, named <c>rsa</c>.</summary>
    public RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>Its EC key, named <c>ec</c>.</summary>
    public ECDsa Elliptic { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The JWK set.</summary>
    public string Keys { get; set; } = "";

    /// <summary>What its metadata calls it; its own name when null.</summary>
    public string? CallsItself { get; set; }

    /// <summary>Where its metadata says the keys are; its own place when null.</summary>
    public string? KeysAt { get; set; }

    /// <summary>The status of every answer.</summary>
    public int Status { get; set; } = 200;

    /// <summary>What it says of a token: JSON.</summary>
    public Func<string, string> Introspect { get; set; } = _ => """{"active":false}""";

    /// <summary>What it answers to a code, given the form: JSON.</summary>
    public Func<string, string> Redeem { get; set; } = _ => "{}";

    /// <summary>Held back answers wait for this.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>Every request: the line, the headers and the body.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>How often keys were fetched.</summary>
    public int KeyFetches => Requests.Count(request => request.StartsWith("GET /jwks", StringComparison.Ordinal));

    /// <summary>How often it was asked about a token.</summary>
    public int Introspections => Requests.Count(request => request.StartsWith("POST /introspect", StringComparison.Ordinal));

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        await issuer.app.StartAsync(TestContext.Current.CancellationToken);
        issuer.Issuer = issuer.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        issuer.Keys = $$"""{"keys":[{{Jwk(issuer.Rsa, "rsa")}},{{Jwk(issuer.Elliptic, "ec")}}]}""";
        return issuer;
    }

    public static string Jwk(RSA key, string kid, string more = "")
    {
        var parameters = key.ExportParameters(false);
        return $$"""{"kty":"RSA","use":"sig","kid":"{{kid}}","n":"{{Token.Text(parameters.Modulus!)}}","e":"{{Token.Text(parameters.Exponent!)}}"{{more}}}""";
    }

    public static string Jwk(ECDsa key, string kid, string more = "")
    {
        var parameters = key.ExportParameters(false);
        var curve = key.KeySize switch { 256 => "P-256", 384 => "P-384", _ => "P-521" };
        return $$"""{"kty":"EC","crv":"{{curve}}","kid":"{{kid}}","x":"{{Token.Text(parameters.Q.X!)}}","y":"{{Token.Text(parameters.Q.Y!)}}"{{more}}}""";
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Rsa.Dispose();
        Elliptic.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"));
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n{headers}\n\n{body}");
        if (Hold is { } hold)
        {
            await hold.Task.WaitAsync(context.RequestAborted);
        }

        var answer = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => $$"""{"issuer":"{{CallsItself ?? Issuer}}","jwks_uri":"{{KeysAt ?? Issuer + "/jwks"}}","authorization_endpoint":"{{Issuer}}/auth","token_endpoint":"{{Issuer}}/token"}""",
            "/token" => Redeem(body),
            "/jwks" => Keys,
            "/introspect" => Introspect(Uri.UnescapeDataString(body.Split('&').Single(part => part.StartsWith("token=", StringComparison.Ordinal))["token=".Length..])),
            _ => null,
        };
        context.Response.StatusCode = answer is null ? 404 : Status;
        await context.Response.WriteAsync(answer ?? "", context.RequestAborted);
    }
}
