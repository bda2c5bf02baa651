using System.Net;
using System.Security.Cryptography.X509Certificates;
using CodexMcp.Core.Access;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Stores;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Console;
using CodexMcp.Host.Http;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Settings;
using CodexMcp.Host.Http.Transport;
using CodexMcp.Host.Notices;
using CodexMcp.Host.Telemetry;
using CodexMcp.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Serving;

/// <summary>All roles of this machine over Streamable HTTP: Kestrel, the MCP endpoint and what stands around it.</summary>
internal sealed class ServeHost : IAsyncDisposable
{
    private readonly HttpSettings http;
    private readonly HostServices services;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly StateStore store;
    private readonly RoleDirectory roles;
    private readonly ReviewRounds rounds;
    private readonly RequestAuthenticator authenticator;
    private readonly McpEndpoint endpoint;
    private readonly HostTelemetry telemetry;
    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConsoleParts? console;
    private volatile bool draining;

    /// <summary>Reads the roles and prepares everything; nothing listens yet.</summary>
    /// <exception cref="Core.Configuration.ConfigurationException">A file of roles or connectors is wrong.</exception>
    public ServeHost(HostSettings settings, HttpSettings http, HostServices services, TimeProvider time, ILoggerFactory loggers)
    {
        this.http = http;
        this.services = services;
        this.time = time;
        logger = loggers.CreateLogger("serve");
        var state = services.StateFolder();
        store = services.Store;
        roles = new(services, settings, time, loggers);
        var notices = http.Notices.Url is null ? null : new NoticeRounds(store.Notices, new NoticeSender(http.Notices, time), logger, time);
        rounds = new(services, notices, logger, time);
        authenticator = new(http.Authentication, new ApiKeys(store.ApiKeys, time), time, loggers.CreateLogger("authentication"));
        endpoint = new(
            roles,
            authenticator,
            new()
            {
                AllowedHosts = http.AllowedHosts,
                AllowedOrigins = http.AllowedOrigins,
                MaxBodyBytes = http.MaxBodyBytes,
                BodyTimeout = http.BodyTimeout,
                RequestTimeout = http.RequestTimeout,
                PollAfter = http.PollAfter,
                SessionIdle = http.SessionIdle,
                SessionLifetime = http.SessionLifetime,
                MaxSessions = http.MaxSessions,
                MaxSessionsPerPrincipal = http.MaxSessionsPerPrincipal,
                SessionKey = new FileKeySource(Path.Combine(state, "sessions.key")),
            },
            time,
            loggers);
        telemetry = HostTelemetry.Start(http.Telemetry);
        app = Build(loggers);
        if (http.BehindProxy)
        {
            app.Use(new TrustedProxies(http.TrustedProxies).HandleAsync);
        }

        if (http.Console.Enabled)
        {
            var options = http.Console with { Key = new FileKeySource(Path.Combine(state, "console.key")) };
            var gate = new HostGate(new() { AllowedHosts = http.AllowedHosts, SessionKey = options.Key });
            console = new(options, services, roles, gate, time, loggers.CreateLogger("console"), stopping.Token);
            var pages = new ConsoleEndpoint(console);
            app.Map(ConsoleEndpoint.Root, (RequestDelegate)pages.HandleAsync);
            app.Map(ConsoleEndpoint.Root + "/{**path}", (RequestDelegate)pages.HandleAsync);
        }

        var probes = new Probes(Problems, store.CheckAsync);
        app.Map("/mcp", (RequestDelegate)endpoint.HandleAsync);
        app.Map("/mcp/{role}", (RequestDelegate)endpoint.HandleAsync);
        var metadata = new ResourceMetadata(http.Authentication);
        app.Map(ResourceMetadata.Path, (RequestDelegate)metadata.HandleAsync);
        app.Map(ResourceMetadata.Path + "/{**resource}", (RequestDelegate)metadata.HandleAsync);
        app.MapGet("/healthz", (RequestDelegate)Probes.LiveAsync);
        app.MapGet("/readyz", (RequestDelegate)probes.ReadyAsync);
        if (telemetry.Metrics is { } metrics)
        {
            app.Map("/metrics", (RequestDelegate)metrics.HandleAsync);
        }
    }

    /// <summary>The roles.</summary>
    public RoleDirectory Roles => roles;

    /// <summary>Where the host listens, ports as they were taken.</summary>
    public IReadOnlyCollection<string> Addresses => [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>How many API keys would be let in now.</summary>
    public async ValueTask<int> ValidKeysAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        (await store.ApiKeys.ListAsync(cancellationToken).ConfigureAwait(false)).Count(key => key.Kind == ApiKeyKind.Agent && key.IsValidAt(now));

    /// <summary>Begins to listen, once the store answers and what an earlier process left behind is settled.</summary>
    /// <exception cref="HostException">The store can't be used, or an address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.CheckAsync(cancellationToken).ConfigureAwait(false);
            await AuditUpkeep.RunAsync(services, logger, time).ConfigureAwait(false);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            rounds.Start();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or AuditUnavailableException)
        {
            throw new HostException(ExitCodes.Failed, exception.Message, "The host does not serve without it.");
        }
        catch (IOException exception)
        {
            throw new HostException(ExitCodes.Failed, $"The host can't listen: {exception.Message}", "Give another address with --urls, or end the process that has it.");
        }
    }

    /// <summary>Takes nothing new, lets calls under way end, and stops.</summary>
    public async Task StopAsync()
    {
        draining = true;
        await stopping.CancelAsync().ConfigureAwait(false);
        await endpoint.DrainAsync(http.DrainTimeout).ConfigureAwait(false);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await rounds.DisposeAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
        endpoint.Dispose();
        console?.Dispose();
        stopping.Dispose();
        authenticator.Dispose();
        await roles.DisposeAsync().ConfigureAwait(false);
        await telemetry.DisposeAsync().ConfigureAwait(false);
    }

    private WebApplication Build(ILoggerFactory loggers)
    {
        // Empty: the usual builder would also listen where a Kestrel section of some file or variable says, past every check of ours.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        return builder.Build();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = http.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = http.MaxBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = http.MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = http.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        var certificate = http.CertificateFile is { } file ? X509Certificate2.CreateFromPemFile(file, http.KeyFile) : null;
        foreach (var address in http.Listen)
        {
            kestrel.Listen(address.EndPoint, listen =>
            {
                if (address.Tls)
                {
                    listen.UseHttps(new HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = certificate,

                        // Let through here and judged by the authenticator, which refuses every certificate that it does not know.
                        ClientCertificateMode = http.Authentication.MutualTls is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.AllowCertificate,
                        ClientCertificateValidation = static (_, _, _) => true,
                    });
                }
            });
        }
    }

    private IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (draining)
        {
            problems.Add("The host is stopping.");
        }

        if (roles.Errors.Count > 0)
        {
            problems.Add("The files of roles or connectors have errors; the roles that ran before go on.");
        }

        return problems;
    }

    /// <summary>Signals are the command's: it drains before anything stops.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
