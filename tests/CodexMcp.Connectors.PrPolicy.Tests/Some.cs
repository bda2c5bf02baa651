using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;
using CodexMcp.Connectors.PrPolicy.Diff;
using CodexMcp.Connectors.PrPolicy.Rules;

namespace CodexMcp.Connectors.PrPolicy.Tests;

/// <summary>Plain parts for tests.</summary>
internal static class Some
{
    public const string Head = "6dcb09b5b57875f334f61aebed695e2e4193db5e";

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>A set with the rules that are given, each as the members below its code.</summary>
    public static RuleSet Set(params string[] rules) => RuleReader.Read(YamlDocument.Read("rules", Yaml("a-set", rules), out var problem) ?? throw new InvalidOperationException(problem));

    public static string Yaml(string id, params string[] rules) => $"id: {id}\nversion: 1.0.0\ndescription: Rules.\nrules:\n"
        + string.Concat(rules.Select((rule, i) => $"  - code: RUL{i + 1:D3}\n    message: Wrong.\n    remediation: Mend it.\n" + string.Concat(rule.Split('\n').Select(line => $"    {line}\n"))));

    public static ChangedFile File(string path, string? patch = null, string status = "modified", int? changes = null) =>
        new(path, status, patch, changes ?? patch?.Split('\n').Count(line => line.StartsWith('+') || line.StartsWith('-')) ?? 0);

    public static ToolInvocation Invocation(IRoleTools? tools, string arguments, params string[] rules) => new()
    {
        CallId = "1",
        Role = "backend-pr-reviewer",
        Principal = "local:alice",
        Environment = "sandbox",
        Tool = new ToolDefinition
        {
            Name = "pr_policy_check",
            Connector = "pr_policy",
            Action = "check",
            Title = "Check",
            Description = "Checks.",
            Verb = ToolVerb.Read,
            InputSchema = Json("{}"),
            Hash = "",
        },
        Arguments = Json(arguments),
        Scope = Json($$"""{"rules":[{{string.Join(',', rules.Select(rule => $"\"{JsonEncodedText.Encode(rule)}\""))}}]}"""),
        Handles = Sealer.Shared,
        Tools = tools,
    };
}

/// <summary>A role's GitHub tools over files in memory, in pages.</summary>
internal sealed class FakeTools : IRoleTools
{
    public List<string> Files { get; } = [];

    public string Head { get; set; } = Some.Head;

    public int? Count { get; set; }

    public int PageSize { get; set; } = 100;

    public HashSet<string> Callable { get; } = ["github_get_pull", "github_list_pull_files"];

    public Func<string, JsonElement, string?> Answer { get; set; } = (_, _) => null;

    public bool CanCall(string tool) => Callable.Contains(tool);

    public async ValueTask<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Answer(tool, arguments) is { } own)
        {
            return new() { Structured = Some.Json(own) };
        }

        if (tool == "github_get_pull")
        {
            return new() { Structured = Some.Json($$"""{"number":12,"head_commit":"{{Head}}","changed_files":{{Count ?? Files.Count}}}""") };
        }

        var skip = arguments.TryGetProperty("continuation", out var token) ? int.Parse(token.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var page = Files.Skip(skip).Take(PageSize).ToList();
        var more = skip + page.Count < Files.Count;
        return new() { Structured = Some.Json($$"""{"files":[{{string.Join(',', page)}}],"truncated":{{(more ? "true" : "false")}}{{(more ? $",\"continuation\":\"{skip + page.Count}\"" : "")}}}""") };
    }
}
