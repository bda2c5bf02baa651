namespace CodexMcp.Sandbox.Salesforce;

/// <summary><c>updated</c> and <c>deleted</c>: what has changed in a span of time.</summary>
internal sealed class ReplicationResources(Org org)
{
    public SimulatorResponse Updated(RestRequest request, ObjectDef definition)
    {
        request.Allow("GET");
        var (start, end) = Span(request);
        var ids = new List<string>();
        org.Database.Run(
            $"SELECT \"Id\" FROM \"{definition.Name}\" WHERE \"SystemModstamp\" >= ?1 AND \"SystemModstamp\" <= ?2 AND \"IsDeleted\" = 0 ORDER BY \"SystemModstamp\", \"Id\"",
            [SoqlDates.Text(start), SoqlDates.Text(end)],
            row => ids.Add(row.Text(0)!));
        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("ids"u8);
            ids.ForEach(id => writer.WriteStringValue(id));
            writer.WriteEndArray();
            writer.WriteString("latestDateCovered"u8, SoqlDates.Text(end));
            writer.WriteEndObject();
        });
    }

    public SimulatorResponse Deleted(RestRequest request, ObjectDef definition)
    {
        request.Allow("GET");
        var (start, end) = Span(request);
        var gone = new List<(string Id, string At)>();
        org.Database.Run(
            $"SELECT \"Id\", \"SystemModstamp\" FROM \"{definition.Name}\" WHERE \"SystemModstamp\" >= ?1 AND \"SystemModstamp\" <= ?2 AND \"IsDeleted\" = 1 ORDER BY \"SystemModstamp\", \"Id\"",
            [SoqlDates.Text(start), SoqlDates.Text(end)],
            row => gone.Add((row.Text(0)!, row.Text(1)!)));
        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("deletedRecords"u8);
            foreach (var (id, at) in gone)
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, id);
                writer.WriteString("deletedDate"u8, at);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("earliestDateAvailable"u8, SoqlDates.Text(org.Time.GetUtcNow().AddDays(-15)));
            writer.WriteString("latestDateCovered"u8, SoqlDates.Text(end));
            writer.WriteEndObject();
        });
    }

    private (DateTimeOffset Start, DateTimeOffset End) Span(RestRequest request)
    {
        DateTimeOffset Moment(string name) => request.Query.TryGetValue(name, out var text) && SoqlDates.TryParse(text.Replace(' ', '+'), out var isDate, out var wire) && !isDate
            ? SoqlDates.Moment(wire)
            : throw new SalesforceException(400, "MALFORMED_ID", $"{name} must be a date and time like 2026-03-18T09:30:00+00:00");
        var (start, end) = (Moment("start"), Moment("end"));
        return start >= end ? throw new SalesforceException(400, "INVALID_REPLICATION_DATE", "startDate must be at least one minute greater than endDate")
            : start < org.Time.GetUtcNow().AddDays(-30) ? throw new SalesforceException(400, "INVALID_REPLICATION_DATE", "startDate cannot be more than 30 days ago")
            : (start, end);
    }
}
