using System.Text.Json;

namespace CodexMcp.Core.Audit;

/// <summary>What the chain of a dead process holds that the next one must know.</summary>
/// <param name="Name">The chain's name.</param>
/// <param name="Seq">The last sound record's number.</param>
/// <param name="Hash">The last sound record's hash.</param>
/// <param name="Closed">Whether it ended in good order after all.</param>
/// <param name="TornBytes">The bytes of an unfinished last line.</param>
/// <param name="Problem">What is wrong with it, or null.</param>
/// <param name="OpenIntents">By call id: an entry for each write without an outcome.</param>
internal sealed record AuditDeadChain(
    string Name, long Seq, string Hash, bool Closed, long TornBytes, AuditProblem? Problem, IReadOnlyDictionary<string, AuditEntry> OpenIntents)
{
    /// <summary>Reads a chain. Adds to <paramref name="said"/> what it says of others: <c>chain</c> when recovered, <c>chain/call</c> when ambiguous.</summary>
    public static AuditDeadChain Read(IAuditDisk disk, string name, HashSet<string> said)
    {
        var open = new Dictionary<string, AuditEntry>(StringComparer.Ordinal);
        var read = new AuditChainReader(disk, name, (_, _, bytes, parts) =>
        {
            if (parts.Event.SequenceEqual("call.intent"u8) || parts.Event.SequenceEqual("call.finished"u8)
                || parts.Event.SequenceEqual("call.ambiguous"u8) || parts.Event.SequenceEqual("audit.recovered"u8))
            {
                using var document = JsonDocument.Parse(bytes.ToArray());
                Take(document.RootElement, name, open, said);
            }
        }).Read();
        return new AuditDeadChain(name, read.Seq, read.Hash, read.Closed, read.TornBytes, read.Problem, open);
    }

    private static void Take(JsonElement record, string chain, Dictionary<string, AuditEntry> open, HashSet<string> said)
    {
        var id = Text(record, "call_id");
        switch (Text(record, "event"))
        {
            case AuditEvents.Intent when id is not null:
                open[id] = Ambiguous(record, chain, id);
                break;
            case AuditEvents.Finished when id is not null:
                open.Remove(id);
                break;
            case AuditEvents.Ambiguous when Other(record) is { } other:
                said.Add(other + "/" + id);
                break;
            case AuditEvents.Recovered when Other(record) is { } other:
                said.Add(other);
                break;
            default:
                break;
        }
    }

    private static AuditEntry Ambiguous(JsonElement record, string chain, string id) => new()
    {
        Event = AuditEvents.Ambiguous,
        CallId = id,
        Role = Text(record, "role"),
        Revision = Text(record, "revision"),
        Principal = Text(record, "principal"),
        Client = Text(record, "client"),
        Environment = Text(record, "environment"),
        Tool = Text(record, "tool"),
        Verb = Text(record, "verb"),
        ArgumentsHash = Text(record, "arguments_hash"),
        Outcome = "ambiguous",
        Reason = "The process died after it recorded this write and before it recorded the outcome: read the system back before you repeat it.",
        Details = AuditDetails.Create(json =>
        {
            json.WriteString("chain"u8, chain);
            json.WriteNumber("seq"u8, record.GetProperty("seq").GetInt64());
        }),
    };

    private static string? Other(JsonElement record) => record.TryGetProperty("details", out var details) ? Text(details, "chain") : null;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
