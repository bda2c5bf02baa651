using System.Globalization;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Sets what HubSpot computes from the values that were written.</summary>
internal static class DerivedProperties
{
    /// <summary>Brings a record's computed properties up to date.</summary>
    public static void Set(CrmRecord record, PipelineBook pipelines, DateTimeOffset now)
    {
        pipelines.Derive(record, now);
        if (record["hubspot_owner_id"] is not null && record.History("hubspot_owner_id").First().At == now)
        {
            record.Set("hubspot_owner_assigneddate", HubSpotTime.Text(now), now, "CALCULATED");
        }

        switch (record.Type.Name)
        {
            case "contacts":
                record.Set("hs_email_domain", record["email"]?.Split('@')[^1], now, "CALCULATED");
                break;
            case "tasks":
                record.Set("hs_task_completion_date", record["hs_task_status"] == "COMPLETED" ? record["hs_task_completion_date"] ?? HubSpotTime.Text(now) : null, now, "CALCULATED");
                break;
            case "line_items":
                record.Set("amount", Amount(record), now, "CALCULATED");
                break;
        }
    }

    private static string? Amount(CrmRecord line) =>
        Number(line["price"]) is { } price && Number(line["quantity"]) is { } quantity
            ? ((price - (Number(line["discount"]) ?? 0)) * quantity).ToString("0.##", CultureInfo.InvariantCulture)
            : null;

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
