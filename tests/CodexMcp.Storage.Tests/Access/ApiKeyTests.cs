using CodexMcp.Core.Access;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Access;

/// <summary>API keys from their making to their end, over a real database.</summary>
public abstract class ApiKeyTests(ITestDatabase database) : StoreTests(database)
{
    private static readonly ApiKeyRequest Alice = new() { Principal = "oidc:example:alice", Roles = ["sales", "support"], Lifetime = TimeSpan.FromDays(90), Note = "laptop" };

    [Fact]
    public async Task Verify_NewKey_GivesWhatWasAskedFor()
    {
        var keys = Keys();
        var issued = await keys.CreateAsync(Alice, Token);

        var found = await Keys().VerifyAsync(issued.Text, ApiKeyKind.Agent, Token);

        Assert.NotNull(found);
        Assert.Equal("oidc:example:alice", found.Principal);
        Assert.Equal(["sales", "support"], found.Roles);
        Assert.Equal("laptop", found.Note);
        Assert.Equal(Clock.GetUtcNow(), found.Created);
        Assert.Equal(Clock.GetUtcNow().AddDays(90), found.Expires);
        Assert.Null(found.Revoked);
    }

    [Fact]
    public async Task Verify_OtherKind_IsNull()
    {
        var keys = Keys();
        var agent = await keys.CreateAsync(Alice, Token);
        var approver = await keys.CreateAsync(new() { Kind = ApiKeyKind.Approver, Principal = "carol" }, Token);

        Assert.Null(await keys.VerifyAsync(agent.Text, ApiKeyKind.Approver, Token));
        Assert.Null(await keys.VerifyAsync(approver.Text, ApiKeyKind.Agent, Token));
        Assert.Equal("key:carol", (await keys.VerifyAsync(approver.Text, ApiKeyKind.Approver, Token))!.Principal);
    }

    [Fact]
    public async Task Verify_UnknownMistypedOrForeignSecret_IsNull()
    {
        var keys = Keys();
        var issued = await keys.CreateAsync(Alice, Token);

        Assert.Null(await keys.VerifyAsync(ApiKeyText.Create(), ApiKeyKind.Agent, Token));
        Assert.Null(await keys.VerifyAsync(issued.Text + "x", ApiKeyKind.Agent, Token));
        Assert.Null(await keys.VerifyAsync("", ApiKeyKind.Agent, Token));
        Assert.Null(await keys.VerifyAsync("' OR 1=1 --", ApiKeyKind.Agent, Token));
    }

    [Fact]
    public async Task Verify_RightPrefixButHashOfAnotherSecret_IsNull()
    {
        var store = Open();
        var keys = new ApiKeys(store.ApiKeys, Clock);
        var text = ApiKeyText.Create();
        var other = (await keys.CreateAsync(Alice, Token)).Key;
        var stored = await store.ApiKeys.FindAsync(other.Prefix, Token);
        Assert.True(await store.ApiKeys.AddAsync(stored! with { Key = other with { Prefix = ApiKeyText.Prefix(text)! } }, Token));

        Assert.Null(await keys.VerifyAsync(text, ApiKeyKind.Agent, Token));
    }

    [Fact]
    public async Task Revoke_ByAnotherProcess_CountsForTheNextRequest()
    {
        var here = Keys();
        var there = Keys();
        var issued = await here.CreateAsync(Alice, Token);
        Assert.NotNull(await here.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));

        Assert.True(await there.RevokeAsync(issued.Key.Prefix, Token));

        Assert.Null(await here.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));
        Assert.False(await here.RevokeAsync(issued.Key.Prefix, Token));
        Assert.Equal(Clock.GetUtcNow(), Assert.Single(await here.ListAsync(Token)).Revoked);
    }

    [Fact]
    public async Task Revoke_WhileTheKeyIsInUseEverywhere_IsRefusedByAllThatBeginAfterwards()
    {
        var (here, there) = (Keys(), Keys());
        for (var round = 0; round < 20; round++)
        {
            var issued = await here.CreateAsync(Alice, Token);
            var revoked = false;
            var late = 0;
            var uses = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                for (var more = true; more;)
                {
                    var began = Volatile.Read(ref revoked);
                    more = await here.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token) is not null;
                    Interlocked.Add(ref late, began && more ? 1 : 0);
                    more &= !began;
                }
            }, Token)).ToArray();
            Assert.NotNull(await here.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));

            Assert.True(await there.RevokeAsync(issued.Key.Prefix, Token));
            Volatile.Write(ref revoked, true);
            await Task.WhenAll(uses);

            Assert.Equal(0, late);
        }
    }

    [Fact]
    public async Task Verify_ManyKeysAfterAnotherChange_StillGiveTheirOwn()
    {
        var (here, there) = (Keys(), Keys());
        var issued = new List<IssuedApiKey>();
        for (var i = 0; i < 30; i++)
        {
            issued.Add(await here.CreateAsync(Alice with { Principal = $"oidc:example:{i}" }, Token));
            foreach (var one in issued)
            {
                Assert.Equal(one.Key.Principal, (await here.VerifyAsync(one.Text, ApiKeyKind.Agent, Token))?.Principal);
                Assert.Equal(one.Key.Principal, (await there.VerifyAsync(one.Text, ApiKeyKind.Agent, Token))?.Principal);
            }
        }
    }

    [Fact]
    public async Task Revoke_WholeKeyOrMarkedPrefixOrUnknown_DoesWhatIsMeant()
    {
        var keys = Keys();
        var first = await keys.CreateAsync(Alice, Token);
        var second = await keys.CreateAsync(Alice, Token);

        Assert.True(await keys.RevokeAsync(first.Text + "\n", Token));
        Assert.True(await keys.RevokeAsync("cmk_" + second.Key.Prefix, Token));
        Assert.False(await keys.RevokeAsync("nothing", Token));
        Assert.False(await keys.RevokeAsync("%", Token));
    }

    [Fact]
    public async Task Verify_Expired_IsNullFromThatInstantOn()
    {
        var keys = Keys();
        var issued = await keys.CreateAsync(Alice, Token);

        Clock.Move(TimeSpan.FromDays(90) - TimeSpan.FromTicks(1));
        Assert.NotNull(await keys.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));
        Clock.Move(TimeSpan.FromTicks(1));
        Assert.Null(await keys.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));
    }

    [Fact]
    public async Task Verify_ClockBeforeTheKeyWasMade_IsNull()
    {
        var keys = Keys();
        var issued = await keys.CreateAsync(Alice with { Lifetime = null }, Token);

        Clock.Move(TimeSpan.FromDays(-1));

        Assert.Null(await keys.VerifyAsync(issued.Text, ApiKeyKind.Agent, Token));
    }

    [Fact]
    public async Task List_ManyKeys_OldestFirst()
    {
        var keys = Keys();
        Assert.Empty(await keys.ListAsync(Token));
        var made = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            made.Add((await keys.CreateAsync(Alice with { Principal = $"p{number}" }, Token)).Key.Prefix);
            Clock.Move(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(made, (await keys.ListAsync(Token)).Select(key => key.Prefix));
    }

    [Fact]
    public async Task Add_PrefixTaken_IsFalseAndChangesNothing()
    {
        var store = Open();
        var issued = await new ApiKeys(store.ApiKeys, Clock).CreateAsync(Alice, Token);
        var stored = await store.ApiKeys.FindAsync(issued.Key.Prefix, Token);

        Assert.False(await store.ApiKeys.AddAsync(stored! with { Key = stored.Key with { Principal = "mallory" } }, Token));

        Assert.Equal("oidc:example:alice", (await store.ApiKeys.FindAsync(issued.Key.Prefix, Token))!.Key.Principal);
    }

    [Theory]
    [InlineData("", "sales")]
    [InlineData("a b", "sales")]
    [InlineData("ali*", "sales")]
    [InlineData("alice\n", "sales")]
    [InlineData("аlice", "sales")]
    [InlineData("alice", null)]
    [InlineData("alice", "Sales")]
    [InlineData("alice", "../sales")]
    [InlineData("alice", "sales\nops")]
    public async Task Create_BadRequest_IsRefusedAndNothingIsKept(string principal, string? role)
    {
        var keys = Keys();

        await Assert.ThrowsAsync<ArgumentException>(async () => await keys.CreateAsync(Alice with { Principal = principal, Roles = role is null ? [] : [role] }, Token));

        Assert.Empty(await keys.ListAsync(Token));
    }

    [Fact]
    public async Task Create_BadLifetimeNoteOrApproverWithRoles_IsRefused()
    {
        var keys = Keys();
        foreach (var request in new[]
        {
            Alice with { Lifetime = TimeSpan.Zero },
            Alice with { Lifetime = TimeSpan.FromDays(-1) },
            Alice with { Lifetime = TimeSpan.MaxValue },
            Alice with { Note = "two\nlines" },
            Alice with { Note = new string('n', 201) },
            Alice with { Kind = ApiKeyKind.Approver },
        })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await keys.CreateAsync(request, Token));
        }
    }

    [Fact]
    public async Task ManyStores_AtOnce_KeepEveryKey()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => Keys()).ToList();

        var issued = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(async () => await stores[number % 4].CreateAsync(Alice, Token), Token)));

        Assert.Equal(40, (await stores[0].ListAsync(Token)).Count);
        foreach (var key in issued)
        {
            Assert.NotNull(await stores[1].VerifyAsync(key.Text, ApiKeyKind.Agent, Token));
        }
    }

    private ApiKeys Keys() => new(Open().ApiKeys, Clock);
}

public sealed class SqliteApiKeyTests() : ApiKeyTests(new SqliteTestDatabase());

public sealed class PostgresApiKeyTests() : ApiKeyTests(new PostgresTestDatabase());
