using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sales.Tests;

/// <summary>A role's tools over rows in memory: queries are answered by the object after FROM, in pages.</summary>
internal sealed class FakeTools : IRoleTools
{
    public Dictionary<string, List<string>> Rows { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Callable { get; } = ["salesforce_query", "hubspot_search_emails"];

    public List<(string Tool, JsonElement Arguments)> Calls { get; } = [];

    public int PageSize { get; set; } = 1_000;

    public Func<string, string, ToolResult?> Answer { get; set; } = (_, _) => null;

    public bool CanCall(string tool) => Callable.Contains(tool);

    public async ValueTask<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Calls.Add((tool, arguments));
        var source = tool == "salesforce_query" ? arguments.GetProperty("soql").GetString()!.Split(" FROM ")[1].Split(' ')[0] : tool;
        if (Answer(tool, source) is { } answer)
        {
            return answer;
        }

        var rows = Rows.GetValueOrDefault(source, []);
        if (source == "Account" && Ids(arguments) is { } ids)
        {
            rows = [.. rows.Where(row => ids.Contains(Some.Json(row).GetProperty("Id").GetString()!))];
        }

        var skip = arguments.TryGetProperty("continuation", out var token) ? int.Parse(token.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var page = rows.Skip(skip).Take(PageSize).ToList();
        var more = skip + page.Count < rows.Count;
        return new ToolResult
        {
            Structured = Some.Json($$"""{"records":[{{string.Join(',', page)}}],"truncated":{{(more ? "true" : "false")}}{{(more ? $",\"continuation\":\"{skip + page.Count}\"" : "")}}}"""),
        };
    }

    private static List<string>? Ids(JsonElement arguments) =>
        arguments.TryGetProperty("params", out var values) && values.TryGetProperty("ids", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetString()!)] : null;
}
