using System.Collections.Concurrent;
using System.Collections.Frozen;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Describe;

/// <summary>What the org has, by name and by the beginning of an id.</summary>
internal sealed record OrgObjects(FrozenDictionary<string, OrgObject> ByName, FrozenDictionary<string, string> ByPrefix)
{
    /// <summary>Whether the object's ids can be told by their beginning.</summary>
    public bool HasPrefix(string name) => ByPrefix.Values.Contains(name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>One line of the org's list of objects.</summary>
internal sealed record OrgObject(string Name, string Label, bool Queryable, bool Searchable, bool Createable, bool Updateable, bool Deletable);

/// <summary>
/// The org's descriptions, kept for a while. However many calls need one, it is asked for once; after that while the org is asked only whether it has
/// changed. An object is never described that the org's own list does not have.
/// </summary>
internal sealed class ObjectCatalog(SalesforceApi api, SalesforceSettings settings, TimeProvider time) : IObjectCatalog
{
    private const string List = "";
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All objects that the connector's user can see.</summary>
    public async ValueTask<OrgObjects> ObjectsAsync(CancellationToken cancellationToken) => (OrgObjects)await GetAsync(List, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ObjectDescription?> FindAsync(string objectName, CancellationToken cancellationToken) =>
        (await DetailsAsync(objectName, cancellationToken).ConfigureAwait(false))?.Description;

    /// <summary>All of one object's description; null when the org has none of that name.</summary>
    public async ValueTask<ObjectDetails?> DetailsAsync(string name, CancellationToken cancellationToken)
    {
        if (!DescriptionReader.IsName(name))
        {
            return null;
        }

        var objects = await ObjectsAsync(cancellationToken).ConfigureAwait(false);
        return objects.ByName.TryGetValue(name, out var found) ? (ObjectDetails)await GetAsync(found.Name, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>The description if it is at hand; for what can do without.</summary>
    public ObjectDetails? Peek(string name) => entries.TryGetValue(name, out var entry) && entry.Task.IsCompletedSuccessfully ? entry.Task.Result.Value as ObjectDetails : null;

    private async ValueTask<object> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(name, out var entry) || IsOld(entry))
        {
            var before = entry;
            var started = new Entry(before?.Task is { IsCompletedSuccessfully: true } done ? done.Result : null, time.GetUtcNow());
            entry = entries.AddOrUpdate(name, started, (_, there) => ReferenceEquals(there, before) ? started : there);
            if (ReferenceEquals(entry, started))
            {
                // Without the caller's token: others wait for the same answer.
                started.Start(LoadAsync(name, started));
            }
        }

        var task = entry.Task;
        return (task.IsCompletedSuccessfully ? task.Result : await task.WaitAsync(cancellationToken).ConfigureAwait(false)).Value;
    }

    private bool IsOld(Entry entry) => entry.Task.IsCompleted && (time.GetUtcNow() - entry.At).Duration() >= settings.DescribeAge;

    private async Task<Loaded> LoadAsync(string name, Entry entry)
    {
        await Task.Yield();
        try
        {
            var path = name.Length == 0 ? "sobjects" : $"sobjects/{name}/describe";
            using var answer = await api.SendAsync(ApiCall.Get(path) with { IfModifiedSince = entry.Before?.At, Timeout = TimeSpan.FromSeconds(30) }, CancellationToken.None).ConfigureAwait(false);
            if (answer.Status == 304 && entry.Before is { } before)
            {
                return before;
            }

            // The server's clock, a little earlier: what changes in the same second must not be missed.
            return new Loaded(name.Length == 0 ? ReadList(answer) : DescriptionReader.Read(answer.Root, name), answer.ServerTime?.AddSeconds(-2));
        }
        catch
        {
            entries.TryRemove(new KeyValuePair<string, Entry>(name, entry));
            throw;
        }
    }

    private static OrgObjects ReadList(ApiAnswer answer)
    {
        var byName = new Dictionary<string, OrgObject>(StringComparer.OrdinalIgnoreCase);
        var byPrefix = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in ApiJson.Items(answer.Root, "sobjects"))
        {
            if (ApiJson.Text(item, "name") is { } name && DescriptionReader.IsName(name))
            {
                byName[name] = new OrgObject(name, DescriptionReader.Label(item, name), ApiJson.Flag(item, "queryable"), ApiJson.Flag(item, "searchable"),
                    ApiJson.Flag(item, "createable"), ApiJson.Flag(item, "updateable"), ApiJson.Flag(item, "deletable"));
                if (DescriptionReader.Prefix(item) is { } prefix)
                {
                    byPrefix[prefix] = name;
                }
            }
        }

        return byName.Count == 0
            ? throw SalesforceErrors.BadAnswer("it lists no objects")
            : new OrgObjects(byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), byPrefix.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private sealed record Loaded(object Value, DateTimeOffset? At);

    /// <summary>What is asked for, and what was known before.</summary>
    private sealed class Entry(Loaded? before, DateTimeOffset at)
    {
        private readonly TaskCompletionSource<Loaded> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Loaded? Before => before;

        public DateTimeOffset At => at;

        public Task<Loaded> Task => source.Task;

        public void Start(Task<Loaded> loading) => _ = loading.ContinueWith(
            static (done, state) =>
            {
                var target = (TaskCompletionSource<Loaded>)state!;
                if (done.IsCompletedSuccessfully)
                {
                    target.SetResult(done.Result);
                }
                else
                {
                    target.SetException(done.Exception?.InnerException ?? new OperationCanceledException());
                    _ = target.Task.Exception;
                }
            },
            source,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
