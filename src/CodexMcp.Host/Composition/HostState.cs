using CodexMcp.Core.Access;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Switches;
using CodexMcp.Storage;

namespace CodexMcp.Host.Composition;

/// <summary>
/// The state that outlives the process: API keys, approvals, kill switches, writes of unknown end. Also says whose votes count now. Neither the database nor
/// its libraries are loaded before something is asked of it.
/// </summary>
internal sealed class HostState(HostSettings settings, Func<string> folder, Func<Groups> groups, TimeProvider time) : IReviewers, IAsyncDisposable
{
    private readonly Lock gate = new();
    private StateStore? store;
    private SwitchBoard? switches;

    /// <summary>The store: PostgreSQL when the settings name one, else the file in the state folder.</summary>
    /// <exception cref="HostException">The settings can't be used.</exception>
    public StateStore Store
    {
        get
        {
            lock (gate)
            {
                return store ??= Open();
            }
        }
    }

    /// <summary>What a pipeline keeps here.</summary>
    public CallStores Calls => new(Store.Approvals, Store.Writes, Store.Kept, Store.Costs);

    /// <summary>The API keys.</summary>
    public ApiKeys Keys => new(Store.ApiKeys, time);

    /// <summary>What is switched off, as this process knows it. Where no store was ever made, none is opened for it.</summary>
    public SwitchBoard Switches
    {
        get
        {
            lock (gate)
            {
                return switches ??= new(() => MayHold, () => Store.Switches, time);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vote);
        return await IsGoodAsync(vote, cancellationToken).ConfigureAwait(false)
            ? [.. among.Where(group => groups().IsMember(group, vote.Approver)).Union(await LentAsync(vote, among, cancellationToken).ConfigureAwait(false), StringComparer.Ordinal)]
            : [];
    }

    private async ValueTask<bool> IsGoodAsync(Vote vote, CancellationToken cancellationToken)
    {
        if (vote.Credential.StartsWith(Approver.SignIn, StringComparison.Ordinal))
        {
            // A sign-in elsewhere is over when it has been used; what makes its holder an approver are the groups alone.
            return vote.Approver.StartsWith(vote.Credential + ":", StringComparison.Ordinal);
        }

        return (await Store.ApiKeys.FindAsync(vote.Credential, cancellationToken).ConfigureAwait(false))?.Key is { Kind: ApiKeyKind.Approver } key
            && key.IsValidAt(time.GetUtcNow())
            && string.Equals(key.Principal, vote.Approver, StringComparison.Ordinal);
    }

    /// <summary>The groups of the person whose place was taken, while that is still so and while that person could still decide.</summary>
    private async ValueTask<IEnumerable<string>> LentAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken) =>
        vote.OnBehalfOf is { } other
        && (await Store.Delegations.ListAsync(cancellationToken).ConfigureAwait(false)).Any(made => made.From == other && made.To == vote.Approver && made.HoldsAt(time.GetUtcNow()))
        && await CanDecideAsync(other, cancellationToken).ConfigureAwait(false)
            ? among.Where(group => groups().IsMember(group, other))
            : [];

    private async ValueTask<bool> CanDecideAsync(string person, CancellationToken cancellationToken) =>
        person.StartsWith(Approver.SignIn, StringComparison.Ordinal)
        || (await Store.ApiKeys.ListAsync(cancellationToken).ConfigureAwait(false))
            .Any(key => key.Kind == ApiKeyKind.Approver && key.IsValidAt(time.GetUtcNow()) && string.Equals(key.Principal, person, StringComparison.Ordinal));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store?.DisposeAsync() ?? default;

    /// <summary>Whether there is a store that could hold anything; asking opens none.</summary>
    public bool MayHold => Volatile.Read(ref store) is { } made
        ? made.MayHold
        : settings.Store is not null || File.Exists(Path.Combine(settings.RequireState(), StateStore.FileName));

    private StateStore Open()
    {
        if (settings.Store is not { } connection)
        {
            return StateStore.Sqlite(folder(), time);
        }

        try
        {
            return StateStore.Postgres(connection, time);
        }
        catch (ArgumentException exception)
        {
            throw new HostException(ExitCodes.Configuration, exception.Message, $"It stands in {HostSettings.StoreVariable}.");
        }
    }
}
