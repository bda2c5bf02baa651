using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Sandbox;

/// <summary>Serves simulators over HTTP on loopback, one port for each system, so that a vendor's own client can be pointed at them.</summary>
public static class SandboxServer
{
    private const int MaxBody = 16 * 1024 * 1024;

    /// <summary>Starts one server for each simulator and returns when all of them listen.</summary>
    /// <param name="simulators">What to serve. The caller keeps and disposes them.</param>
    /// <param name="url">A loopback address, e.g. <c>http://127.0.0.1:8910</c>. The first system gets its port, the next ones the ports after it;
    /// port 0 lets the system choose each.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="ArgumentException">The address is not plain HTTP on loopback, or there is nothing to serve.</exception>
    public static async Task<SandboxServerHandle> StartAsync(
        IReadOnlyList<IVendorSimulator> simulators, string url, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(simulators);
        if (simulators.Count == 0)
        {
            throw new ArgumentException("There is no simulator to serve. Give at least one.", nameof(simulators));
        }

        var (address, port) = ParseLoopback(url);
        var applications = new List<WebApplication>();
        var endpoints = new List<SandboxEndpoint>();
        try
        {
            foreach (var simulator in simulators)
            {
                var application = Build(simulator, address, port == 0 ? 0 : port + applications.Count);
                applications.Add(application);
                await application.StartAsync(cancellationToken).ConfigureAwait(false);
                var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
                endpoints.Add(new SandboxEndpoint(simulator.System, new Uri(bound)));
            }
        }
        catch
        {
            foreach (var application in applications)
            {
                await application.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }

        return new SandboxServerHandle(endpoints, applications);
    }

    private static (IPAddress Address, int Port) ParseLoopback(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.AbsolutePath != "/")
        {
            throw new ArgumentException($"'{url}' is not an address like http://127.0.0.1:8910. The sandbox serves plain HTTP on loopback only.", nameof(url));
        }

        if (string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return (IPAddress.Loopback, uri.Port);
        }

        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)
            ? (address, uri.Port)
            : throw new ArgumentException($"'{url}' is not on loopback. The sandbox has no real users and no TLS: use 127.0.0.1, [::1] or localhost.", nameof(url));
    }

    private static WebApplication Build(IVendorSimulator simulator, IPAddress address, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Listen(address, port);
        });
        var application = builder.Build();
        application.Run(context => AnswerAsync(simulator, context));
        return application;
    }

    private static async Task AnswerAsync(IVendorSimulator simulator, HttpContext context)
    {
        // A web page can make a browser send requests to loopback under another name (DNS rebinding): only loopback names are answered.
        var host = context.Request.Host.Host;
        if (!string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            && !host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        SimulatorResponse answer;
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var request = new SimulatorRequest(
                context.Request.Method,
                context.Request.Path.Value ?? "/",
                context.Request.QueryString.Value ?? "",
                headers,
                body.GetBuffer().AsMemory(0, (int)body.Length));
            answer = await simulator.HandleAsync(request, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            context.Response.StatusCode = bad.StatusCode;
            return;
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException or HttpRequestException)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        // Where less comes than was promised, the server closes the connection after what it has sent; an abort could take that back too.
        context.Response.ContentLength = answer.BreaksOff ? (answer.Body.Length * 2) + 1 : answer.Body.Length;
        if (answer.Body.Length > 0)
        {
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
