using System.Text.Json;

namespace CodexMcp.Connectors.Sales;

/// <summary>Adds HubSpot's e-mails to the accounts, by the domain of the customer's address.</summary>
internal static class HubSpotTouches
{
    public const string Tool = "hubspot_search_emails";
    private const int PageRows = 200;

    public static async ValueTask AddAsync(RoleReader reader, IReadOnlyList<AccountFacts> accounts, DateOnly asOf, CancellationToken cancellationToken)
    {
        var byDomain = accounts.Where(account => account.Domain is not null).ToLookup(account => account.Domain!, StringComparer.Ordinal);
        if (byDomain.Count == 0)
        {
            return;
        }

        await foreach (var record in reader.PagesAsync(Tool, writer => Write(writer, asOf), cancellationToken).ConfigureAwait(false))
        {
            if (Fields.Text(record, "id") is not { } id || Fields.Day(record, "hs_timestamp") is not { } day || day > asOf)
            {
                continue;
            }

            foreach (var domain in Domains(record))
            {
                foreach (var account in byDomain[domain])
                {
                    account.Touches.Add(new("hubspot", "email:" + id, day));
                }
            }
        }
    }

    private static IEnumerable<string> Domains(JsonElement record) =>
        new[] { Fields.Text(record, "hs_email_from_email"), Fields.Text(record, "hs_email_to_email") }
            .SelectMany(addresses => (addresses ?? "").Split(';', ','))
            .Select(Fields.Domain)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    private static void Write(Utf8JsonWriter writer, DateOnly asOf)
    {
        writer.WriteStartArray("filter_groups");
        writer.WriteStartArray();
        Filter("GTE", asOf.AddDays(1 - UsageScore.Days));
        Filter("LT", asOf.AddDays(1));
        writer.WriteEndArray();
        writer.WriteEndArray();
        writer.WriteStartArray("sorts");
        writer.WriteStringValue("hs_timestamp");
        writer.WriteEndArray();
        writer.WriteStartArray("properties");
        writer.WriteStringValue("hs_timestamp");
        writer.WriteStringValue("hs_email_from_email");
        writer.WriteStringValue("hs_email_to_email");
        writer.WriteEndArray();
        writer.WriteNumber("limit", PageRows);

        void Filter(string comparison, DateOnly day)
        {
            writer.WriteStartObject();
            writer.WriteString("property", "hs_timestamp");
            writer.WriteString("operator", comparison);
            writer.WriteString("value", Number.Day(day) + "T00:00:00Z");
            writer.WriteEndObject();
        }
    }
}
