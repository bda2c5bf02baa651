using CodexMcp.Core.Configuration;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Roles;

public sealed class DecisionTableTests : IDisposable
{
    private readonly RolesOnDisk roles = new();
    private readonly ConfigurationErrors errors = new();

    public void Dispose() => roles.Dispose();

    [Fact]
    public void Load_Good_GivesRowsInOrderWithTheirPlaces()
    {
        var table = Load("decisions:\n  - { name: a, tool: crm_query, arguments: { n: 1 }, expect: succeeded, why: It reads. }\n"
            + "  - { name: b, tool: crm_drop, expect: unknown_tool, why: No such tool. }\n")!;
        Assert.Equal(0, errors.Count);
        Assert.Equal("sales", table.Role);
        Assert.Equal([("a", OutcomeCode.Succeeded, 2), ("b", OutcomeCode.UnknownTool, 3)], table.Rows.Select(row => (row.Name, row.Expect, row.Location.Line)));
        Assert.Equal(("""{"n":1}""", "{}"), (table.Rows[0].Arguments.GetRawText(), table.Rows[1].Arguments.GetRawText()));
    }

    [Fact]
    public void Load_EveryOutcome_IsKnown()
    {
        var rows = Enum.GetValues<OutcomeCode>().Select(code => $"  - {{ name: {code}, tool: t, expect: {code.Wire()}, why: w }}\n");
        Assert.Equal(Enum.GetValues<OutcomeCode>(), Load("decisions:\n" + string.Concat(rows))!.Rows.Select(row => row.Expect));
    }

    [Fact]
    public void Load_NoFile_IsNoTableAndNoError()
    {
        Assert.Null(DecisionTable.Load(roles.Root, "sales", errors));
        Assert.Equal(0, errors.Count);
    }

    [Theory]
    [InlineData("decisions: [")]
    [InlineData("")]
    [InlineData("decisions: 7")]
    [InlineData("decisions: []")]
    [InlineData("decisions: [{ tool: t, expect: succeeded, why: w }]")]
    [InlineData("decisions: [{ name: a, expect: succeeded, why: w }]")]
    [InlineData("decisions: [{ name: a, tool: t, why: w }]")]
    [InlineData("decisions: [{ name: a, tool: t, expect: succeeded }]")]
    [InlineData("decisions: [{ name: a, tool: t, expect: fine, why: w }]")]
    [InlineData("decisions: [{ name: a, tool: t, expect: Succeeded, why: w }]")]
    [InlineData("decisions: [{ name: a, tool: t, expect: succeeded, why: w, arguments: [] }]")]
    [InlineData("decisions: [{ name: a, tool: t, expect: succeeded, why: w, extra: 1 }]")]
    [InlineData("decisions: [{ name: a, tool: t, expect: succeeded, why: w }, { name: a, tool: t, expect: denied, why: w }]")]
    public void Load_Bad_IsRefusedWithAPlace(string yaml)
    {
        Assert.Null(Load(yaml));
        Assert.EndsWith("sales/decisions.yaml", Assert.Single(errors.ToSorted()).Location.Path);
    }

    [Theory]
    [InlineData("../sales")]
    [InlineData("none")]
    [InlineData("")]
    public void Load_RoleThatDoesNotExist_IsAnError(string role)
    {
        Assert.Null(DecisionTable.Load(roles.Root, role, errors));
        Assert.EndsWith("does not exist.", Assert.Single(errors.ToSorted()).Message);
    }

    private DecisionTable? Load(string yaml)
    {
        roles.Write("sales/decisions.yaml", yaml);
        return DecisionTable.Load(roles.Root, "sales", errors);
    }
}
