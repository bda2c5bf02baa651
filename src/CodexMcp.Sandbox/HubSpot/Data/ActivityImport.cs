using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Puts the company's tasks, notes, calls, meetings and e-mails into the account.</summary>
internal static class ActivityImport
{
    private const long FirstActivity = 200_000;

    /// <summary>Fills in the activities.</summary>
    public static void Fill(CrmStore store, SyntheticCompany company, Moments moment)
    {
        foreach (var activity in company.Activities)
        {
            var (type, values) = Values(activity, company);
            values["hs_timestamp"] = HubSpotTime.Text(activity.At);
            values["hubspot_owner_id"] = OwnerBook.IdOf(activity.OwnerNumber);
            var id = FirstActivity + activity.Number;
            store.Put(type, id, values, moment.Of(activity.At), "IMPORT");
            CompanyImport.Link(store, type, id, ObjectType.Companies, CompanyImport.FirstCompany + activity.CustomerNumber);
            if (activity.PersonNumber is { } person)
            {
                CompanyImport.Link(store, type, id, ObjectType.Contacts, CompanyImport.FirstContact + person);
            }

            if (activity.DealNumber is { } deal)
            {
                CompanyImport.Link(store, type, id, ObjectType.Deals, CompanyImport.FirstDeal + deal);
            }
        }

        foreach (var contact in store.Of(ObjectType.Contacts))
        {
            LastContact(store, contact, moment);
        }
    }

    private static void LastContact(CrmStore store, CrmRecord contact, Moments moment)
    {
        var last = ((ObjectType[])[ObjectType.Calls, ObjectType.Emails, ObjectType.Meetings])
            .SelectMany(type => store.Associations.Of(ObjectType.Contacts, contact.Id, type).Select(link => store.Find(type, link.Key)!["hs_timestamp"]))
            .Where(at => string.CompareOrdinal(at, HubSpotTime.Text(moment.Now)) <= 0).Max(StringComparer.Ordinal);
        contact.Set("notes_last_contacted", last, contact.UpdatedAt, "CALCULATED");
    }

    private static (ObjectType Type, Dictionary<string, string?> Values) Values(Activity activity, SyntheticCompany company) => activity.Kind switch
    {
        ActivityKind.Task => (ObjectType.Tasks, CompanyImport.Values(
            ("hs_task_subject", activity.Subject), ("hs_task_body", activity.Body), ("hs_task_status", activity.IsDone ? "COMPLETED" : "NOT_STARTED"),
            ("hs_task_priority", activity.IsHighPriority ? "HIGH" : "MEDIUM"), ("hs_task_type", "TODO"))),
        ActivityKind.Call => (ObjectType.Calls, CompanyImport.Values(
            ("hs_call_title", activity.Subject), ("hs_call_body", activity.Body), ("hs_call_direction", "OUTBOUND"), ("hs_call_duration", $"{activity.Minutes * 60_000}"),
            ("hs_call_status", activity.IsDone ? "COMPLETED" : "QUEUED"))),
        ActivityKind.Meeting => (ObjectType.Meetings, CompanyImport.Values(
            ("hs_meeting_title", activity.Subject), ("hs_meeting_body", activity.Body), ("hs_meeting_outcome", activity.IsDone ? "COMPLETED" : "SCHEDULED"),
            ("hs_meeting_start_time", HubSpotTime.Text(activity.At)), ("hs_meeting_end_time", HubSpotTime.Text(activity.At.AddMinutes(activity.Minutes))))),
        ActivityKind.Note => (ObjectType.Notes, CompanyImport.Values(("hs_note_body", $"<p>{activity.Subject}</p><p>{activity.Body}</p>"))),
        _ => (ObjectType.Emails, Mail(activity, company)),
    };

    private static Dictionary<string, string?> Mail(Activity activity, SyntheticCompany company)
    {
        var customer = activity.PersonNumber is { } number ? company.People[number - 1].Email : null;
        var colleague = SyntheticCompany.Colleagues[activity.OwnerNumber - 1].Email;
        var (from, to) = activity.IsIncoming ? (customer, colleague) : (colleague, customer);
        return CompanyImport.Values(
            ("hs_email_subject", activity.Subject), ("hs_email_text", activity.Body), ("hs_email_html", $"<p>{activity.Body}</p>"),
            ("hs_email_direction", activity.IsIncoming ? "INCOMING_EMAIL" : "EMAIL"), ("hs_email_status", "SENT"), ("hs_email_from_email", from), ("hs_email_to_email", to),
            ("hs_email_headers", Headers(from, to)));
    }

    private static string Headers(string? from, string? to)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("from"u8);
            writer.WriteString("email"u8, from);
            writer.WriteEndObject();
            writer.WriteStartArray("to"u8);
            writer.WriteStartObject();
            writer.WriteString("email"u8, to);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
