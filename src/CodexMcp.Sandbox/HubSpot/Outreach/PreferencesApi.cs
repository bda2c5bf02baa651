using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>What mail people have agreed to: <c>/communication-preferences</c> of the third and the fourth generation.</summary>
internal sealed class PreferencesApi(PreferenceBook book) : IHubSpotApi
{
    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["communication-preferences", var version, .. var rest])
        {
            return null;
        }

        call.Require("communication_preferences.read_write", call.Method == "GET" ? "communication_preferences.read" : "communication_preferences.write");
        return (call.Method, version, rest) switch
        {
            ("GET", "v3", ["definitions"]) => Definitions(call.Now, "subscriptionDefinitions"),
            ("GET", "v3", ["status", "email", var email]) => Status(email),
            ("POST", "v3", ["unsubscribe"]) => Set(call, "UNSUBSCRIBED"),
            ("POST", "v3", ["subscribe"]) => Set(call, "SUBSCRIBED"),
            ("GET", "v4", ["definitions"]) => Definitions(call.Now, "results"),
            ("GET", "v4", ["statuses", var email]) => Statuses(call, email, PreferenceBook.Kinds),
            ("POST", "v4", ["statuses", var email]) => Update(call, email),
            ("GET", "v4", ["statuses", var email, "unsubscribe-all"]) => Out(call, email),
            ("POST", "v4", ["statuses", var email, "unsubscribe-all"]) => Leave(call, email),
            _ => null,
        };
    }

    private static SimulatorResponse Definitions(DateTimeOffset now, string member) => HubSpotReply.Json(200, writer =>
    {
        if (member == "results")
        {
            WriteDone(writer, now);
        }

        writer.WriteStartArray(member);
        foreach (var kind in PreferenceBook.Kinds)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, $"{kind.Id}");
            writer.WriteString("name"u8, kind.Name);
            writer.WriteString("description"u8, kind.Description);
            writer.WriteString("purpose"u8, kind.Purpose);
            writer.WriteString("communicationMethod"u8, "Email"u8);
            writer.WriteBoolean("isActive"u8, true);
            writer.WriteBoolean("isDefault"u8, kind.IsInternal);
            writer.WriteBoolean("isInternal"u8, kind.IsInternal);
            writer.WriteString("createdAt"u8, "2024-01-08T09:00:00.000Z"u8);
            writer.WriteString("updatedAt"u8, "2024-01-08T09:00:00.000Z"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private SimulatorResponse Status(string email) => HubSpotReply.Json(200, writer =>
    {
        writer.WriteString("recipient"u8, email);
        writer.WriteStartArray("subscriptionStatuses"u8);
        foreach (var kind in PreferenceBook.Kinds)
        {
            writer.WriteStartObject();
            WriteStatus(writer, email, kind);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>The third generation knows two statuses only.</summary>
    private void WriteStatus(Utf8JsonWriter writer, string email, Subscription kind)
    {
        writer.WriteString("id"u8, $"{kind.Id}");
        writer.WriteString("name"u8, kind.Name);
        writer.WriteString("description"u8, kind.Description);
        writer.WriteString("status"u8, book.Of(email, kind).Status == "SUBSCRIBED" ? "SUBSCRIBED"u8 : "NOT_SUBSCRIBED"u8);
        writer.WriteString("sourceOfStatus"u8, book.OutSince(email) is null ? "SUBSCRIPTION_STATUS"u8 : "PORTAL_WIDE_STATUS"u8);
    }

    private SimulatorResponse Set(HubSpotCall call, string status)
    {
        var (email, kind) = (JsonBody.Required(call.Object, "emailAddress"), PreferenceBook.Kind(JsonBody.Required(call.Object, "subscriptionId")));
        if (status == "SUBSCRIBED" && book.Of(email, kind).Status == "UNSUBSCRIBED")
        {
            throw HubSpotError.Invalid($"{email} has unsubscribed and can't be subscribed again by this API");
        }

        book.Set(email, kind, status, call.Now);
        return HubSpotReply.Json(200, writer => WriteStatus(writer, email, kind));
    }

    private SimulatorResponse Statuses(HubSpotCall call, string email, IEnumerable<Subscription> kinds)
    {
        Email(call.Query("channel"));
        return HubSpotReply.Page(kinds, (writer, kind) =>
        {
            var (status, at) = book.Of(email, kind);
            writer.WriteStartObject();
            writer.WriteString("channel"u8, "EMAIL"u8);
            writer.WriteString("status"u8, status);
            writer.WriteString("subscriberIdString"u8, email);
            writer.WriteNumber("subscriptionId"u8, kind.Id);
            writer.WriteString("subscriptionName"u8, kind.Name);
            writer.WriteString("source"u8, "API"u8);
            writer.WriteString("timestamp"u8, HubSpotTime.Text(at ?? call.Now));
            writer.WriteEndObject();
        }, before: writer => WriteDone(writer, call.Now));
    }

    private SimulatorResponse Update(HubSpotCall call, string email)
    {
        Email(JsonBody.Text(call.Object, "channel"));
        var (kind, status) = (PreferenceBook.Kind(JsonBody.Required(call.Object, "subscriptionId")), JsonBody.Required(call.Object, "statusState"));
        if (status is not ("SUBSCRIBED" or "UNSUBSCRIBED" or "NOT_SPECIFIED"))
        {
            throw HubSpotError.Invalid($"'{status}' is not a status: SUBSCRIBED, UNSUBSCRIBED or NOT_SPECIFIED");
        }

        book.Set(email, kind, status, call.Now);
        return Statuses(call, email, [kind]);
    }

    private SimulatorResponse Out(HubSpotCall call, string email)
    {
        Email(call.Query("channel"));
        return HubSpotReply.Page(book.OutSince(email) is { } at ? (DateTimeOffset[])[at] : [], (writer, since) =>
        {
            writer.WriteStartObject();
            writer.WriteString("channel"u8, "EMAIL"u8);
            writer.WriteString("status"u8, "UNSUBSCRIBED"u8);
            writer.WriteString("subscriberIdString"u8, email);
            writer.WriteString("wideStatusType"u8, "PORTAL_WIDE"u8);
            writer.WriteString("timestamp"u8, HubSpotTime.Text(since));
            writer.WriteEndObject();
        }, before: writer => WriteDone(writer, call.Now));
    }

    private SimulatorResponse Leave(HubSpotCall call, string email)
    {
        Email(call.Query("channel"));
        book.Leave(email, call.Now);
        return Out(call, email);
    }

    private static void Email(string? channel)
    {
        if (channel is not (null or "EMAIL"))
        {
            throw HubSpotError.Invalid($"'{channel}' is not a channel of this account: EMAIL");
        }
    }

    private static void WriteDone(Utf8JsonWriter writer, DateTimeOffset now)
    {
        writer.WriteString("status"u8, "COMPLETE"u8);
        writer.WriteString("startedAt"u8, HubSpotTime.Text(now));
        writer.WriteString("completedAt"u8, HubSpotTime.Text(now));
    }
}
