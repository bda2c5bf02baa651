using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks how a tool's result is made, against its own output schema.</summary>
internal static class ResultCheck
{
    private static readonly string[] Own = ["truncated", "continuation", "provenance", "notice", "returned_rows"];

    private static readonly string[] RowKeys = ["at", "equals", "one_of", "contains", "at_least", "at_most", "in_scope"];

    public static void Check(ConfigNode root, ConfigNode tool, TemplateCheck templates, ConfigurationErrors errors)
    {
        var result = tool["response"]?["result"];
        var output = tool["output"]?["properties"];
        foreach (var (member, at, value) in result?.Entries ?? [])
        {
            Node(root, value, templates, errors);
            if (Own.Contains(member) || (tool["job"] is { } job && (member is "status" or "detail" || member == job.String("handle"))))
            {
                errors.Add(at, $"The host writes '{ShownText.Escape(member)}' itself.", "Choose another name.");
            }
            else if (output?[member] is null)
            {
                errors.Add(at, $"The output schema has no '{ShownText.Escape(member)}'.", "Add it under output.properties.");
            }
        }

        if (tool["provenance"] is { } provenance && output?["provenance"] is null)
        {
            errors.Add(provenance.Location, "The output schema has no 'provenance'.", "Add it under output.properties as type: object.");
        }

        if (tool["response"]?["download"] is { } download)
        {
            templates.Source(download);
            if (tool["response"]!.Value.String("body") != "binary")
            {
                errors.Add(download.Location, "'download' needs body: binary.", "Write body: binary; the file comes as content.");
            }
        }

        Items(tool, result, output, errors);
        if (tool["items"] is not null && tool["response"]?["content"] is not null)
        {
            errors.Add(tool["response"]!.Value.KeyLocation("content"), "A list has no 'content': it is given in parts.", "Remove it, and give files by a tool that reads one thing.");
        }

        foreach (var rule in tool["response"]?["content"]?.Items ?? [])
        {
            Content(rule, templates, errors);
        }
    }

    /// <summary>Checks one node outside a tool's own result.</summary>
    public static void Nodes(ConfigNode root, ConfigNode? node, TemplateCheck templates, ConfigurationErrors errors)
    {
        if (node is { } there)
        {
            Node(root, there, templates, errors);
        }
    }

    private static void Content(ConfigNode rule, TemplateCheck templates, ConfigurationErrors errors)
    {
        var sources = new[] { rule["base64"], rule["text"], rule["link"] }.Where(static source => source is not null).ToArray();
        if (sources.Length != 1)
        {
            errors.Add(rule.Location, "A content is one of base64, text and link.", "Write one of them with a pointer into the answer.");
        }

        foreach (var source in sources)
        {
            templates.Source(source);
        }

        templates.At(rule["at"]);
        templates.Text(rule["name"], answer: true);
        if (rule["media_type"] is { Text: { } type } at && !System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out _))
        {
            errors.Add(at.Location, $"'{at.Shown}' is not a media type.", "Write one such as image/png.");
        }
    }

    private static void Items(ConfigNode tool, ConfigNode? result, ConfigNode? output, ConfigurationErrors errors)
    {
        if (tool["items"] is not { Text: { Length: > 1 } pointer } at)
        {
            return;
        }

        var member = pointer[1..];
        if (member.Contains('/', StringComparison.Ordinal) || result?[member]?["from"] is null)
        {
            errors.Add(at.Location, $"'items' points at '{at.Shown}', which the result does not take from the answer.", "Point at a member of response.result that has 'from'.");
        }

        ListMembers(output, at.Location, errors);
        if (tool["continuation"] is null && tool["job"] is null)
        {
            errors.Add(at.Location, "A list needs 'continuation'.", "Name the argument that takes the token of an earlier answer, and add it to the input schema.");
        }
    }

    private static void Kind(ConfigNode? node, JsonValueKind kind, string message, string fix, ConfigurationErrors errors)
    {
        if (node is { } there && there.Json.ValueKind != kind)
        {
            errors.Add(there.Location, message, fix);
        }
    }

    /// <summary>Notes what the host writes beside a list and the output schema does not have.</summary>
    internal static void ListMembers(ConfigNode? output, SourceLocation at, ConfigurationErrors errors)
    {
        foreach (var needed in (ReadOnlySpan<string>)["truncated", "continuation"])
        {
            if (output?[needed] is null)
            {
                errors.Add(at, $"A list needs '{needed}' in the output schema.", needed == "truncated" ? "Add truncated: { type: boolean }." : "Add continuation: { type: string }.");
            }
        }
    }

    private static void Node(ConfigNode root, ConfigNode node, TemplateCheck templates, ConfigurationErrors errors)
    {
        if (node.Text is { } text)
        {
            if (ResultNode.IsSource(text))
            {
                templates.Source(node);
            }
            else
            {
                templates.Text(node, answer: true);
            }

            return;
        }

        if (node.Json.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        templates.Source(node["from"]);
        foreach (var (key, at, _) in node.Entries)
        {
            if (key is not ("from" or "take" or "where"))
            {
                errors.Add(at, $"The key '{ShownText.Escape(key)}' is not known in a result.", NameSuggestion.For(key, ["from", "take", "where"], "Known keys", ""));
            }
        }

        foreach (var (_, _, child) in node["take"]?.Entries ?? [])
        {
            Node(root, child, templates, errors);
        }

        // What is not of the right kind would be passed over at the call, and a filter with it.
        Kind(node["from"], JsonValueKind.String, "'from' is not a place in the answer.", "Write a JSON pointer, such as /items; the whole answer is a single dot.", errors);
        Kind(node["take"], JsonValueKind.Object, "'take' names no members.", "Write the members and where each comes from: take: { id: /id }.", errors);
        Kind(node["where"], JsonValueKind.Array, "'where' is not a list of rules.", "Write where: [{ at: /state, equals: open }].", errors);
        foreach (var rule in node["where"]?.Items ?? [])
        {
            if (rule.Json.ValueKind != JsonValueKind.Object || rule.Entries.Count(static entry => entry.Key != "at") != 1 || rule.Entries.Length != 2)
            {
                errors.Add(rule.Location, "A rule about rows has 'at' and one comparison.", $"Write one such as {{ at: /state, equals: open }}; comparisons: {string.Join(", ", RowKeys.Skip(1))}.");
                continue;
            }

            Kind(rule["at"], JsonValueKind.String, "'at' is not a place in the row.", "Write a JSON pointer, such as /state.", errors);
            templates.Source(rule["at"]);
            foreach (var (key, keyAt, value) in rule.Entries)
            {
                if (key is "equals" or "one_of" or "contains" or "at_least" or "at_most")
                {
                    templates.Text(value);
                }
                else if (key == "in_scope")
                {
                    if (value.Text is not { } list || root["scope"]?["properties"]?[list] is null)
                    {
                        errors.Add(value.Location, $"'in_scope' names '{value.Shown}', which the connector's scope does not have.", "Add it to 'scope' as a list of strings.");
                    }
                }
                else if (key != "at")
                {
                    errors.Add(keyAt, $"The key '{ShownText.Escape(key)}' is not known in a rule about rows.", NameSuggestion.For(key, RowKeys, "Known keys", ""));
                }
            }
        }
    }
}
