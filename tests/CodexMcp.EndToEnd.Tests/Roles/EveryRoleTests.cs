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

        foreach (var listed in await session.ListAsync())
        {
            var tool = listed.Name;
            var row = table.Rows.Where(row => row.Tool == tool && Reached.Contains(row.Expect)).MinBy(row => Array.IndexOf(Reached, row.Expect));
            Assert.True(row is not null, $"{role}: no row of decisions.yaml gets through to {tool}");
            var result = await session.CallAsync(tool, row.Arguments.GetRawText());
            if (result.IsError is true)
            {
                var code = result.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString();
                Assert.True(code is "approval_pending" or "connector_error" && row.Expect != OutcomeCode.Succeeded, $"{tool}: {result.StructuredContent}");
            }
            else
            {
                var fit = CodexMcp.JsonSchema.JsonSchema.Compile(listed.OutputSchema!.Value).Validate(result.StructuredContent!.Value);
                Assert.True(fit.Count == 0, $"{tool}: {string.Join(", ", fit)}");
            }
        }
    }

    /// <summary>Without all hints Codex cancels calls in unattended runs, and without schemas it has to guess.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tools_OfARole_SayWhatTheyDo(string role)
    {
        using var folder = new TestFolder();
        await using var session = await RoleSession.OpenAsync(role, folder.State);
        var tools = await session.ListAsync();
        Assert.NotEmpty(tools);

        foreach (var tool in tools)
        {
            Assert.Matches("^[a-z][a-z0-9_]{2,63}$", tool.Name);
            Assert.True(tool.Description?.Length is >= 12 and <= 1000, $"{tool.Name} is described in {tool.Description?.Length} characters");
            Assert.False(string.IsNullOrWhiteSpace(tool.Title), $"{tool.Name} has no title");
            Assert.True(tool.Annotations is { ReadOnlyHint: not null, DestructiveHint: not null, IdempotentHint: not null, OpenWorldHint: not null }, $"{tool.Name} lacks a hint");
            Assert.False(tool.Annotations.ReadOnlyHint is true && (tool.Annotations.DestructiveHint is true || tool.Annotations.IdempotentHint is false), $"{tool.Name} reads, and says otherwise");
            Assert.Equal("object", tool.InputSchema.GetProperty("type").GetString());
            Assert.Equal("object", tool.OutputSchema!.Value.GetProperty("type").GetString());
            Assert.All(tool.InputSchema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default, property => Assert.True(property.Value.TryGetProperty("description", out _), $"{tool.Name}: {property.Name} is not described"));
        }
    }
}
