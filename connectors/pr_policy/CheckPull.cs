using System.Globalization;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;
using CodexMcp.Connectors.PrPolicy.Reading;
using CodexMcp.Connectors.PrPolicy.Results;
using CodexMcp.Connectors.PrPolicy.Rules;

namespace CodexMcp.Connectors.PrPolicy;

/// <summary>The tool <c>pr_policy_check</c>: reads the changed files, applies the rules, tells.</summary>
internal static class CheckPull
{
    private const int DefaultLimit = 50;

    public static async ValueTask<ToolResult> RunAsync(ToolInvocation invocation, RuleBook book, CancellationToken cancellationToken)
    {
        var tools = invocation.Tools ?? throw new ConnectorException(ConnectorFailure.Configuration, "A policy can't be checked inside another call.", "Call pr_policy_check by itself.");
        foreach (var needed in (string[])[PullReader.Pull, PullReader.Files])
        {
            if (!tools.CanCall(needed))
            {
                throw new ConnectorException(ConnectorFailure.Configuration, $"The role can't run {needed} without asking, and the check reads through it.", "Ask the role's owner to enable it in role.yaml.");
            }
        }

        var sets = Chosen(book.Of(invocation.Scope), invocation);
        var repository = Arguments.Required(invocation, "repository");
        var number = Arguments.Number(invocation, "number", 0);
        var reader = new PullReader(tools, repository, number);
        var (head, count) = await reader.HeadAsync(cancellationToken).ConfigureAwait(false);
        var skip = Skip(invocation, head);
        var files = await reader.FilesAsync(cancellationToken).ConfigureAwait(false);
        if (count > files.Count)
        {
            throw new ConnectorException(ConnectorFailure.BadAnswer, $"GitHub counts {count} changed files and lists {files.Count}.", "Check again in a moment; if it stays so, a person has to review the pull request.");
        }

        if ((await reader.HeadAsync(cancellationToken).ConfigureAwait(false)).HeadCommit != head)
        {
            throw new ConnectorException(ConnectorFailure.Refused, "The pull request got a new commit while its files were read.", "Read the pull request again, and check anew.");
        }

        var least = Arguments.Text(invocation, "least") is { } name ? SeverityNames.Parse(name) : Severity.Suggestion;
        var all = PolicyCheck.Run(files, sets).Where(finding => finding.Severity <= least).ToList();
        var limit = Math.Min(invocation.MaxRows, Arguments.Number(invocation, "limit", DefaultLimit));
        var shown = all.Skip(skip).Take(limit).ToList();
        var writer = JsonResult.Begin(out var buffer);
        FindingsWriter.WriteHead(writer, repository, number, head, sets, files.Count, all);
        writer.WriteStartArray("findings"u8);
        shown.ForEach(finding => FindingsWriter.Write(writer, finding));
        writer.WriteEndArray();
        var more = skip + shown.Count < all.Count;
        writer.WriteBoolean("truncated"u8, more);
        if (more)
        {
            writer.WriteString("continuation"u8, Seal(invocation, head, skip + shown.Count));
        }

        return new ToolResult
        {
            Structured = JsonResult.End(writer, buffer),
            Text = Words(shown, all.Count),
            ContinueAfter = kept => Seal(invocation, head, skip + kept),
        };
    }

    private static IReadOnlyList<RuleSet> Chosen(IReadOnlyList<RuleSet> sets, ToolInvocation invocation)
    {
        if (Arguments.Any(invocation, "sets") is not { ValueKind: JsonValueKind.Array } asked)
        {
            return sets;
        }

        var names = asked.EnumerateArray().Select(static each => each.GetString() ?? "").ToHashSet(StringComparer.Ordinal);
        return names.FirstOrDefault(name => sets.All(set => set.Id != name)) is { } unknown
            ? throw new ConnectorException(ConnectorFailure.Refused, $"The role has no rule set {unknown}.", $"Use {string.Join(", ", sets.Select(static set => set.Id))}, or leave sets out.")
            : [.. sets.Where(set => names.Contains(set.Id))];
    }

    // Where it goes on is a place among the findings of that very commit.
    private static string Seal(ToolInvocation invocation, string head, int at) =>
        invocation.Handles.Seal(invocation, string.Create(CultureInfo.InvariantCulture, $"{Key(invocation, head)}|{at}"));

    private static int Skip(ToolInvocation invocation, string head)
    {
        if (Arguments.Text(invocation, "continuation") is not { } token)
        {
            return 0;
        }

        return invocation.Handles.TryUnseal(invocation, token, out var value) && value.LastIndexOf('|') is var mark and > 0 && value[..mark] == Key(invocation, head)
            && int.TryParse(value.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            ? skip
            : throw new ConnectorException(ConnectorFailure.Refused, "The continuation is not one of this check, or the pull request has a new commit.", "Check again without a continuation.");
    }

    private static string Key(ToolInvocation invocation, string head)
    {
        var sets = Arguments.Any(invocation, "sets") is { ValueKind: JsonValueKind.Array } given ? given.GetRawText() : "";
        return $"check|{Arguments.Text(invocation, "repository")}|{Arguments.Number(invocation, "number", 0).ToString(CultureInfo.InvariantCulture)}|{head}|{Arguments.Text(invocation, "least")}|{sets}";
    }

    private static string Words(List<Finding> findings, int all)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{all} findings.\n"));
        foreach (var finding in findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{finding.Severity.Wire()} {finding.Set}/{finding.Code} {VendorText.Clean(finding.Path, 300)}{(finding.Line is { } line ? $":{line}" : "")}: {finding.Message} {finding.Remediation}\n");
        }

        return text.ToString();
    }
}
