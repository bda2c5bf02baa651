using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>A real server on loopback that answers as the test says.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication application;

    private Upstream(WebApplication application) => this.application = application;

    public ConcurrentQueue<(string Method, string Target, string Body, string? Authorization)> Requests { get; } = new();

    public string Address { get; private set; } = "";

    public static async Task<Upstream> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var upstream = new Upstream(application);
        application.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            upstream.Requests.Enqueue((context.Request.Method, context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget, body, context.Request.Headers.Authorization));
            context.Items["body"] = body;
            await answer(context);
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        upstream.Address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return upstream;
    }

    /// <summary>Answers every request with the same JSON.</summary>
    public static Task<Upstream> WithJsonAsync(string json, int status = 200, string type = "application/json") => StartAsync(context => JsonAsync(context, json, status, type));

    public static async Task JsonAsync(HttpContext context, string json, int status = 200, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(json);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
