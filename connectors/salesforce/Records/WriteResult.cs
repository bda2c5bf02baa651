using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>What write tools answer, and how a vendor's answer to a write is read.</summary>
internal static class WriteResult
{
    public const string Again = "This write had been made before; nothing was written twice.";

    public static ToolResult Created(string name, string id, bool created, string? notice = null)
    {
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("object", name);
        writer.WriteString("id", id);
        writer.WriteBoolean("created", created);
        if (notice is not null)
        {
            writer.WriteString("notice", notice);
        }

        return new ToolResult { Structured = JsonResult.End(writer, buffer), Text = $"{name} {id} is {(created ? "created" : "written")}.{(notice is null ? "" : $" {notice}")}" };
    }

    public static ToolResult Changed(string name, string id, bool changed, string member, string? notice = null)
    {
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("object", name);
        writer.WriteString("id", id);
        writer.WriteBoolean(member, changed);
        if (notice is not null)
        {
            writer.WriteString("notice", notice);
        }

        return new ToolResult { Structured = JsonResult.End(writer, buffer), Text = $"{name} {id}: {member}.{(notice is null ? "" : $" {notice}")}" };
    }

    /// <summary>The id in the answer to a create or upsert. An answer that does not say it leaves the write's end unknown.</summary>
    public static (string Id, bool? Created) Read(ApiAnswer answer, ApiEffect effect)
    {
        if (!ApiJson.Flag(answer.Root, "success") && ApiError.Read(ApiJson.Member(answer.Root, "errors")) is { Count: > 0 } errors)
        {
            throw new ApiException(400, errors, effect);
        }

        return SalesforceId.TryNormalise(ApiJson.Text(answer.Root, "id"), out var id)
            ? (id, ApiJson.Member(answer.Root, "created").ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null })
            : throw SalesforceErrors.Lost(effect, "sent an answer that names no record", null);
    }

    /// <summary>A body of these values.</summary>
    public static byte[] Body(IEnumerable<FieldValue> values) => ApiCall.Json(writer =>
    {
        foreach (var value in values)
        {
            value.WriteTo(writer);
        }
    });
}
