using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>What there is one of in an account: its owners, its pipelines, its details and its usage.</summary>
internal sealed class AccountApi(CrmStore store, HubSpotLimits limits, HubSpotSimulatorOptions options, long hubId) : IHubSpotApi
{
    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["crm", "v3", "owners"]) => Owners(call),
        ("GET", ["crm", "v3", "owners", var id]) => Owner(call, id),
        ("GET", ["crm", "v3", "pipelines", var type, .. var rest]) => Pipelines(call, ObjectType.Parse(type), rest),
        ("GET", ["crm", "v3", "schemas"]) => Schemas(call),
        ("GET", ["account-info", "v3" or "v4", "details"]) => Details(call),
        ("GET", ["account-info", "v3" or "v4", "api-usage", "daily", "private-apps"]) => Usage(call),
        _ => null,
    };

    private SimulatorResponse Owners(HubSpotCall call)
    {
        call.Require("crm.objects.owners.read");
        var (limit, after, archived, email) = (call.QueryLimit(100, 500), call.QueryAfter(), call.QueryFlag("archived"), call.Query("email"));
        var page = store.Owners.All.Where(owner => owner.Archived == archived && owner.Id > after
            && (string.IsNullOrEmpty(email) || string.Equals(owner.Email, email, StringComparison.OrdinalIgnoreCase))).Take(limit + 1).ToList();
        var next = page.Count > limit ? $"{page[limit - 1].Id}" : null;
        return HubSpotReply.Page(page.Take(limit), (writer, owner) =>
        {
            writer.WriteStartObject();
            Write(writer, owner);
            writer.WriteEndObject();
        }, next, next is null ? null : call.Link(next));
    }

    private SimulatorResponse Owner(HubSpotCall call, string id)
    {
        call.Require("crm.objects.owners.read");
        var archived = call.QueryFlag("archived");
        var byUser = call.Query("idProperty") == "userId";
        var owner = store.Owners.All.FirstOrDefault(one => $"{(byUser ? one.UserId : one.Id)}" == id && one.Archived == archived) ?? throw HubSpotError.NotFound();
        return HubSpotReply.Json(200, writer => Write(writer, owner));
    }

    private static void Write(Utf8JsonWriter writer, Owner owner)
    {
        writer.WriteString("id"u8, $"{owner.Id}");
        writer.WriteString("email"u8, owner.Email);
        writer.WriteString("type"u8, "PERSON"u8);
        writer.WriteString("firstName"u8, owner.FirstName);
        writer.WriteString("lastName"u8, owner.LastName);
        writer.WriteNumber("userId"u8, owner.UserId);
        writer.WriteNumber("userIdIncludingInactive"u8, owner.UserId);
        writer.WriteString("createdAt"u8, "2024-01-08T09:00:00.000Z"u8);
        writer.WriteString("updatedAt"u8, "2025-02-03T09:00:00.000Z"u8);
        writer.WriteBoolean("archived"u8, owner.Archived);
        writer.WriteStartArray("teams"u8);
        writer.WriteStartObject();
        writer.WriteString("id"u8, $"{owner.TeamId}");
        writer.WriteString("name"u8, owner.Team);
        writer.WriteBoolean("primary"u8, true);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private SimulatorResponse? Pipelines(HubSpotCall call, ObjectType type, string[] rest)
    {
        call.Require([.. type.ReadScopes, $"crm.schemas.{type.Name}.read"]);
        var pipelines = store.Pipelines.Of(type);
        if (rest.Length == 0)
        {
            return HubSpotReply.Page(pipelines.Index(), (writer, one) => Write(writer, one.Item, one.Index));
        }

        var pipeline = pipelines.FirstOrDefault(one => one.Id == rest[0]) ?? throw HubSpotError.NotFound($"Pipeline {rest[0]} not found");
        return rest switch
        {
            [_] => HubSpotReply.Json(200, writer => WriteMembers(writer, pipeline, pipelines.ToList().IndexOf(pipeline))),
            [_, "stages"] => HubSpotReply.Page(pipeline.Stages.Index(), (writer, one) => Write(writer, one.Item, one.Index)),
            _ => null,
        };
    }

    private static void Write(Utf8JsonWriter writer, Pipeline pipeline, int order)
    {
        writer.WriteStartObject();
        WriteMembers(writer, pipeline, order);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, Pipeline pipeline, int order)
    {
        writer.WriteString("label"u8, pipeline.Label);
        writer.WriteNumber("displayOrder"u8, order);
        writer.WriteString("id"u8, pipeline.Id);
        writer.WriteStartArray("stages"u8);
        foreach (var (index, stage) in pipeline.Stages.Index())
        {
            Write(writer, stage, index);
        }

        writer.WriteEndArray();
        writer.WriteString("createdAt"u8, "2024-01-08T09:00:00.000Z"u8);
        writer.WriteString("updatedAt"u8, "2024-01-08T09:00:00.000Z"u8);
        writer.WriteBoolean("archived"u8, false);
    }

    private static void Write(Utf8JsonWriter writer, Stage stage, int order)
    {
        writer.WriteStartObject();
        writer.WriteString("label"u8, stage.Label);
        writer.WriteNumber("displayOrder"u8, order);
        writer.WriteStartObject("metadata"u8);
        // Metadata are strings, also what is true or false.
        if (stage.Probability is not null)
        {
            writer.WriteString("isClosed"u8, stage.IsClosed ? "true"u8 : "false"u8);
            writer.WriteString("probability"u8, stage.Probability);
        }

        if (stage.State is not null)
        {
            writer.WriteString("ticketState"u8, stage.State);
            writer.WriteString("isClosed"u8, stage.IsClosed ? "true"u8 : "false"u8);
        }

        writer.WriteEndObject();
        writer.WriteString("id"u8, stage.Id);
        writer.WriteString("createdAt"u8, "2024-01-08T09:00:00.000Z"u8);
        writer.WriteString("updatedAt"u8, "2024-01-08T09:00:00.000Z"u8);
        writer.WriteBoolean("archived"u8, false);
        writer.WriteString("writePermissions"u8, "CRM_PERMISSIONS_ENFORCEMENT"u8);
        writer.WriteEndObject();
    }

    /// <summary>The account has no kinds of record of its own.</summary>
    private static SimulatorResponse Schemas(HubSpotCall call)
    {
        call.Require("crm.schemas.contacts.read", "crm.schemas.custom.read");
        return HubSpotReply.Page<string>([], static (_, _) => { });
    }

    private SimulatorResponse Details(HubSpotCall call)
    {
        call.Require("oauth");
        return HubSpotReply.Json(200, writer =>
        {
            writer.WriteNumber("portalId"u8, hubId);
            writer.WriteString("accountType"u8, "DEVELOPER_TEST"u8);
            writer.WriteString("timeZone"u8, "UTC"u8);
            writer.WriteString("companyCurrency"u8, "USD"u8);
            writer.WriteStartArray("additionalCurrencies"u8);
            writer.WriteEndArray();
            writer.WriteString("utcOffset"u8, "+00:00"u8);
            writer.WriteNumber("utcOffsetMilliseconds"u8, 0);
            writer.WriteString("uiDomain"u8, "app.hubspot.com"u8);
            writer.WriteString("dataHostingLocation"u8, "na1"u8);
        });
    }

    private SimulatorResponse Usage(HubSpotCall call)
    {
        call.Require("oauth");
        return HubSpotReply.Page((int[])[limits.Today(call.Now)], (writer, used) =>
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, "private-apps-api-calls-daily"u8);
            writer.WriteNumber("usageLimit"u8, options.DailyLimit);
            writer.WriteNumber("currentUsage"u8, used);
            writer.WriteString("collectedAt"u8, HubSpotTime.Text(call.Now));
            writer.WriteString("fetchStatus"u8, "SUCCESS"u8);
            writer.WriteString("resetsAt"u8, call.Now.UtcDateTime.Date.AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        });
    }
}
