using CodexMcp.Core.Stores;

namespace CodexMcp.Core.Switches;

/// <summary>
/// What is switched off, as this process knows it: never older than a second when a call is judged by it, and read at most twice a second however many
/// calls there are. When it can't be read, whoever asks gets a <see cref="StoreUnavailableException"/>: nothing starts then. One per process.
/// </summary>
/// <param name="inUse">Whether there is a store that could hold a switch; must be cheap. Where none was ever made, nothing is off.</param>
/// <param name="store">Gives the store.</param>
/// <param name="time">The clock; its timestamps count, so a jump of the wall clock changes nothing.</param>
public sealed class SwitchBoard(Func<bool> inUse, Func<ISwitchStore> store, TimeProvider time)
{
    /// <summary>How old the knowledge may be that a call is judged by.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Renewal = Freshness / 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Known? known;
    private Task<Known>? reading;
    private int throws;

    /// <summary>Gives the switch that stops such a call, or null.</summary>
    /// <exception cref="StoreUnavailableException">It can't be found out.</exception>
    public ValueTask<Switch?> FindAsync(string role, string connector, string tool, string principal)
    {
        if (Volatile.Read(ref known) is { } current && time.GetElapsedTime(current.At) is var age && age < Freshness)
        {
            if (age >= Renewal)
            {
                _ = ReadAsync(); // for those that come later
            }

            return new(current.Find(role, connector, tool, principal));
        }

        return WaitAsync(role, connector, tool, principal);
    }

    /// <summary>Reads what is off when there is a store, so that the first call need not wait for it.</summary>
    public Task WarmAsync() => ReadAsync();

    /// <summary>Forgets what was read: the next call sees what was just changed by this process.</summary>
    public void Forget()
    {
        lock (gate)
        {
            throws++;
            known = null;
            reading = null;
        }
    }

    private async ValueTask<Switch?> WaitAsync(string role, string connector, string tool, string principal)
    {
        try
        {
            return (await ReadAsync().WaitAsync(Patience, time).ConfigureAwait(false)).Find(role, connector, tool, principal);
        }
        catch (TimeoutException exception)
        {
            throw new StoreUnavailableException($"The kill switches could not be read within {Patience.TotalSeconds:0} seconds. See that the store answers.", exception);
        }
    }

    private Task<Known> ReadAsync()
    {
        TaskCompletionSource<Known> mine;
        int seen;
        lock (gate)
        {
            if (reading is not null)
            {
                return reading;
            }

            mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
            reading = mine.Task;
            seen = throws;
        }

        _ = FillAsync(mine, seen);
        return mine.Task;
    }

    private async Task FillAsync(TaskCompletionSource<Known> mine, int seen)
    {
        var at = time.GetTimestamp(); // before the question: what is thrown meanwhile may be missing from the answer
        Known read;
        try
        {
            read = new Known(at, inUse() ? await store().ListAsync(CancellationToken.None).ConfigureAwait(false) : [], null);
        }
        catch (Exception exception)
        {
            read = new Known(at, [], exception as StoreUnavailableException ?? new StoreUnavailableException("The kill switches can't be read.", exception));
        }

        lock (gate)
        {
            if (seen == throws)
            {
                known = read;
                reading = null;
            }
        }

        mine.SetResult(read);
    }

    private sealed class Known
    {
        private readonly Dictionary<string, Switch>? off;
        private readonly StoreUnavailableException? fault;

        public Known(long at, IReadOnlyList<Switch> switches, StoreUnavailableException? fault)
        {
            At = at;
            this.fault = fault;
            if (switches.Count > 0)
            {
                off = new(switches.Count, StringComparer.OrdinalIgnoreCase);
                foreach (var one in switches)
                {
                    off[Key(one.Kind, one.Name)] = one;
                }
            }
        }

        public long At { get; }

        public Switch? Find(string role, string connector, string tool, string principal)
        {
            if (fault is not null)
            {
                throw new StoreUnavailableException(fault.Message, fault);
            }

            return off is null ? null
                : Get(SwitchKind.Role, role) ?? Get(SwitchKind.Connector, connector) ?? Get(SwitchKind.Tool, tool)
                    ?? Get(SwitchKind.Principal, principal) ?? Get(SwitchKind.Principal, Approvals.Person.Key(principal));
        }

        private Switch? Get(SwitchKind kind, string name) => off!.GetValueOrDefault(Key(kind, name));

        private static string Key(SwitchKind kind, string name) => $"{Switch.Word(kind)} {name}";
    }
}
