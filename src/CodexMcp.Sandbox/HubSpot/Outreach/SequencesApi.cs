using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Sequences of mails and tasks, and who is in one: <c>/automation/v4/sequences</c>. Nothing is sent.</summary>
internal sealed class SequencesApi(CrmStore store, PreferenceBook preferences) : IHubSpotApi
{
    private readonly Dictionary<long, Enrollment> _enrolled = [];
    private long _next = 77_001;

    private static readonly Sequence[] Sequences =
    [
        new("76001", "First contact", 42_006, [("EMAIL", 0), ("TASK", 2), ("EMAIL", 4)]),
        new("76002", "After the workshop", 42_002, [("EMAIL", 0), ("EMAIL", 3)]),
        new("76003", "Renewal in ninety days", 42_007, [("TASK", 0), ("EMAIL", 7), ("EMAIL", 14)]),
    ];

    private sealed record Sequence(string Id, string Name, long UserId, (string Kind, int Days)[] Steps);

    private sealed record Enrollment(long Id, Sequence Sequence, string ToEmail, Owner By, DateTimeOffset At);

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["automation", "v4", "sequences", .. var rest])
        {
            return null;
        }

        call.Require(call.Method == "GET" ? "automation.sequences.read" : "automation.sequences.enrollments.write");
        return (call.Method, rest) switch
        {
            ("GET", []) => List(call),
            ("POST", ["enrollments"]) => Enroll(call),
            ("GET", ["enrollments", "contact", var id]) => OfContact(id),
            ("GET", [var id]) => Show(call, id),
            _ => null,
        };
    }

    private SimulatorResponse List(HubSpotCall call)
    {
        User(call);
        var (limit, after, name) = (call.QueryLimit(50, 100), call.QueryAfter(), call.Query("name") ?? "");
        var found = Sequences.Where(sequence => sequence.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var next = after + limit < found.Count ? $"{after + limit}" : null;
        return HubSpotReply.Page(found.Skip((int)Math.Min(after, int.MaxValue)).Take(limit), (writer, sequence) =>
        {
            writer.WriteStartObject();
            Write(writer, sequence);
            writer.WriteEndObject();
        }, next, next is null ? null : call.Link(next), writer => writer.WriteNumber("total"u8, found.Count));
    }

    private SimulatorResponse Show(HubSpotCall call, string id)
    {
        User(call);
        var sequence = Find(id);
        return HubSpotReply.Json(200, writer =>
        {
            Write(writer, sequence);
            writer.WriteStartArray("steps"u8);
            foreach (var (index, step) in sequence.Steps.Index())
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, $"{sequence.Id}{index}");
                writer.WriteNumber("stepOrder"u8, index);
                writer.WriteNumber("delayMillis"u8, (long)TimeSpan.FromDays(step.Days).TotalMilliseconds);
                writer.WriteString("actionType"u8, step.Kind);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("settings"u8);
            writer.WriteString("eligibleFollowUpDays"u8, "BUSINESS_DAYS"u8);
            writer.WriteString("sellingStrategy"u8, "LEAD_BASED"u8);
            writer.WriteEndObject();
            writer.WriteStartArray("dependencies"u8);
            writer.WriteEndArray();
        });
    }

    private SimulatorResponse Enroll(HubSpotCall call)
    {
        var user = User(call);
        var (sequence, sender) = (Find(JsonBody.Required(call.Object, "sequenceId")), JsonBody.Required(call.Object, "senderEmail"));
        var contact = store.Get(ObjectType.Contacts, JsonBody.Required(call.Object, "contactId"));
        if (!string.Equals(user.Email, sender, StringComparison.OrdinalIgnoreCase))
        {
            throw HubSpotError.Invalid($"{sender} is not a connected inbox of the user {user.UserId}");
        }

        if (contact["email"] is not { } email)
        {
            throw HubSpotError.Invalid($"Contact {contact.Id} has no email address");
        }

        if (preferences.OutSince(email) is not null || preferences.Of(email, PreferenceBook.Kinds[2]).Status == "UNSUBSCRIBED")
        {
            throw HubSpotError.Invalid($"Contact {contact.Id} has unsubscribed from one-to-one email and can't be enrolled");
        }

        if (_enrolled.ContainsKey(contact.Id))
        {
            throw HubSpotError.Invalid($"Contact {contact.Id} is already enrolled in a sequence");
        }

        var enrollment = _enrolled[contact.Id] = new Enrollment(_next++, sequence, email, user, call.Now);
        return HubSpotReply.Json(200, writer => Write(writer, enrollment));
    }

    private SimulatorResponse OfContact(string id)
    {
        var contact = store.Get(ObjectType.Contacts, id);
        var enrollment = _enrolled.GetValueOrDefault(contact.Id) ?? throw HubSpotError.NotFound($"Contact {id} is in no sequence");
        return HubSpotReply.Json(200, writer =>
        {
            Write(writer, enrollment);
            writer.WriteString("sequenceId"u8, enrollment.Sequence.Id);
            writer.WriteString("sequenceName"u8, enrollment.Sequence.Name);
            writer.WriteString("enrolledBy"u8, $"{enrollment.By.UserId}");
            writer.WriteString("enrolledByEmail"u8, enrollment.By.Email);
        });
    }

    private Owner User(HubSpotCall call)
    {
        var id = call.Query("userId") is { Length: > 0 } sent ? sent : throw HubSpotError.Invalid("Some required fields were not set: [userId]");
        return store.Owners.All.FirstOrDefault(owner => $"{owner.UserId}" == id && !owner.Archived) ?? throw HubSpotError.NotFound($"User {id} does not exist");
    }

    private static Sequence Find(string id) => Sequences.FirstOrDefault(sequence => sequence.Id == id) ?? throw HubSpotError.NotFound($"Sequence {id} does not exist");

    private static void Write(Utf8JsonWriter writer, Sequence sequence)
    {
        writer.WriteString("id"u8, sequence.Id);
        writer.WriteString("name"u8, sequence.Name);
        writer.WriteString("userId"u8, $"{sequence.UserId}");
        writer.WriteString("createdAt"u8, "2025-02-03T09:00:00.000Z"u8);
        writer.WriteString("updatedAt"u8, "2025-02-03T09:00:00.000Z"u8);
    }

    private static void Write(Utf8JsonWriter writer, Enrollment enrollment)
    {
        writer.WriteString("id"u8, $"{enrollment.Id}");
        writer.WriteString("toEmail"u8, enrollment.ToEmail);
        writer.WriteString("enrolledAt"u8, HubSpotTime.Text(enrollment.At));
        writer.WriteString("updatedAt"u8, HubSpotTime.Text(enrollment.At));
    }
}
