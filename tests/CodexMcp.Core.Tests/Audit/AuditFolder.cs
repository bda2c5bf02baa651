using System.Text.Json;
using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

/// <summary>A trail's folder for one test, removed after it.</summary>
internal sealed class AuditFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "codex-mcp-audit-" + Guid.NewGuid().ToString("N"));

    public AuditLogOptions Options => new() { Folder = Path, ProductVersion = "1.2.3" };

    public static AuditEntry Entry(string id) => new()
    {
        Event = AuditEvents.Finished,
        CallId = id,
        Role = "data-analytics",
        Principal = "local",
        Tool = "snowflake_run_query",
        Outcome = "succeeded",
    };

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public string[] Files(string pattern = "*.jsonl") => [.. Directory.GetFiles(Path, pattern).Order(StringComparer.Ordinal)];

    public IEnumerable<string> Lines() => Files().SelectMany(File.ReadAllLines);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
