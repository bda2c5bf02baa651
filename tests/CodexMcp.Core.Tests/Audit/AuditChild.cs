using System.Diagnostics;
using System.Text;
using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

/// <summary>
/// This test program as a second process: its one explicit test appends to the folder that the environment names,
/// and says on standard output which entries were confirmed. Without the environment there is nothing to do, so it is never run by itself.
/// </summary>
public sealed class AuditChild
{
    internal const string Confirmed = "confirmed ";
    private const string FolderVariable = "CODEX_MCP_TEST_AUDIT_FOLDER";
    private const string CountVariable = "CODEX_MCP_TEST_AUDIT_COUNT";

    internal const string Refused = "refused ";

    /// <summary>Starts the child; with a limit, no file of it grows beyond so many blocks of 512 bytes: writes then fail as on a full disk.</summary>
    internal static Process Start(string folder, int count, int? limit = null)
    {
        var start = new ProcessStartInfo(limit is null ? "dotnet" : "sh") { RedirectStandardOutput = true, UseShellExecute = false };
        if (limit is not null)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"trap '' XFSZ; ulimit -f {limit}; exec dotnet \"$@\"");
            start.ArgumentList.Add("dotnet");
            // The runtime's own shared memory would exceed the limit.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }
        foreach (var argument in (string[])["exec", typeof(AuditChild).Assembly.Location, "-explicit", "only", "-method", $"{typeof(AuditChild).FullName}.{nameof(Append_AsAChild_SaysWhatIsConfirmed)}"])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment[FolderVariable] = folder;
        start.Environment[CountVariable] = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    [Fact(Explicit = true)]
    public async Task Append_AsAChild_SaysWhatIsConfirmed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "This is what other tests run as a second process.");
        await WriteAsync(folder, int.Parse(Environment.GetEnvironmentVariable(CountVariable)!, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task WriteAsync(string folder, int count)
    {
        using var output = Console.OpenStandardOutput();
        var gate = new Lock();
        await using var log = new AuditLog(new AuditLogOptions { Folder = folder, MaxFileBytes = 100_000 }, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = writer; i < count; i += 8)
            {
                var id = $"{Environment.ProcessId}-{i}";
                var line = Encoding.ASCII.GetBytes(Confirmed + id + "\n");
                try
                {
                    await log.AppendAsync(AuditFolder.Entry(id) with { Event = AuditEvents.Intent }, durable: i % 4 == 0);
                }
                catch (AuditUnavailableException)
                {
                    line = Encoding.ASCII.GetBytes(Refused + id + "\n");
                }
                lock (gate)
                {
                    output.Write(line);
                }
            }
        })));
    }
}
