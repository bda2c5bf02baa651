using CodexMcp.Core.Access;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Console;
using CodexMcp.Host.Http.Settings;
using CodexMcp.Host.Serving;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Tests.Console;

/// <summary>The real host with its console on a real Kestrel, over a real store. In its role the stewards decide each query.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-test-").FullName;
    private readonly ServeHost host;

    private ConsoleHost(TimeProvider time, Func<HttpSettings, HttpSettings>? configure)
    {
        CopyRoles();
        var settings = HostSettings.Create(Path.Combine(folder, "state"), Path.Combine(folder, "roles"), null);
        Services = new(settings, time, NullLoggerFactory.Instance);
        var http = new HttpSettings { Listen = [new(new(System.Net.IPAddress.Loopback, 0), Tls: false)] };
        host = new(settings, configure?.Invoke(http) ?? http, Services, time, NullLoggerFactory.Instance);
    }

    public HostServices Services { get; }

    public Uri Address => new(host.Addresses.Single());

    public RoleDirectory Roles => host.Roles;

    public IApprovalStore Approvals => Services.Store.Approvals;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ConsoleHost> StartAsync(TimeProvider? time = null, Func<HttpSettings, HttpSettings>? configure = null)
    {
        var made = new ConsoleHost(time ?? TimeProvider.System, configure);
        await made.host.StartAsync(Token);
        return made;
    }

    /// <summary>A browser that nobody is signed in with.</summary>
    public Browser Open() => new(Address);

    /// <summary>A browser with this person signed in.</summary>
    public async Task<Browser> SignInAsync(string principal = "carol")
    {
        var browser = Open();
        var page = await browser.SubmitAsync("/console/sign-in", ("key", (await KeyAsync(principal)).Text));
        Assert.Equal(303, page.Status);
        return browser;
    }

    public async Task<IssuedApiKey> KeyAsync(string principal = "carol", ApiKeyKind kind = ApiKeyKind.Approver) => await Services.State.Keys.CreateAsync(
        new() { Kind = kind, Principal = principal, Roles = kind == ApiKeyKind.Agent ? ["data-analytics"] : [] }, Token);

    /// <summary>An agent makes a call through the served role.</summary>
    public async Task<CallOutcome> CallAsync(string statement = "SELECT 6 * 7 AS answer", string principal = "key:agent") =>
        await Roles.Find("data-analytics")!.CallAsync(
            new() { Profile = Roles.Find("data-analytics")!.Profile, Principal = principal, Tool = "snowflake_run_query", Arguments = Some.Json(System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["statement"] = statement }, Text.Default.DictionaryStringString)) },
            Token);

    /// <summary>Puts a review into the store, as a call would.</summary>
    public async Task<Approval> AskAsync(string message = "Run it?", string tool = "snowflake_run_query", string principal = "key:agent", string group = "stewards", int count = 1, string? id = null, ReviewTerms? terms = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return await Approvals.AskAsync(
            new()
            {
                Id = id ?? Guid.NewGuid().ToString("N"),
                Way = ApprovalWay.Review,
                Binding = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)),
                Role = "data-analytics",
                Revision = new string('0', 64),
                Principal = principal,
                Environment = "sandbox",
                Tool = tool,
                Message = message,
                Needs = [new Reviewers(group, count)],
                Terms = terms ?? ReviewTerms.Plain,
                Asked = now,
                Touched = now,
                Expires = now.AddHours(24),
            },
            Token);
    }

    /// <summary>All that the trail holds.</summary>
    public string Trail() => !Directory.Exists(Services.AuditFolder) ? "" : string.Concat(Directory.EnumerateFiles(Services.AuditFolder, "*.jsonl").Select(Read));

    /// <summary>Changes a file of the roles' folder.</summary>
    public void Edit(string file, string from, string to)
    {
        var path = Path.Combine(folder, "roles", file);
        var text = Read(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
        await Services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void CopyRoles()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "roles");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, "roles", Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Edit("data-analytics/role.yaml", "        - cancel_query\n", "        - cancel_query\n      tools:\n        run_query:\n          approval_mode: review\n          reviewers: [{ group: stewards, count: 1 }]\n");
        Edit("groups.yaml", "groups:\n", "groups:\n  stewards:\n    description: Decide.\n    members: [\"key:carol\", \"key:dave\", \"key:agent\", \"oidc:corp:erin\"]\n");
    }

    /// <summary>Reads a file that is open for writing elsewhere.</summary>
    public static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}

/// <summary>Texts as JSON.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class Text : System.Text.Json.Serialization.JsonSerializerContext;
