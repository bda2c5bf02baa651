using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>
/// Checks the placeholders in what the simulator answers: one that names nothing of the request would silently leave its member out, and the tool's
/// examples would fail far from the cause.
/// </summary>
internal sealed partial class SandboxTemplateCheck(ConfigNode tool, ConfigurationErrors errors)
{
    private static readonly string[] Names = ["path", "query", "body", "xml", "known", "job", "id", "id_number", "now", "now_epoch", "row", "rows", "rows_by", "total", "count", "next", "more"];
    private readonly ConfigNode? request = tool["request"];
    private readonly bool beginsJob = tool["job"] is { } job && job["poll"] is not null;

    /// <summary>Notes every placeholder that can have no value.</summary>
    public void Check()
    {
        if (tool["sandbox"] is { } sandbox)
        {
            Walk(sandbox);
        }
    }

    private void Walk(ConfigNode node)
    {
        if (node.Text is { } text)
        {
            foreach (Match hole in Hole().Matches(text))
            {
                Name(node.Location, hole.Groups[1].Value);
            }

            return;
        }

        foreach (var (key, at, value) in node.Entries)
        {
            // The conditions of a failure are names themselves.
            if (key is "fails_when" or "if")
            {
                foreach (var (name, nameAt, _) in value.Entries)
                {
                    Name(nameAt, name);
                }
            }
            else if (key is not ("base64" or "collection"))
            {
                Walk(value);
            }
        }

        foreach (var item in node.Items)
        {
            Walk(item);
        }
    }

    private void Name(SourceLocation at, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (head, rest) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        switch (head)
        {
            case "path":
                Part(at, name, rest, InPath(), "the path");
                break;
            case "query":
                Part(at, name, rest, [.. Keys(request?["query"]), .. Page("query")], "the query");
                break;
            case "body":
                Part(at, name, rest.Split('.')[0], [.. InBody(), .. Page("body")], "the body");
                break;
            case "xml":
                Part(at, name, rest.Split('.')[0], InBody(), "the body");
                break;
            case "known":
                if (tool["sandbox"]?["known"] is null)
                {
                    errors.Add(at, $"'{{{ShownText.Escape(name)}}}' is something of a known record, and this answer asks for none.", "Add 'known', or write the value itself.");
                }

                break;
            case "job" when beginsJob:
            case "id" or "id_number" or "now" or "now_epoch":
                break;
            case "row" or "rows" or "rows_by" or "total" or "count" or "next" or "more":
                if (tool["sandbox"]?["collection"] is null)
                {
                    errors.Add(at, $"'{{{ShownText.Escape(name)}}}' is something of a collection, and this answer has none.", "Add 'collection' and 'does', or write the value itself.");
                }

                break;
            default:
                errors.Add(at, $"'{{{ShownText.Escape(name)}}}' is nothing that the simulator knows.",
                    NameSuggestion.For(head, Names, "It knows", "Write {path.name}, {query.name} or {body.name} for what came."));
                break;
        }
    }

    private void Part(SourceLocation at, string name, string part, string[] known, string where)
    {
        if (!known.Contains(part, StringComparer.Ordinal))
        {
            errors.Add(at, $"'{{{ShownText.Escape(name)}}}' is no part of {where} of this tool's request.", NameSuggestion.For(part, known, "There are", $"Nothing of {where} comes here: write the value itself."));
        }
    }

    private string[] InPath() => request?.String("path") is { } path ? [.. Slot().Matches(path).Select(static slot => slot.Groups[1].Value)] : [];

    private string[] InBody()
    {
        var body = request?["body"];
        if (body?["graphql"] is not null)
        {
            return ["query", "variables"];
        }

        if (body?["json"] is { Json.ValueKind: JsonValueKind.Array } list)
        {
            return [.. list.Items.Select(static (_, at) => at.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        }

        return Keys(body?["json"] ?? body?["form"] ?? body?["multipart"]);
    }

    /// <summary>What a page adds to the request, where it goes into this part of it.</summary>
    private string[] Page(string where) =>
        tool["pagination"] is { } pagination && (pagination.String("in") ?? "query") == where ? [(pagination.String("parameter") ?? "page").Trim('/').Split('/')[0]] : [];

    private static string[] Keys(ConfigNode? section) => [.. (section?.Entries ?? []).Select(static entry => entry.Key)];

    [GeneratedRegex(@"\{([a-z_]+(?:\.[A-Za-z0-9_\-.\[\]]+)?)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{\s*([A-Za-z0-9_.-]+)[^}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Slot();
}
