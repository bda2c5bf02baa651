using System.Text.Json;

namespace CodexMcp.Core.Audit;

/// <summary>What a record of one chain says of the end of another.</summary>
/// <param name="Chain">The other chain.</param>
/// <param name="Seq">Its last record's number.</param>
/// <param name="Hash">Its last record's hash.</param>
/// <param name="Event">The event that says so.</param>
/// <param name="File">The file that holds the event.</param>
/// <param name="Line">The event's line.</param>
internal sealed record AuditAnchor(string Chain, long Seq, string Hash, string Event, string File, long Line)
{
    /// <summary>Writes the three members that <see cref="Find"/> looks for.</summary>
    public static void Write(Utf8JsonWriter json, string chain, long seq, string hash)
    {
        json.WriteString("chain"u8, chain);
        json.WriteNumber("seq"u8, seq);
        json.WriteString("hash"u8, hash);
    }

    /// <summary>The anchors in a record: of a crashed chain, of removed chains, of the chains that had ended when one was opened.</summary>
    public static IEnumerable<AuditAnchor> Find(string file, long line, ReadOnlySpan<byte> bytes, AuditLineParts parts)
    {
        var what = parts.Event;
        if (!what.SequenceEqual("audit.opened"u8) && !what.SequenceEqual("audit.recovered"u8) && !what.SequenceEqual("audit.pruned"u8))
        {
            return [];
        }
        var found = new List<AuditAnchor>();
        try
        {
            using var document = JsonDocument.Parse(bytes.ToArray());
            var name = document.RootElement.GetProperty("event").GetString()!;
            var details = document.RootElement.GetProperty("details");
            if (name == AuditEvents.Recovered)
            {
                found.Add(Read(details, name, file, line));
            }
            if (details.TryGetProperty("abandoned", out var abandoned))
            {
                found.Add(Read(abandoned, name, file, line));
            }
            if (details.TryGetProperty("chains", out var chains))
            {
                found.AddRange(chains.EnumerateArray().Select(one => Read(one, name, file, line)));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // A record with a right hash and wrong details was not written by the host; it anchors nothing.
        }
        return found;
    }

    private static AuditAnchor Read(JsonElement json, string name, string file, long line) => new(
        json.GetProperty("chain").GetString()!, json.GetProperty("seq").GetInt64(), json.GetProperty("hash").GetString()!, name, file, line);
}
