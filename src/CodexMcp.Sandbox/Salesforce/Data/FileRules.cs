using System.Text;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>What follows from a file: its size and kind, the document above its versions, the link to a record.</summary>
internal static class FileRules
{
    public static void Before(ObjectDef definition, Dictionary<string, object?> values, Dictionary<string, object?>? old)
    {
        long Size(string field) => values.GetValueOrDefault(field) is string body ? Convert.FromBase64String(body).LongLength : 0;
        switch (definition.Name)
        {
            case "ContentNote":
                values["FileType"] = "SNOTE";
                values["FileExtension"] = "snote";
                if (values.ContainsKey("Content") || old is null)
                {
                    values["ContentSize"] = Size("Content");
                    values["TextPreview"] = values.GetValueOrDefault("Content") is string content ? Preview(content) : null;
                }

                break;
            case "ContentVersion" when old is null:
                var path = (string)values["PathOnClient"]!;
                var dot = path.LastIndexOf('.');
                values["FileExtension"] = dot >= 0 && path.Length - dot <= 20 ? path[(dot + 1)..] : null;
                values["FileType"] = values["FileExtension"] is string extension && extension.Length <= 20 ? extension.ToUpperInvariant() : "UNKNOWN";
                values["ContentSize"] = Size("VersionData");
                if (values.GetValueOrDefault("Title") is null)
                {
                    var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
                    values["Title"] = name[..Math.Min(255, dot >= 0 && name.Contains('.') ? name.LastIndexOf('.') : name.Length)];
                }

                values["IsLatest"] = true;
                values["VersionNumber"] = "1";
                break;
            case "Attachment" or "Document" when values.ContainsKey("Body"):
                values["BodyLength"] = Size("Body");
                break;
        }
    }

    public static void After(RecordStore store, OrgSchema schema, ObjectDef definition, string id, Dictionary<string, object?> values, Dictionary<string, object?>? old)
    {
        if (definition.Name != "ContentVersion" || old is not null)
        {
            return;
        }

        var shown = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Title"] = values["Title"],
            ["FileType"] = values["FileType"],
            ["FileExtension"] = values["FileExtension"],
            ["ContentSize"] = values["ContentSize"],
            ["LatestPublishedVersionId"] = id,
        };
        if (values.GetValueOrDefault("ContentDocumentId") is string document)
        {
            var before = store.FindByField(definition, definition.Field("ContentDocumentId")!, document).Where(v => v != id).ToArray();
            foreach (var version in before)
            {
                store.Change(definition, version, new(StringComparer.OrdinalIgnoreCase) { ["IsLatest"] = false });
            }

            store.Change(definition, id, new(StringComparer.OrdinalIgnoreCase) { ["VersionNumber"] = $"{before.Length + 1}" });
            if (schema.OfId(document)!.Name == "ContentDocument")
            {
                store.Change(schema["ContentDocument"], document, shown);
            }
        }
        else
        {
            document = store.Insert(schema["ContentDocument"], shown);
            store.Change(definition, id, new(StringComparer.OrdinalIgnoreCase) { ["ContentDocumentId"] = document });
        }

        if (values.GetValueOrDefault("FirstPublishLocationId") is string location)
        {
            store.Insert(schema["ContentDocumentLink"], new Dictionary<string, object?> { ["LinkedEntityId"] = location, ["ContentDocumentId"] = document, ["ShareType"] = "V", ["Visibility"] = "AllUsers" });
        }
    }

    /// <summary>The note's text without its tags, the first 255 characters.</summary>
    private static string Preview(string base64)
    {
        var text = new StringBuilder();
        var inside = false;
        foreach (var c in Encoding.UTF8.GetString(Convert.FromBase64String(base64)))
        {
            inside = c == '<' || (inside && c != '>');
            if (!inside && c != '>')
            {
                text.Append(c);
            }
        }

        return text.ToString(0, Math.Min(255, text.Length));
    }
}
