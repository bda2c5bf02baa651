using CodexMcp.Core.Configuration;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.EndToEnd.Tests.Roles;

/// <summary>Every tool of every role that ships can be called in the sandbox, by a client that somebody says yes to.</summary>
public sealed class EveryRoleTests
{
    private static readonly OutcomeCode[] Reached = [OutcomeCode.Succeeded, OutcomeCode.ApprovalRequired, OutcomeCode.ApprovalPending, OutcomeCode.ConnectorError];

    public static TheoryData<string> Names => [.. Directory.EnumerateDirectories(TestFolder.ShippedRoles).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tools_OfARole_AllAnswer(string role)
    {
        var errors = new ConfigurationErrors();
        var table = DecisionTable.Load(TestFolder.ShippedRoles, role, errors)!;
        Assert.Empty(errors.ToSorted());
        using var folder = new TestFolder();
        await using var session = await RoleSession.OpenAsync(role, folder.State);

        foreach (var tool in await session.ToolsAsync())
        {
            var row = table.Rows.Where(row => row.Tool == tool && Reached.Contains(row.Expect)).MinBy(row => Array.IndexOf(Reached, row.Expect));
            Assert.True(row is not null, $"{role}: no row of decisions.yaml gets through to {tool}");
            var result = await session.CallAsync(tool, row.Arguments.GetRawText());
            if (result.IsError is true)
            {
                var code = result.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString();
                Assert.True(code is "approval_pending" or "connector_error" && row.Expect != OutcomeCode.Succeeded, $"{tool}: {result.StructuredContent}");
            }
        }
    }
}
