using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;

namespace CodexMcp.Connectors.Tests.Manifests;

public sealed class ConfigurationLoaderTests
{
    [Fact]
    public void Load_GoodFiles_BindsEveryKey()
    {
        using var workspace = new Workspace();
        var loaded = workspace.Load();
        Assert.Empty(loaded.Errors);
        var role = loaded.Require("sales");
        Assert.Equal(("1.0.0", "revops", "Use CRM data for facts."), (role.Version, role.Owner, role.Instructions));
        Assert.Equal(["approval_status", "crm_get_record", "crm_query", "crm_update_record"], role.Tools.Select(tool => tool.Definition.Name));
        Assert.Equal(
            new RoleExecution
            {
                Environment = "sandbox",
                Timeout = TimeSpan.FromSeconds(30),
                PerPrincipal = new(60, TimeSpan.FromMinutes(1)),
                PerTool = new(20, TimeSpan.FromMinutes(1)),
                Concurrency = 4,
                MaxRows = 100,
                MaxResultBytes = 20_000,
            },
            role.Execution);
        Assert.Equal(["sales"], role.Governance.AccessGroups);
        Assert.Equal((DlpAction.Block, AuditPayload.Full, AuditPayload.None, 30),
            (role.Governance.Secrets, role.Governance.LogInputs, role.Governance.LogOutputs, role.Governance.RetentionDays));
        var update = role.Find("crm_update_record")!;
        Assert.Equal((ApprovalMode.Review, TimeSpan.FromSeconds(10), new RateLimit(5, TimeSpan.FromMinutes(1))), (update.Mode, update.Timeout, update.RateLimit));
        Assert.Equal([new Reviewers("revops", 1)], update.Reviewers);
        Assert.NotNull(update.ArgumentRules);
        Assert.Equal("""{"objects":["Account"]}""", update.Scope!.Value.GetRawText());
        Assert.Equal(TimeSpan.FromSeconds(20), role.Find("crm_query")!.Timeout);
        Assert.True(role.Find("crm_query")!.Definition is { Idempotent: true, OpenWorld: true, ItemsPointer: "/rows", ContinuationArgument: "continuation" });
        Assert.False(role.Find("crm_get_record")!.Definition.OpenWorld);
        Assert.Equal(("brief", "Use when a meeting is near.", "# Brief\n\nRead first."), (role.Skills[0].Name, role.Skills[0].Description, role.Skills[0].Text));
        Assert.Equal(("terms.md", "text/markdown", "# Terms"), (role.Resources[0].Name, role.Resources[0].MediaType, role.Resources[0].Text));
        var manifest = loaded.Manifests["crm"];
        Assert.Equal(["*.crm.example", "api.crm.example"], manifest.Hosts);
        Assert.Equal((1, TimeSpan.FromSeconds(5), 4, 0.2, 5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)),
            (manifest.Catalog.Resilience.Retries, manifest.Catalog.Resilience.AttemptTimeout, manifest.Catalog.Resilience.MaxConcurrency,
                manifest.Catalog.Resilience.BreakerFailureRatio, manifest.Catalog.Resilience.BreakerMinimumCalls,
                manifest.Catalog.Resilience.BreakerWindow, manifest.Catalog.Resilience.BreakerPause));
    }

    [Fact]
    public void Load_EmptyEnabledTools_ListsNothing()
    {
        using var workspace = new Workspace();
        workspace.Edit(Workspace.Role, "[query, \"get_*\", update_record]", "[]");
        workspace.Edit(Workspace.Role, "approval_mode: review", "approval_mode: deny");
        workspace.Edit(Workspace.Role, "          reviewers: [{ group: revops, count: 1 }]\n", "");
        workspace.Edit("roles/sales/skills/brief/SKILL.md", "allowed-tools: [crm_query]\n", "");
        var loaded = workspace.Load();
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Require("sales").Tools);
    }

    [Fact]
    public void Explanations_EveryTool_NamesTheLineThatDecided()
    {
        using var workspace = new Workspace();
        workspace.Edit(Workspace.Role, "query, ", "");
        workspace.Edit("roles/sales/skills/brief/SKILL.md", "allowed-tools: [crm_query]\n", "");
        var told = workspace.Load().Explanations["sales"].ToDictionary(item => item.Tool);
        Assert.Equal((true, "'get_*' in enabled_tools names it.", 16), (told["crm_get_record"].Listed, told["crm_get_record"].Why, told["crm_get_record"].At.Line));
        Assert.Equal((false, "'get_secret' in disabled_tools takes it off; deny wins over allow.", 17),
            (told["crm_get_secret"].Listed, told["crm_get_secret"].Why, told["crm_get_secret"].At.Line));
        Assert.Equal((false, "No entry of enabled_tools names it.", 16), (told["crm_query"].Listed, told["crm_query"].Why, told["crm_query"].At.Line));
        Assert.Equal((ApprovalMode.Review, "The tool's own entry sets it.", 21),
            (told["crm_update_record"].Mode, told["crm_update_record"].ModeWhy, told["crm_update_record"].ModeAt.Line));
        Assert.Equal((ApprovalMode.Writes, "It is the role's default.", 13), (told["crm_get_record"].Mode, told["crm_get_record"].ModeWhy, told["crm_get_record"].ModeAt.Line));
    }

    [Theory]
    [InlineData("../sales")]
    [InlineData("..")]
    [InlineData("/etc")]
    [InlineData("%2e%2e")]
    [InlineData("CON")]
    [InlineData("sales.")]
    [InlineData("sales\0")]
    [InlineData("s\u0430les")]
    [InlineData("Sales")]
    [InlineData("")]
    [InlineData("-sales")]
    [InlineData("sales/role.yaml")]
    public void Load_HostileRoleName_IsRefusedBeforeAnyRoleFileIsOpened(string role)
    {
        using var workspace = new Workspace();
        var error = Assert.Single(workspace.Load(role).Errors);
        Assert.Equal("roles:1:1", error.Location.ToString());
        Assert.EndsWith("is not a role name.", error.Message);
    }

    [Fact]
    public void Load_RoleNameOf300Characters_IsRefused()
    {
        using var workspace = new Workspace();
        Assert.EndsWith("is not a role name.", Assert.Single(workspace.Load(new string('a', 300)).Errors).Message);
    }

    [Fact]
    public void Load_UnknownRole_SuggestsTheNearest()
    {
        using var workspace = new Workspace();
        Assert.Equal("roles:1:1: The role 'sale' does not exist. Did you mean 'sales'?", workspace.Errors("sale"));
    }

    [Theory]
    [InlineData("roles/sales/resources/terms.md")]
    [InlineData("roles/sales/skills/brief/SKILL.md")]
    [InlineData(Workspace.Role)]
    [InlineData(Workspace.Connector)]
    [InlineData(Workspace.Groups)]
    public void Load_FileIsALinkOutside_IsRefused(string file)
    {
        using var workspace = new Workspace();
        using var outside = new Workspace();
        File.Delete(workspace.PathOf(file));
        File.CreateSymbolicLink(workspace.PathOf(file), outside.PathOf(file));
        Assert.Contains("is a link to a place outside", workspace.Errors());
    }

    [Fact]
    public void Load_FolderIsALinkOutside_IsRefused()
    {
        using var workspace = new Workspace();
        using var outside = new Workspace();
        Directory.Delete(workspace.PathOf("connectors/crm"), recursive: true);
        Directory.CreateSymbolicLink(workspace.PathOf("connectors/crm"), outside.PathOf("connectors/crm"));
        Assert.Contains("leads outside connectors", workspace.Errors());
    }

    [Fact]
    public void Load_LinkThatStaysInside_IsRead()
    {
        using var workspace = new Workspace();
        File.Move(workspace.PathOf(Workspace.Role), workspace.PathOf("roles/sales/v1.yaml"));
        File.CreateSymbolicLink(workspace.PathOf(Workspace.Role), "v1.yaml");
        Assert.Empty(workspace.Load().Errors);
    }

    [Theory]
    [InlineData(Workspace.Role)]
    [InlineData(Workspace.Connector)]
    [InlineData(Workspace.Groups)]
    public void Load_FileOverOneMebibyte_IsRefusedUnread(string file)
    {
        using var workspace = new Workspace();
        File.WriteAllText(workspace.PathOf(file), new string('#', ConfigurationFolder.MaxFileBytes + 1));
        Assert.Contains($"{file}:1:1: The file {file} has 1,048,577 bytes; at most 1,048,576 are allowed. Make it smaller.", workspace.Errors());
    }

    [Fact]
    public void Load_OneRole_ReadsNoOtherRoleAndNoOtherManifest()
    {
        using var workspace = new Workspace();
        workspace.Write("roles/other/role.yaml", "broken: [");
        workspace.Write("connectors/other/connector.yaml", "broken: [");
        Assert.Empty(workspace.Load("sales").Errors);
        Assert.Equal(2, workspace.Load().Errors.Count);
    }

    [Fact]
    public void Revision_ChangesWithEverythingThatMatters_AndOnlyThen()
    {
        using var workspace = new Workspace();
        var first = workspace.Load().Require("sales").Revision;
        Assert.Equal(first, workspace.Load("sales").Require("sales").Revision);
        workspace.Edit(Workspace.Role, "owner: revops", "owner:   revops # the same");
        Assert.Equal(first, workspace.Load().Require("sales").Revision);
        var seen = new HashSet<string> { first };
        foreach (var (file, old, replacement) in new[]
        {
            (Workspace.Role, "max_rows: 100", "max_rows: 101"),
            (Workspace.Connector, "description: Reads records.", "description: Reads all records."),
            (Workspace.Connector, "verb: write", "verb: admin"),
            ("roles/sales/skills/brief/SKILL.md", "Read first.", "Read last."),
            ("roles/sales/resources/terms.md", "# Terms", "# Other terms"),
        })
        {
            workspace.Edit(file, old, replacement);
            Assert.True(seen.Add(workspace.Load().Require("sales").Revision), $"{replacement} did not change the revision");
        }
    }

    [Fact]
    public void Revision_ResolvedReference_CountsByItsValue()
    {
        using var workspace = new Workspace();
        workspace.Edit(Workspace.Role, "Use CRM data for facts.", "Ask ${env:DESK} for help.");
        workspace.Variables["DESK"] = "Ann";
        var first = workspace.Load().Require("sales");
        workspace.Variables["DESK"] = "Bo";
        var second = workspace.Load().Require("sales");
        Assert.Equal("Ask Bo for help.", second.Instructions);
        Assert.NotEqual(first.Revision, second.Revision);
    }

    [Fact]
    public void ResolveSettings_Production_ReadsVariablesAndFilesOnlyWhenAsked()
    {
        using var workspace = new Workspace();
        var manifest = workspace.Load("sales").Manifests["crm"];
        Assert.Equal("""{"account":"demo"}""", manifest.ResolveSettings("sandbox").GetRawText());
        var exception = Assert.Throws<ConfigurationException>(() => manifest.ResolveSettings("production"));
        Assert.Contains("CRM_TOKEN is not set", exception.Message);
        workspace.Variables["CRM_TOKEN"] = "token";
        workspace.Write("connectors/crm/key.pem", "secret\n");
        Assert.Equal("""{"token":"token","key":"secret"}""", manifest.ResolveSettings("production").GetRawText());
        workspace.Write("connectors/crm/key.pem", "\n");
        Assert.Contains("'key.pem' is empty", Assert.Throws<ConfigurationException>(() => manifest.ResolveSettings("production")).Message);
        Assert.Throws<ConfigurationException>(() => manifest.ResolveSettings("staging"));
    }

    [Fact]
    public void ResolveSettings_FileReference_MayBeAbsoluteButNotClimb()
    {
        using var workspace = new Workspace();
        using var outside = new Workspace();
        workspace.Variables["CRM_TOKEN"] = "token";
        outside.Write("mounted", "from the mount");
        workspace.Edit(Workspace.Connector, "${file:key.pem}", $"${{file:{outside.PathOf("mounted")}}}");
        Assert.Contains("from the mount", workspace.Load("sales").Manifests["crm"].ResolveSettings("production").GetRawText());
        workspace.Edit(Workspace.Connector, outside.PathOf("mounted"), "../../mounted");
        Assert.Throws<ConfigurationException>(() => workspace.Load("sales").Manifests["crm"].ResolveSettings("production"));
    }

    [Fact]
    public void ToolHash_AnyChangeOfTheDefinition_ChangesIt()
    {
        using var workspace = new Workspace();
        var tool = workspace.Load().Require("sales").Find("crm_query")!.Definition;
        Assert.Matches("^[0-9a-f]{64}$", tool.Hash);
        workspace.Edit(Workspace.Connector, "description: The query.", "description: A query.");
        Assert.NotEqual(tool.Hash, workspace.Load().Require("sales").Find("crm_query")!.Definition.Hash);
    }

    [Fact]
    public void Groups_Membership_IsExactWithATrailingStarOnly()
    {
        using var workspace = new Workspace();
        var loaded = workspace.Load();
        Assert.True(loaded.Groups.MayUse(loaded.Require("sales"), "local:anyone"));
        Assert.False(loaded.Groups.MayUse(loaded.Require("sales"), "oidc:anyone"));
        Assert.True(loaded.Groups.IsMember("revops", "local:ann"));
        Assert.False(loaded.Groups.IsMember("revops", "local:Ann"));
        Assert.False(loaded.Groups.IsMember("revops", "local:anna"));
        Assert.False(loaded.Groups.IsMember("nobody", "local:ann"));
        Assert.False(Groups.None.MayUse(loaded.Require("sales"), "local:ann"));
    }

    /// <summary>What is wrong with any of many manifests is told, in the order of the files, and the others are read.</summary>
    [Fact]
    public void Load_ManyManifests_ReadsEachAndTellsEveryError()
    {
        using var workspace = new Workspace();
        var good = File.ReadAllText(workspace.PathOf(Workspace.Connector));
        for (var i = 10; i < 40; i++)
        {
            var text = good.Replace("connector: crm", $"connector: c{i}");
            workspace.Write($"connectors/c{i}/connector.yaml", i % 10 == 3 ? text.Replace("verb: write", "verb: wreck") : text);
        }

        var loaded = workspace.Load();

        Assert.Equal(28, loaded.Manifests.Count);
        Assert.Equal(["connectors/c13/connector.yaml", "connectors/c23/connector.yaml", "connectors/c33/connector.yaml"], loaded.Errors.Select(error => error.Location.Path).Distinct());
        Assert.Equal(6, loaded.Errors.Count);
    }
}
