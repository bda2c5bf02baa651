using System.Globalization;
using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.HttpKind.Paging;

/// <summary>How a system gives a list in pages: what asks for the next one, and when there is none.</summary>
internal sealed class PagePlan
{
    /// <summary>Stands between a page's number and how many rows the pages before it had.</summary>
    private const char Before = '+';

    private readonly string kind;
    private readonly Pointer? next;
    private readonly Pointer? more;
    private readonly Pointer? total;
    private readonly Pointer? rows;
    private readonly string? parameter;
    private readonly bool inBody;
    private readonly int first;

    private PagePlan(JsonElement pagination)
    {
        kind = Json.String(pagination, "kind") ?? "";
        next = At(pagination, "next");
        more = At(pagination, "more");
        total = At(pagination, "total");
        rows = At(pagination, "rows");
        parameter = Json.String(pagination, "parameter");
        inBody = Json.String(pagination, "in") == "body";
        first = Json.Int(pagination, "first") ?? (kind == "page" ? 1 : 0);
        MaxPages = Json.Int(pagination, "max_pages") ?? 5;
    }

    /// <summary>The most pages that one call reads.</summary>
    public int MaxPages { get; }

    /// <summary>Reads a checked section; null when there is none.</summary>
    public static PagePlan? Read(JsonElement tool) => Json.Member(tool, "pagination") is { } section ? new(section) : null;

    /// <summary>What a page changes on the request; null stands for the first page.</summary>
    public PageEdit Edit(string? page) => page is null ? PageEdit.None : kind is "link" or "next_url"
        ? new(null, null, false, false, page)
        : new(parameter, kind is "page" ? page.Split(Before)[0] : page, inBody, kind is "page" or "offset", null);

    /// <summary>Gives the page after this one, or null when this is the last.</summary>
    /// <exception cref="Abstractions.ConnectorException">The answer leads to another host, out of the base path, or to the same page again.</exception>
    public string? After(string? page, HttpAnswer answer, JsonElement body, Uri root, string system)
    {
        if (more?.In(body) is { ValueKind: JsonValueKind.False })
        {
            return null;
        }

        var found = kind switch
        {
            "cursor" => next!.In(body) is { } cursor && !Json.IsEmpty(cursor) ? Json.Plain(cursor) : null,
            "next_url" => next!.In(body) is { } url && !Json.IsEmpty(url) ? Follow(Json.Plain(url), root, system) : null,
            "link" => answer.NextLink is { } link ? Follow(link, root, system) : null,
            _ => Counted(page, body),
        };
        return found is null || found != page ? found : throw AnswerReader.Bad(system, "its next page is the same page again");
    }

    private string? Counted(string? page, JsonElement body)
    {
        var count = rows!.In(body) is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : 0;
        if (count == 0)
        {
            return null;
        }

        // The server may give fewer rows than were asked for: an offset goes on by what came, and the end is reckoned with the rows of every page.
        var (here, before) = Place(page);
        var seen = before + count;
        if (total?.In(body) is { } all && Json.Decimal(all) is { } number && seen >= number)
        {
            return null;
        }

        return kind == "page"
            ? string.Create(CultureInfo.InvariantCulture, $"{here + 1}{Before}{seen}")
            : (here + count).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The page's number, and how many rows came before it.</summary>
    private (long Here, long Before) Place(string? page)
    {
        if (page is null)
        {
            return (first, 0);
        }

        var parts = page.Split(Before);
        var here = long.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture);
        return (here, parts is [_, var earlier] ? long.Parse(earlier, NumberStyles.None, CultureInfo.InvariantCulture) : here - first);
    }

    private static string Follow(string link, Uri root, string system) =>
        Address.Follow(root, link) ?? throw AnswerReader.Bad(system, "its next page is on another host or outside the API's path");

    private static Pointer? At(JsonElement section, string key) => Json.String(section, key) is { } text ? Pointer.Parse(text) : null;
}
