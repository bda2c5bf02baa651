namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The scopes that the simulator knows.</summary>
public static class HubSpotScopes
{
    /// <summary>Every scope.</summary>
    public static IReadOnlyCollection<string> All { get; } =
    [
        "oauth",
        "crm.objects.contacts.read", "crm.objects.contacts.write", "crm.objects.companies.read", "crm.objects.companies.write",
        "crm.objects.deals.read", "crm.objects.deals.write", "crm.objects.line_items.read", "crm.objects.line_items.write",
        "crm.objects.products.read", "crm.objects.products.write", "crm.objects.owners.read", "tickets", "sales-email-read",
        "crm.schemas.contacts.read", "crm.schemas.contacts.write", "crm.schemas.companies.read", "crm.schemas.companies.write",
        "crm.schemas.deals.read", "crm.schemas.deals.write", "crm.lists.read", "crm.lists.write", "files", "files.ui_hidden.read",
        "automation.sequences.read", "automation.sequences.enrollments.write", "communication_preferences.read_write",
        "communication_preferences.read", "communication_preferences.write", "marketing.campaigns.read", "marketing.campaigns.revenue.read",
    ];
}
