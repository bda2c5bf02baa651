using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Marketing campaigns, to be read: <c>/marketing/v3/campaigns</c>.</summary>
/// <param name="now">The day from which the campaigns count back.</param>
internal sealed class CampaignsApi(DateTimeOffset now) : IHubSpotApi
{
    private static readonly Campaign[] Campaigns =
    [
        new("6f1c0a52-0d6e-4f0e-9a53-000000000001", "Spring webinar", 65, 8_000m, 6_240m, 1_930, 212, 41, 96_000m),
        new("6f1c0a52-0d6e-4f0e-9a53-000000000002", "API pack launch", 44, 15_000m, 14_100m, 4_480, 390, 77, 240_500m),
        new("6f1c0a52-0d6e-4f0e-9a53-000000000003", "Customer stories", 163, 5_000m, 4_900m, 2_120, 150, 18, 51_200m),
    ];

    private sealed record Campaign(
        string Id, string Name, int DaysAgo, decimal Budget, decimal Spend, int Sessions, int Influenced, int NewContacts, decimal Revenue);

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["marketing", "v3", "campaigns", .. var rest] || call.Method != "GET")
        {
            return null;
        }

        call.Require("marketing.campaigns.read");
        return rest switch
        {
            [] => List(call),
            [var id] => HubSpotReply.Json(200, writer => Write(writer, Find(id), call.QueryList("properties"))),
            [var id, "reports", "metrics"] => Metrics(Find(id)),
            [var id, "reports", "revenue"] => Revenue(call, Find(id)),
            [var id, "budget", "totals"] => Budget(Find(id)),
            _ => null,
        };
    }

    private SimulatorResponse List(HubSpotCall call)
    {
        var (limit, after, name, shown) = (call.QueryLimit(50, 100), call.QueryAfter(), call.Query("name") ?? "", call.QueryList("properties"));
        var found = Campaigns.Where(campaign => campaign.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var next = after + limit < found.Count ? $"{after + limit}" : null;
        return HubSpotReply.Page(found.Skip((int)Math.Min(after, int.MaxValue)).Take(limit), (writer, campaign) =>
        {
            writer.WriteStartObject();
            Write(writer, campaign, shown);
            writer.WriteEndObject();
        }, next, next is null ? null : call.Link(next), writer => writer.WriteNumber("total"u8, found.Count));
    }

    private static Campaign Find(string id) => Campaigns.FirstOrDefault(campaign => campaign.Id == id) ?? throw HubSpotError.NotFound($"Campaign {id} does not exist");

    private void Write(Utf8JsonWriter writer, Campaign campaign, string[] shown)
    {
        var start = now.AddDays(-campaign.DaysAgo);
        writer.WriteString("id"u8, campaign.Id);
        writer.WriteStartObject("properties"u8);
        foreach (var name in shown)
        {
            var value = name switch { "hs_name" => campaign.Name, "hs_start_date" => HubSpotTime.Day(start), "hs_currency_code" => "USD", "hs_campaign_status" => "in_progress", _ => null };
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
        writer.WriteString("createdAt"u8, HubSpotTime.Text(start));
        writer.WriteString("updatedAt"u8, HubSpotTime.Text(start));
    }

    private static SimulatorResponse Metrics(Campaign campaign) => HubSpotReply.Json(200, writer =>
    {
        writer.WriteNumber("sessions"u8, campaign.Sessions);
        writer.WriteNumber("influencedContacts"u8, campaign.Influenced);
        writer.WriteNumber("newContactsFirstTouch"u8, campaign.NewContacts);
        writer.WriteNumber("newContactsLastTouch"u8, campaign.NewContacts / 2);
    });

    private static SimulatorResponse Revenue(HubSpotCall call, Campaign campaign)
    {
        call.Require("marketing.campaigns.revenue.read");
        return HubSpotReply.Json(200, writer =>
        {
            writer.WriteNumber("contactsNumber"u8, campaign.Influenced);
            writer.WriteNumber("dealsNumber"u8, campaign.NewContacts / 6);
            writer.WriteNumber("dealAmount"u8, campaign.Revenue * 2);
            writer.WriteNumber("revenueAmount"u8, campaign.Revenue);
            writer.WriteString("currencyCode"u8, "USD"u8);
        });
    }

    private static SimulatorResponse Budget(Campaign campaign) => HubSpotReply.Json(200, writer =>
    {
        writer.WriteString("currencyCode"u8, "USD"u8);
        writer.WriteNumber("budgetTotal"u8, campaign.Budget);
        writer.WriteNumber("spendTotal"u8, campaign.Spend);
        writer.WriteNumber("remainingBudget"u8, campaign.Budget - campaign.Spend);
        writer.WriteStartArray("budgetItems"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("spendItems"u8);
        writer.WriteEndArray();
    });
}
