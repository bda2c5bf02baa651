using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks <c>read_back</c>: what it finds must fit the tool's own output.</summary>
internal static class ReadBackCheck
{
    public static void Check(ConfigNode root, ConfigNode tool, TemplateCheck templates, RequestCheck requests, ConfigurationErrors errors)
    {
        if (tool["read_back"] is not { } section)
        {
            return;
        }

        if (tool.String("verb") == "read")
        {
            errors.Add(section.Location, "'read_back' stands at a tool that only reads.", "Remove it.");
        }

        if (section["request"] is { } request)
        {
            if (request.String("method") is not (null or "GET") && request["because"] is null)
            {
                errors.Add(request.Location, $"What reads back only reads, and a {request.String("method")} usually changes something.", "Write a GET, or say in 'because' why it only reads.");
            }

            requests.Check(request);
        }

        ResultCheck.Nodes(root, section["rows"], templates, errors);
        if (section["rows"]?["from"] is null || section["rows"]?["where"] is null)
        {
            errors.Add(section.Location, "'read_back' needs 'rows' with 'from' and 'where'.", "Say which row is what the call wrote, such as where: [{ at: /marker, equals: \"{call.id}\" }].");
        }

        foreach (var (member, at, value) in section["result"]?.Entries ?? [])
        {
            ResultCheck.Nodes(root, value, templates, errors);
            if (tool["output"]?["properties"]?[member] is null)
            {
                errors.Add(at, $"The output schema has no '{ShownText.Escape(member)}'.", "Add it under output.properties.");
            }
        }

        foreach (var needed in tool["output"]?["required"]?.Items ?? [])
        {
            if (needed.Text is { } member && section["result"]?[member] is null)
            {
                errors.Add(section.Location, $"The output schema requires '{needed.Shown}', which read_back.result does not give.", "Add it.");
            }
        }
    }
}
