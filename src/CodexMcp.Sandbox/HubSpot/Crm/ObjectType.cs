namespace CodexMcp.Sandbox.HubSpot;

/// <summary>A kind of CRM record.</summary>
/// <param name="Name">As in paths: <c>contacts</c>.</param>
/// <param name="Singular">As in association names: <c>contact</c>.</param>
/// <param name="TypeId">HubSpot's number for it: <c>0-1</c>.</param>
/// <param name="Shown">What a read without <c>properties</c> shows.</param>
/// <param name="Searched">What a search's <c>query</c> looks into.</param>
/// <param name="Required">What a create must set.</param>
/// <param name="ReadScopes">Any one of these allows to read.</param>
/// <param name="WriteScopes">Any one of these allows to write.</param>
internal sealed record ObjectType(
    string Name, string Singular, string TypeId, string[] Shown, string[] Searched, string[] Required, string[] ReadScopes, string[] WriteScopes)
{
    private static readonly string[] ContactRead = ["crm.objects.contacts.read"];
    private static readonly string[] ContactWrite = ["crm.objects.contacts.write"];

    public static readonly ObjectType Contacts = new("contacts", "contact", "0-1", ["firstname", "lastname", "email"],
        ["firstname", "lastname", "email", "phone", "company", "hs_additional_emails"], [], ContactRead, ContactWrite);

    public static readonly ObjectType Companies = Crm("companies", "company", "0-2", ["name", "domain"], ["name", "domain", "website", "phone"], []);

    public static readonly ObjectType Deals = Crm("deals", "deal", "0-3", ["dealname", "amount", "closedate", "dealstage", "pipeline"],
        ["dealname", "pipeline", "dealstage", "description", "dealtype"], []);

    public static readonly ObjectType Tickets = new("tickets", "ticket", "0-5",
        ["subject", "content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority"],
        ["subject", "content", "hs_ticket_category"], ["subject", "hs_pipeline_stage"], ["tickets"], ["tickets"]);

    public static readonly ObjectType Tasks = Engagement("tasks", "task", "0-27", "hs_task_subject", "hs_task_body");
    public static readonly ObjectType Notes = Engagement("notes", "note", "0-46", "hs_note_body");
    public static readonly ObjectType Meetings = Engagement("meetings", "meeting", "0-47", "hs_meeting_title", "hs_meeting_body");
    public static readonly ObjectType Calls = Engagement("calls", "call", "0-48", "hs_call_title", "hs_call_body");

    public static readonly ObjectType Emails = Engagement("emails", "email", "0-49", "hs_email_subject", "hs_email_text") with
    {
        ReadScopes = ["sales-email-read"],
        Required = ["hs_timestamp", "hs_email_direction"],
    };

    public static readonly ObjectType Products = Crm("products", "product", "0-7", ["name", "description", "price"], ["name", "description", "hs_sku"], ["name"]);
    public static readonly ObjectType LineItems = Crm("line_items", "line_item", "0-8", ["quantity", "amount", "price"], ["name", "description", "hs_sku"], []);

    /// <summary>Every kind.</summary>
    public static readonly IReadOnlyList<ObjectType> All = [Contacts, Companies, Deals, Tickets, Tasks, Notes, Meetings, Calls, Emails, Products, LineItems];

    /// <summary>The property that says when a record was last written.</summary>
    public string Modified => this == Contacts ? "lastmodifieddate" : "hs_lastmodifieddate";

    /// <summary>The property that says when a record was made.</summary>
    public string Created => IsEngagement ? "hs_createdate" : "createdate";

    /// <summary>True for notes, tasks, e-mails, calls and meetings.</summary>
    public bool IsEngagement => this == Tasks || this == Notes || this == Meetings || this == Calls || this == Emails;

    /// <summary>As errors name it: <c>CONTACT</c>.</summary>
    public string Shouted => Singular.ToUpperInvariant();

    /// <summary>Finds a kind by its plural, its singular or its number.</summary>
    /// <exception cref="HubSpotError">There is no such kind.</exception>
    public static ObjectType Parse(string name) => TryParse(name)
        ?? throw HubSpotError.Invalid($"Unable to infer object type from: {name}");

    /// <summary>Finds a kind by its plural, its singular or its number.</summary>
    public static ObjectType? TryParse(string name)
    {
        foreach (var type in All)
        {
            if (string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(type.Singular, name, StringComparison.OrdinalIgnoreCase)
                || type.TypeId == name)
            {
                return type;
            }
        }

        return null;
    }

    private static ObjectType Crm(string name, string singular, string typeId, string[] shown, string[] searched, string[] required) =>
        new(name, singular, typeId, shown, searched, required, [$"crm.objects.{name}.read"], [$"crm.objects.{name}.write"]);

    private static ObjectType Engagement(string name, string singular, string typeId, params string[] searched) =>
        new(name, singular, typeId, [], searched, ["hs_timestamp"], ContactRead, ContactWrite);
}
