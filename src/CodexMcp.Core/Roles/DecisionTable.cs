using System.Text.Json;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Roles;

/// <summary>A role's acceptance test, <c>roles/&lt;role&gt;/decisions.yaml</c>: calls, and how each must end.</summary>
/// <param name="Role">The role.</param>
/// <param name="Rows">The rows in file order.</param>
public sealed record DecisionTable(string Role, IReadOnlyList<DecisionRow> Rows)
{
    private const string FileName = "decisions.yaml";

    /// <summary>Reads a role's table; null when it has none, or after noting why it can't be read.</summary>
    /// <param name="rolesDirectory">The folder <c>roles</c>.</param>
    /// <param name="role">The role; its name is checked before any file is opened.</param>
    /// <param name="errors">Takes the errors.</param>
    public static DecisionTable? Load(string rolesDirectory, string role, ConfigurationErrors errors)
    {
        var roles = ConfigurationFolder.Open(rolesDirectory);
        if (!ConfigurationName.IsSlug(role) || roles.Folder(role) is not { } folder)
        {
            errors.Add(new(roles.Shown, 1, 1), $"The role '{ShownText.Escape(role)}' does not exist.", "Name one that does.");
            return null;
        }

        var place = folder.Start(FileName);
        if (!folder.Has(FileName) || folder.Read(FileName, place, errors) is not { } bytes || YamlTree.Read(place.Path, bytes, errors) is not { } file)
        {
            return null;
        }

        var before = errors.Count;
        ConfigurationSchema.Decisions.Check(file, errors);
        var rows = new List<DecisionRow>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in file.Root["decisions"]?.Items ?? [])
        {
            if (item["name"] is { Text: { } name } at && !names.Add(name))
            {
                errors.Add(at.Location, $"Two rows are named '{at.Shown}'.", "Rename one of them.");
            }

            if (Outcome(item.String("expect")) is { } expect)
            {
                rows.Add(new(
                    item.String("name") ?? "",
                    item.String("tool") ?? "",
                    item["arguments"]?.Json ?? Empty,
                    expect,
                    item.String("why") ?? "",
                    item.Location));
            }
        }

        return errors.Count > before ? null : new(role, rows);
    }

    private static OutcomeCode? Outcome(string? wire)
    {
        foreach (var code in Enum.GetValues<OutcomeCode>())
        {
            if (string.Equals(code.Wire(), wire, StringComparison.Ordinal))
            {
                return code;
            }
        }

        return null;
    }

    private static JsonElement Empty
    {
        get
        {
            using var document = JsonDocument.Parse("{}");
            return document.RootElement.Clone();
        }
    }
}

/// <summary>One call and how it must end when the client can ask a person and nobody has answered yet.</summary>
/// <param name="Name">What the row shows.</param>
/// <param name="Tool">The tool as an agent would name it.</param>
/// <param name="Arguments">The arguments, a JSON object.</param>
/// <param name="Expect">How the call must end.</param>
/// <param name="Why">The rule behind it.</param>
/// <param name="Location">Where the row stands.</param>
public sealed record DecisionRow(string Name, string Tool, JsonElement Arguments, OutcomeCode Expect, string Why, SourceLocation Location);
