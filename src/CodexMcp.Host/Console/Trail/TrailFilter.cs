using System.Text.Json;
using CodexMcp.Core.Audit;

namespace CodexMcp.Host.Console.Trail;

/// <summary>Which records to show.</summary>
/// <param name="Event">The event, or null for all.</param>
/// <param name="Role">The role.</param>
/// <param name="Principal">Who; the beginning is enough.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Text">What stands anywhere in the record, whatever its case.</param>
internal sealed record TrailFilter(string? Event, string? Role, string? Principal, string? Tool, string? Outcome, string? Text)
{
    /// <summary>As the address says.</summary>
    public static TrailFilter Of(ConsoleVisit visit) =>
        new(visit.Query("event"), visit.Query("role"), visit.Query("principal"), visit.Query("tool"), visit.Query("outcome"), visit.Query("q"));

    /// <summary>Whether a record is one of those.</summary>
    public bool Matches(AuditRecord record) =>
        Is(record, "event", Event)
        && Is(record, "role", Role)
        && (Principal is null || record.Text("principal")?.StartsWith(Principal, StringComparison.OrdinalIgnoreCase) == true)
        && Is(record, "tool", Tool)
        && Is(record, "outcome", Outcome)
        && (Text is null || (record.Json.ValueKind == JsonValueKind.Object && record.Json.GetRawText().Contains(Text, StringComparison.OrdinalIgnoreCase)));

    private static bool Is(AuditRecord record, string name, string? wanted) => wanted is null || string.Equals(record.Text(name), wanted, StringComparison.OrdinalIgnoreCase);
}
