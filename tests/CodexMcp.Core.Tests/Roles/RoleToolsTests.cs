using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Roles;

public sealed class RoleToolsTests
{
    [Fact]
    public void Explain_DenyAndAllow_DenyWinsAndNamesItsLine()
    {
        using var roles = new RolesOnDisk();
        roles.Edit(RolesOnDisk.Role, "[query, \"get_*\", update_record]", "[get_secret, \"*\"]");
        roles.Edit(RolesOnDisk.Role, "disabled_tools: [get_secret]", "disabled_tools: [\"*_secret\", query]");
        var loaded = roles.Load();
        Assert.Equal(["crm_get_record", "crm_update_record"], loaded.Require("sales").Tools.Select(tool => tool.Definition.Name));
        Assert.Null(loaded.Require("sales").Find("crm_get_secret"));
        var told = loaded.Explanations["sales"].ToDictionary(item => item.Tool);
        Assert.Equal((false, 13, "'*_secret' in disabled_tools takes it off; deny wins over allow."),
            (told["crm_get_secret"].Listed, told["crm_get_secret"].At.Line, told["crm_get_secret"].Why));
        Assert.Equal((true, ToolVerb.Write, ApprovalMode.Writes, "It is the role's default."),
            (told["crm_update_record"].Listed, told["crm_update_record"].Verb, told["crm_update_record"].Mode, told["crm_update_record"].ModeWhy));
    }

    [Theory]
    [InlineData("\"*\"", false)]
    [InlineData("\"merge_*\"", false)]
    [InlineData("\"merge_record*\"", false)]
    [InlineData("\"*\", merge_records", true)]
    [InlineData("merge_records", true)]
    public void Explain_AdminTool_IsEnabledByItsWholeNameOnly(string enabled, bool listed)
    {
        using var roles = new RolesOnDisk();
        roles.Tools.Add(Some.Definition("merge_records", ToolVerb.Admin, connector: "crm"));
        roles.Edit(RolesOnDisk.Role, "[query, \"get_*\", update_record]", $"[{enabled}]");
        var loaded = roles.Load();
        Assert.Equal(listed, loaded.Require("sales").Find("crm_merge_records") is not null);
        var told = loaded.Explanations["sales"].Single(item => item.Tool == "crm_merge_records");
        Assert.Equal(listed ? "'merge_records' in enabled_tools names it." : "No entry of enabled_tools names it letter by letter, as an admin tool needs.", told.Why);
    }

    [Fact]
    public void Bind_EmptyListOrModeDeny_ListsNothing()
    {
        using var roles = new RolesOnDisk();
        roles.Edit(RolesOnDisk.Role, "default_tools_approval_mode: writes", "default_tools_approval_mode: deny");
        Assert.Empty(roles.Load().Require("sales").Tools);
        roles.Edit(RolesOnDisk.Role, "default_tools_approval_mode: deny", "default_tools_approval_mode: auto");
        roles.Edit(RolesOnDisk.Role, "[query, \"get_*\", update_record]", "[]");
        Assert.Empty(roles.Load().Require("sales").Tools);
        Assert.All(roles.Load().Explanations["sales"], item => Assert.False(item.Listed));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/etc")]
    [InlineData("%2e%2e")]
    [InlineData("CON")]
    [InlineData("brief.")]
    [InlineData("Brief")]
    [InlineData("\\0brief")]
    public void Load_HostileSkillName_NamesItsPlace(string name)
    {
        using var roles = new RolesOnDisk();
        roles.Edit(RolesOnDisk.Role, "skills: [brief]", $"skills: [\"{name}\"]");
        var error = Assert.Single(roles.Load().Errors);
        Assert.EndsWith("is not a skill name.", error.Message);
        Assert.EndsWith("sales/role.yaml:7:12", error.Location.ToString());
    }

    [Theory]
    [InlineData("local:ann", true)]
    [InlineData("local:annex", true)]
    [InlineData("local:", false)]
    [InlineData("LOCAL:ann", false)]
    [InlineData("xlocal:ann", false)]
    [InlineData("oidc:bo", true)]
    [InlineData("oidc:bob", false)]
    [InlineData("", false)]
    public void IsMember_Star_StandsForSomethingAtTheEnd(string principal, bool member) =>
        Assert.Equal(member, new Groups([new("all", "All.", ["local:*", "oidc:bo"])]).IsMember("all", principal));

    [Theory]
    [InlineData("*")]
    [InlineData("*:ann")]
    [InlineData("local:*n")]
    [InlineData("local:a*n*")]
    [InlineData("local:")]
    [InlineData(":ann")]
    [InlineData("local:a n")]
    public void GroupsLoader_BadPrincipal_IsRefused(string member)
    {
        using var roles = new RolesOnDisk();
        roles.Edit("groups.yaml", "local:*", member);
        Assert.Contains(roles.Load().Errors, error => error.Message.EndsWith("is not a principal.", StringComparison.Ordinal));
    }

    [Fact]
    public void EstimateTokens_LongerDefinition_CostsAQuarterOfItsCharacters()
    {
        var tool = Some.Definition("get");
        var plain = ToolListing.EstimateTokens(tool);
        Assert.Equal(plain + 100, ToolListing.EstimateTokens(tool with { Description = tool.Description + new string('x', 400) }));
        Assert.Equal(plain + 200, ToolListing.EstimateTokens(tool with { Title = tool.Title + new string('x', 400) }));
        Assert.True(ToolListing.EstimateTokens(tool with { OutputSchema = tool.InputSchema }) > plain);
        Assert.InRange(plain, 40, 80);
    }
}
