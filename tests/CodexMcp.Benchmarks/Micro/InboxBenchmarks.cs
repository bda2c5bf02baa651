using BenchmarkDotNet.Attributes;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Roles;
using CodexMcp.Host;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Console;
using CodexMcp.Host.Console.Inbox;
using CodexMcp.Host.Console.SignIn;
using CodexMcp.Host.Http.Transport;
using CodexMcp.Host.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>The console's inbox with a thousand calls that wait: from the store's file to the last byte of the page.</summary>
[Config(typeof(MicroConfig))]
public class InboxBenchmarks
{
    private string folder = "";
    private HostServices services = null!;
    private RoleDirectory roles = null!;
    private ConsoleParts parts = null!;
    private InboxPage page = null!;
    private ConsoleSession session = null!;

    /// <summary>Fills the store.</summary>
    [GlobalSetup]
    public async Task BuildAsync()
    {
        folder = Directory.CreateTempSubdirectory("codex-mcp-bench-").FullName;
        var time = TimeProvider.System;
        var settings = HostSettings.Create(Path.Combine(folder, "state"), null, null);
        services = new(settings, time, NullLoggerFactory.Instance);
        services.StateFolder();
        roles = new(services, settings, time, NullLoggerFactory.Instance);
        var options = new ConsoleOptions();
        parts = new(options, services, roles, new HostGate(new() { SessionKey = options.Key }), time, NullLogger.Instance, CancellationToken.None);
        page = new(parts);
        session = parts.Sessions.Begin(new Approver("key:carol", "benchmark"));
        var now = time.GetUtcNow();
        for (var index = 0; index < 1_000; index++)
        {
            await services.Store.Approvals.AskAsync(
                new()
                {
                    Id = $"{index:x32}",
                    Way = ApprovalWay.Review,
                    Binding = $"{index:x64}",
                    Role = "data-analytics",
                    Revision = new string('0', 64),
                    Principal = "key:agent",
                    Environment = "sandbox",
                    Tool = "snowflake_run_query",
                    Message = new string('x', 1_000),
                    Needs = [new Reviewers("stewards", 2)],
                    Asked = now,
                    Touched = now,
                    Expires = now.AddHours(24),
                },
                CancellationToken.None);
        }
    }

    /// <summary>One page.</summary>
    [Benchmark]
    public async Task<int> ThousandWaiting()
    {
        var context = new DefaultHttpContext();
        context.Response.Body = Stream.Null;
        await page.ShowAsync(new ConsoleVisit(context, session, "token", TimeProvider.System.GetUtcNow()));
        return context.Response.StatusCode;
    }

    /// <summary>Removes the store.</summary>
    [GlobalCleanup]
    public async Task CleanAsync()
    {
        parts.Dispose();
        await roles.DisposeAsync();
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
