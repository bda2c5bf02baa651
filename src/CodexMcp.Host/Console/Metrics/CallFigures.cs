using System.Globalization;
using CodexMcp.Core.Audit;

namespace CodexMcp.Host.Console.Metrics;

/// <summary>What the trail tells of calls since a time.</summary>
/// <param name="Since">Since when: later than asked for when the newest records don't reach back so far.</param>
/// <param name="Ended">Calls that ended.</param>
/// <param name="Succeeded">Those of them that succeeded.</param>
/// <param name="Boundary">Calls of tools outside their role.</param>
/// <param name="Refused">Calls that a stage ended, by stage and outcome, most first.</param>
internal sealed record CallFigures(DateTimeOffset Since, int Ended, int Succeeded, int Boundary, IReadOnlyList<(string Stage, string Outcome, int Count)> Refused)
{
    /// <summary>Counts the records, newest first.</summary>
    public static CallFigures Of(IReadOnlyList<AuditRecord> records, DateTimeOffset since, bool reachesBack)
    {
        var (ended, succeeded, boundary) = (0, 0, 0);
        var refused = new Dictionary<(string, string), int>();
        var oldest = DateTimeOffset.MaxValue;
        foreach (var record in records)
        {
            if (!DateTimeOffset.TryParse(record.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                continue;
            }

            oldest = at < oldest ? at : oldest;
            if (at < since || record.Text("event") is not (AuditEvents.Finished or AuditEvents.Boundary))
            {
                continue;
            }

            ended++;
            boundary += record.Text("event") == AuditEvents.Boundary ? 1 : 0;
            if (record.Text("outcome") is not { } outcome || outcome == "succeeded")
            {
                succeeded++;
            }
            else
            {
                var key = (record.Text("stage") ?? "?", outcome);
                refused[key] = refused.GetValueOrDefault(key) + 1;
            }
        }

        return new(
            reachesBack || records.Count == 0 || oldest < since ? since : oldest,
            ended,
            succeeded,
            boundary,
            [.. refused.Select(pair => (pair.Key.Item1, pair.Key.Item2, pair.Value)).OrderByDescending(line => line.Value).ThenBy(line => line.Item1, StringComparer.Ordinal)]);
    }
}
