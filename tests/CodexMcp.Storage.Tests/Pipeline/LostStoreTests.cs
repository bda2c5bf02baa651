using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;
using CodexMcp.Storage.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CodexMcp.Storage.Tests.Pipeline;

/// <summary>The file is lost between the yes and the sending: nothing runs.</summary>
public sealed class LostStoreTests : IAsyncDisposable
{
    private const string Arguments = """{"id":"001"}""";
    private readonly SqliteTestDatabase database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced by an empty one")]
    [InlineData("locked")]
    public async Task CallAsync_StoreLostAfterTheVote_IsDenied(string fate)
    {
        var clock = new FakeClock();
        var store = database.Open(clock);
        var kit = new Kit(services => services with { Time = clock, Stores = () => new(store.Approvals, store.Writes, store.Kept, store.Costs), Reviewers = new Everybody() }, Reviewed());
        var asked = await kit.CallAsync("fake_put", Arguments, cancellationToken: Token);
        var vote = await store.Approvals.VoteAsync(asked.CallId, Calls.Vote(clock.GetUtcNow()), ReviewCount.Decide, Token);
        Assert.Equal(ApprovalState.Approved, vote.Approval!.State);

        using var other = new SqliteConnection($"Data Source={database.File};Pooling=False");
        switch (fate)
        {
            case "locked":
                await other.OpenAsync(Token);
                using (var command = other.CreateCommand())
                {
                    command.CommandText = "BEGIN IMMEDIATE";
                    command.ExecuteNonQuery();
                }

                break;
            case "deleted":
                File.Delete(database.File);
                break;
            default:
                File.Delete(database.File);
                await File.WriteAllBytesAsync(database.File, [], Token);
                break;
        }

        var outcome = await kit.CallAsync("fake_put", Arguments, cancellationToken: Token);

        Assert.Equal(OutcomeCode.Denied, outcome.Code);
        Assert.Contains("nobody's yes counts", outcome.Text, StringComparison.Ordinal);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_QuestionOfALostStore_CanNotBeAnsweredInANewOne()
    {
        var key = new CodexMcp.Core.Execution.FileKeySource(Path.Combine(database.Folder, "approvals.key"));
        var clock = new FakeClock();
        var store = database.Open(clock);
        var before = new Kit(services => services with { Time = clock, ApprovalKey = key, Stores = () => new(store.Approvals, store.Writes, store.Kept, store.Costs) }, Some.Write());
        var asked = await before.CallAsync("fake_put", Arguments, cancellationToken: Token);
        await store.DisposeAsync();
        foreach (var file in Directory.GetFiles(database.Folder, "codexmcp.db*"))
        {
            File.Delete(file);
        }

        var fresh = database.Open(clock);
        var after = new Kit(services => services with { Time = clock, ApprovalKey = key, Stores = () => new(fresh.Approvals, fresh.Writes, fresh.Kept, fresh.Costs) }, Some.Write());

        Assert.True((await after.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked), cancellationToken: Token)).InvalidApprovalState);
        Assert.Empty(after.Connector.Calls);
    }

    private static RoleTool Reviewed() => new(Some.Definition("put", ToolVerb.Write))
    {
        Mode = ApprovalMode.Review,
        ListedAt = new("roles/test/role.yaml", 1, 1),
        ModeAt = new("roles/test/role.yaml", 1, 1),
        Timeout = TimeSpan.FromSeconds(30),
        Reviewers = [new Reviewers("revops", 1)],
    };

    private sealed class Everybody : IReviewers
    {
        public ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken) => new(among);
    }
}
