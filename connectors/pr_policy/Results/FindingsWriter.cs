using System.Text.Json;
using CodexMcp.Connectors.PrPolicy.Rules;

namespace CodexMcp.Connectors.PrPolicy.Results;

/// <summary>A check as JSON: what was checked by which versions, how much was found, and the findings of this page.</summary>
internal static class FindingsWriter
{
    public static void WriteHead(Utf8JsonWriter writer, string repository, int number, string headCommit, IReadOnlyList<RuleSet> sets, int files, IReadOnlyList<Finding> all)
    {
        writer.WriteString("repository"u8, repository);
        writer.WriteNumber("number"u8, number);
        writer.WriteString("head_commit"u8, headCommit);
        writer.WriteStartArray("rule_sets"u8);
        foreach (var set in sets)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, set.Id);
            writer.WriteString("version"u8, set.Version);
            writer.WriteNumber("rules"u8, set.Rules.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("files_checked"u8, files);
        writer.WriteStartObject("counts"u8);
        foreach (var severity in Enum.GetValues<Severity>())
        {
            writer.WriteNumber(severity.Wire(), all.Count(finding => finding.Severity == severity));
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("set"u8, finding.Set);
        writer.WriteString("code"u8, finding.Code);
        writer.WriteString("severity"u8, finding.Severity.Wire());
        writer.WriteString("path"u8, finding.Path);
        if (finding.Line is { } line)
        {
            writer.WriteNumber("line"u8, line);
            writer.WriteString("side"u8, finding.IsOld ? "LEFT"u8 : "RIGHT"u8);
        }

        if (finding.Evidence is { } evidence)
        {
            writer.WriteString("evidence"u8, evidence);
        }

        writer.WriteString("message"u8, finding.Message);
        writer.WriteString("remediation"u8, finding.Remediation);
        writer.WriteEndObject();
    }
}
