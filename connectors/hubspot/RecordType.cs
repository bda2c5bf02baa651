using System.Collections.Frozen;

namespace CodexMcp.Connectors.HubSpot;

/// <summary>One of HubSpot's own record types.</summary>
/// <param name="Object">Its name in addresses, the plural.</param>
/// <param name="One">The singular, as tools are named.</param>
/// <param name="TypeId">HubSpot's number for it.</param>
/// <param name="Usual">What is read when neither the call nor the role says which properties.</param>
/// <param name="Searched">What HubSpot's search by words looks into.</param>
internal sealed record RecordType(string Object, string One, string TypeId, string[] Usual, string[] Searched)
{
    /// <summary>Whether it is something that happened at a time.</summary>
    public bool IsActivity => Usual[0] == "hs_timestamp";

    private static readonly RecordType[] All =
    [
        new("contacts", "contact", "0-1", ["email", "firstname", "lastname", "jobtitle", "company", "lifecyclestage", "hubspot_owner_id", "lastmodifieddate"],
            ["firstname", "lastname", "email", "phone", "company", "hs_additional_emails", "fax", "mobilephone"]),
        new("companies", "company", "0-2", ["name", "domain", "industry", "city", "country", "numberofemployees", "lifecyclestage", "hubspot_owner_id", "hs_lastmodifieddate"],
            ["name", "domain", "website", "phone"]),
        new("deals", "deal", "0-3", ["dealname", "amount", "pipeline", "dealstage", "closedate", "hubspot_owner_id", "hs_lastmodifieddate"],
            ["dealname", "pipeline", "dealstage", "description", "dealtype"]),
        new("tickets", "ticket", "0-5", ["subject", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "hubspot_owner_id", "hs_lastmodifieddate"],
            ["subject", "content", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_id"]),
        new("notes", "note", "0-46", ["hs_timestamp", "hs_note_body", "hubspot_owner_id"], ["hs_note_body"]),
        new("tasks", "task", "0-27", ["hs_timestamp", "hs_task_subject", "hs_task_body", "hs_task_status", "hs_task_priority", "hs_task_type", "hubspot_owner_id"],
            ["hs_task_subject", "hs_task_body"]),
        new("emails", "email", "0-49", ["hs_timestamp", "hs_email_direction", "hs_email_subject", "hs_email_text", "hubspot_owner_id"],
            ["hs_email_subject", "hs_email_text", "hs_email_html"]),
        new("calls", "call", "0-48", ["hs_timestamp", "hs_call_title", "hs_call_body", "hs_call_duration", "hs_call_disposition", "hubspot_owner_id"],
            ["hs_call_title", "hs_call_body"]),
        new("meetings", "meeting", "0-47", ["hs_timestamp", "hs_meeting_title", "hs_meeting_body", "hs_meeting_start_time", "hs_meeting_end_time", "hs_meeting_outcome", "hubspot_owner_id"],
            ["hs_meeting_title", "hs_meeting_body"]),
    ];

    private static readonly FrozenDictionary<string, RecordType> ByName =
        All.SelectMany(static type => new[] { (Name: type.Object, Type: type), (Name: type.One, Type: type) }).ToFrozenDictionary(static pair => pair.Name, static pair => pair.Type);

    /// <summary>The type of that name, singular or plural; null for one that the account has defined.</summary>
    public static RecordType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The name of the object type with HubSpot's number, which for the account's own types is the number itself.</summary>
    public static string OfTypeId(string typeId) => Array.Find(All, type => type.TypeId == typeId)?.Object ?? typeId;
}
