using System.Globalization;
using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Api;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>Writes the body of each form of composite request; all of them are all-or-none.</summary>
internal static class CompositeBody
{
    public static byte[] Write(CompositeForm form, IReadOnlyList<CompositeItem> items, string root) => ApiCall.Json(writer =>
    {
        switch (form)
        {
            case CompositeForm.Collection:
                writer.WriteBoolean("allOrNone", true);
                WriteRecords(writer, items, reference: false);
                break;
            case CompositeForm.Mixed:
                writer.WriteBoolean("allOrNone", true);
                WriteRequests(writer, items, root);
                break;
            default:
                WriteRecords(writer, items, reference: true);
                break;
        }
    });

    private static void WriteRecords(Utf8JsonWriter writer, IReadOnlyList<CompositeItem> items, bool reference)
    {
        writer.WriteStartArray("records");
        foreach (var item in items)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("attributes");
            writer.WriteString("type", item.Target.Name);
            if (reference)
            {
                writer.WriteString("referenceId", item.Ref);
            }

            writer.WriteEndObject();
            if (item.Id is { } id)
            {
                writer.WriteString("Id", id);
            }

            item.WriteValues(writer);
            foreach (var (relationship, children) in item.Children)
            {
                writer.WriteStartObject(relationship);
                WriteRecords(writer, children, reference);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRequests(Utf8JsonWriter writer, IReadOnlyList<CompositeItem> items, string root)
    {
        writer.WriteStartArray("compositeRequest");
        foreach (var item in items)
        {
            writer.WriteStartObject();
            writer.WriteString("method", item.Id is null ? "POST" : "PATCH");
            writer.WriteString("url", $"{root}sobjects/{item.Target.Name}{(item.Id is { } id ? $"/{id}" : "")}");
            writer.WriteString("referenceId", item.Ref);
            if (item.Since is { } since)
            {
                writer.WriteStartObject("httpHeaders");
                writer.WriteString("If-Unmodified-Since", ApiTime.Ceiling(since).ToString("R", CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            }

            writer.WriteStartObject("body");
            item.WriteValues(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>Reads the answers: the ids when all was written, else why nothing was.</summary>
internal static class CompositeAnswer
{
    /// <summary>Gives the record's ids in the order of the items.</summary>
    public static IReadOnlyList<string> Read(CompositeForm form, JsonElement answer, IReadOnlyList<CompositeItem> items, Func<string, bool> mayShow)
    {
        var parts = (form switch
        {
            CompositeForm.Collection => ApiJson.Items(answer),
            CompositeForm.Mixed => ApiJson.Items(answer, "compositeResponse"),
            _ => ApiJson.Items(answer, "results"),
        }).ToList();
        var ids = new string[items.Count];
        var failures = new List<string>();
        for (var i = 0; i < items.Count; i++)
        {
            var part = form == CompositeForm.Collection ? (i < parts.Count ? parts[i] : default)
                : parts.Find(one => ApiJson.Text(one, "referenceId") == items[i].Ref);
            var (errors, id, good) = form == CompositeForm.Mixed
                ? (ApiError.Read(ApiJson.Member(part, "body")), ApiJson.Text(ApiJson.Member(part, "body"), "id"), ApiJson.Number(part, "httpStatusCode") is >= 200 and < 300)
                : (ApiError.Read(ApiJson.Member(part, "errors")), ApiJson.Text(part, "id"), form == CompositeForm.Tree || ApiJson.Flag(part, "success"));
            ids[i] = Scope.SalesforceId.TryNormalise(id ?? items[i].Id, out var normal) ? normal : "";
            if (errors.Any(static error => error.Code is not ("PROCESSING_HALTED" or "ALL_OR_NONE_OPERATION_ROLLED_BACK")))
            {
                failures.Add($"Operation {i + 1} ({items[i].Target.Name}): {SalesforceErrors.Words(errors, mayShow)}");
            }
            else if ((!good || errors.Count > 0 || ids[i].Length == 0) && failures.Count == 0)
            {
                ids[i] = "";
            }
        }

        if (failures.Count > 0)
        {
            throw SalesforceErrors.Refused($"Nothing was written. {string.Join(" ", failures.Take(10))}{(failures.Count > 10 ? $" (and {failures.Count - 10} more)" : "")}",
                "Correct these operations, and send all of them again.");
        }

        return ids.All(static id => id.Length > 0) ? ids : throw SalesforceErrors.Lost(ApiEffect.Once, "sent an answer that does not say what became of each record", null);
    }
}
