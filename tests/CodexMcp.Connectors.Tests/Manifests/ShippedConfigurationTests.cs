using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Connectors.Tests.Manifests;

public sealed partial class ShippedConfigurationTests
{
    [Fact]
    public void Load_EverythingThatShips_HasNoErrors()
    {
        var loaded = Shipped.Load(null);
        Assert.Empty(loaded.Errors);
        Assert.Contains("data-analytics", loaded.Profiles.Keys);
    }

    [Fact]
    public void Load_DataAnalytics_ListsTheWarehouseToolsAndAsksForTheWrite()
    {
        var profile = Shipped.Load("data-analytics").Require("data-analytics");
        Assert.Equal(
            ["analytics_chart", "analytics_cohorts", "analytics_detect_anomalies", "analytics_explain_change",
                "snowflake_cancel_query", "snowflake_catalog_search", "snowflake_describe_table", "snowflake_describe_view", "snowflake_explain_query",
                "snowflake_get_query_status", "snowflake_list_databases", "snowflake_list_schemas", "snowflake_list_tables", "snowflake_run_query"],
            profile.Tools.Select(tool => tool.Definition.Name));
        Assert.All(profile.Tools, tool => Assert.Equal(ApprovalMode.Writes, tool.Mode));
        Assert.Equal(["snowflake_cancel_query"], profile.Tools.Where(tool => tool.Definition.Verb != ToolVerb.Read).Select(tool => tool.Definition.Name));
        Assert.Equal("sandbox", profile.Execution.Environment);
        Assert.Equal(["explain-metric-change", "weekly-product-metrics", "explore-safely"], profile.Skills.Select(skill => skill.Name));
        Assert.Equal("metric-definitions.md", Assert.Single(profile.Resources).Name);
        Assert.Matches("^[0-9a-f]{64}$", profile.Revision);
    }

    [Fact]
    public void DecisionTables_OfEveryRole_AgreeWithItsToolsAndSchemas()
    {
        foreach (var profile in Shipped.Load(null).Profiles.Values)
        {
            var errors = new ConfigurationErrors();
            var table = DecisionTable.Load(Shipped.Roles, profile.Role, errors);
            Assert.Empty(errors.ToSorted());
            Assert.NotNull(table);
            Assert.True(table.Rows.Count >= 25);
            foreach (var row in table.Rows)
            {
                var tool = profile.Find(row.Tool);
                Assert.True((tool is null) == (row.Expect == OutcomeCode.UnknownTool), $"{row.Location}: {row.Name}");
                if (tool is not null)
                {
                    var fits = tool.Input.IsValid(row.Arguments) && tool.ArgumentRules?.IsValid(row.Arguments) is not false;
                    Assert.True(fits == (row.Expect != OutcomeCode.InvalidArguments), $"{row.Location}: {row.Name}");
                }
            }
        }
    }

    [Fact]
    public void Skills_OfEveryRole_HaveTheirSections()
    {
        foreach (var skill in Shipped.Load(null).Profiles.Values.SelectMany(profile => profile.Skills))
        {
            Assert.All(["## Inputs", "## Steps", "## Stop", "## Output"], section => Assert.Contains(section, skill.Text));
            Assert.Contains("Use when", skill.Description);
            Assert.Contains("Not for", skill.Description);
        }
    }

    /// <summary>What a skill tells an agent to call is what it allows, and both are the role's.</summary>
    [Fact]
    public void Skills_OfEveryRole_NameToolsThatTheyAllowAndTheRoleHas()
    {
        var loaded = Shipped.Load(null);
        var prefixes = loaded.Manifests.Keys.Select(static name => name + "_").ToArray();
        foreach (var profile in loaded.Profiles.Values)
        {
            var tools = profile.Tools.Select(static tool => tool.Definition.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var skill in profile.Skills)
            {
                var parts = File.ReadAllText(Path.Combine(Shipped.Roles, profile.Role, "skills", skill.Name, "SKILL.md")).Split("---", 3);
                var allowed = parts[1].Split('\n').Where(static line => line.StartsWith("  - ", StringComparison.Ordinal)).Select(static line => line[4..].Trim()).ToHashSet(StringComparer.Ordinal);
                var named = Code().Matches(parts[2]).Select(static match => match.Groups[1].Value).Where(name => Array.Exists(prefixes, name.StartsWith)).ToHashSet(StringComparer.Ordinal);

                Assert.NotEmpty(named);
                Assert.True(allowed.IsSubsetOf(tools), $"{profile.Role}/{skill.Name} allows {string.Join(", ", allowed.Except(tools))}, which the role does not have");
                Assert.True(named.IsSubsetOf(allowed), $"{profile.Role}/{skill.Name} names {string.Join(", ", named.Except(allowed))}, which it does not allow");
            }
        }
    }

    [Theory]
    [InlineData("roles/role-profile.schema.json")]
    [InlineData("roles/groups.schema.json")]
    [InlineData("roles/decisions.schema.json")]
    [InlineData("connectors/connector.schema.json")]
    public void Schema_EveryProperty_HasDescriptionAndFittingExamples(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, path)));
        var root = document.RootElement;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", root.GetProperty("$schema").GetString());
        Assert.EndsWith(Path.GetFileName(path), root.GetProperty("$id").GetString());
        CheckSchema(root, "#", root);
    }

    [GeneratedRegex("`([a-z][a-z0-9_]+)`")]
    private static partial Regex Code();

    private static void CheckSchema(JsonElement root, string pointer, JsonElement rule)
    {
        Assert.True(rule.TryGetProperty("description", out _), $"{pointer} has no description");
        if (pointer != "#")
        {
            Assert.True(rule.TryGetProperty("examples", out var examples) && examples.GetArrayLength() > 0, $"{pointer} has no example");
            var defs = root.TryGetProperty("$defs", out var found) ? $", \"$defs\": {found.GetRawText()}" : "";
            var alone = JsonSchema.JsonSchema.Parse($"{{ \"allOf\": [{rule.GetRawText()}]{defs} }}");
            Assert.All(examples.EnumerateArray(), example => Assert.True(alone.IsValid(example), $"{pointer}: {example} does not fit"));
        }

        foreach (var holder in new[] { "properties", "$defs" })
        {
            foreach (var child in rule.TryGetProperty(holder, out var list) ? list.EnumerateObject().ToArray() : [])
            {
                CheckSchema(root, $"{pointer}/{holder}/{child.Name}", child.Value);
            }
        }

        if (rule.TryGetProperty("properties", out _))
        {
            Assert.True(rule.TryGetProperty("additionalProperties", out _), $"{pointer} lets unknown keys pass");
        }

        foreach (var holder in new[] { "additionalProperties", "items" })
        {
            if (rule.TryGetProperty(holder, out var child) && child.ValueKind == JsonValueKind.Object)
            {
                CheckSchema(root, $"{pointer}/{holder}", child);
            }
        }
    }
}
