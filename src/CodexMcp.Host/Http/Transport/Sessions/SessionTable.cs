using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Host.Telemetry;

namespace CodexMcp.Host.Http.Transport.Sessions;

/// <summary>
/// The sessions of older clients. One is found for the role and the principal it began with only: for everyone else it is as unknown
/// as one that never was.
/// </summary>
internal sealed class SessionTable : IDisposable
{
    private readonly ConcurrentDictionary<string, LegacySession> sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<LegacySession>> owners = new(StringComparer.Ordinal);
    private readonly EndedSessions ended = new();
    private readonly Lock gate = new();
    private readonly SessionSeal seal;
    private readonly HttpTransportOptions options;
    private readonly TimeProvider time;
    private readonly ITimer sweep;

    /// <summary>Creates the table; it looks after its sessions by itself.</summary>
    public SessionTable(HttpTransportOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        seal = new(options.SessionKey);
        var every = TimeSpan.FromSeconds(Math.Clamp(options.SessionIdle.TotalSeconds / 10, 1, 30));
        sweep = time.CreateTimer(static table => ((SessionTable)table!).Sweep(), this, every, every);
    }

    /// <summary>How many sessions there are.</summary>
    public int Count => sessions.Count;

    /// <summary>Begins a session; null when the principal has as many as it may, all of them busy.</summary>
    public LegacySession? Begin(SessionFacts facts)
    {
        var trimmed = SessionSeal.Trim(facts) with { Began = time.GetUtcNow().ToUnixTimeSeconds() };
        return Add(new(seal.Seal(trimmed), trimmed));
    }

    /// <summary>Finds a session, or rebuilds one that began on another replica; null when there is none for this role and principal.</summary>
    public LegacySession? Find(string id, string role, string principal)
    {
        if (!sessions.TryGetValue(id, out var session))
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            if (seal.Open(id) is not { } facts
                || facts.Role != role
                || facts.Principal != principal
                || now - facts.Began > options.SessionLifetime.TotalSeconds
                || ended.Contains(Key(id), facts.Began))
            {
                return null;
            }

            session = Add(new(id, facts));
        }

        if (session is null || session.Ended || session.Facts.Role != role || session.Facts.Principal != principal)
        {
            return null;
        }

        session.LastUse = time.GetTimestamp();
        return session;
    }

    /// <summary>Ends a session: from now on its id is unknown.</summary>
    public void End(LegacySession session)
    {
        lock (gate)
        {
            Remove(session);
        }

        session.End();
    }

    /// <summary>Ends all sessions, and what is under way in them.</summary>
    public void EndAll()
    {
        foreach (var session in sessions.Values)
        {
            session.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => sweep.Dispose();

    private LegacySession? Add(LegacySession session)
    {
        session.LastUse = time.GetTimestamp();
        List<LegacySession> over = [];
        lock (gate)
        {
            if (sessions.TryGetValue(session.Id, out var known))
            {
                return known;
            }

            if ((owners.TryGetValue(session.Facts.Principal, out var own) && own.Count >= options.MaxSessionsPerPrincipal && !MakeRoom(own, over))
                || (sessions.Count >= options.MaxSessions && !MakeRoom(owners.Values.MaxBy(set => set.Count)!, over)))
            {
                return null;
            }

            if (!owners.TryGetValue(session.Facts.Principal, out own))
            {
                owners.Add(session.Facts.Principal, own = []);
            }

            own.Add(session);
            sessions[session.Id] = session;
            HttpTelemetry.SessionChanged(session.Facts.Role, 1);
        }

        over.ForEach(static old => old.End());
        return session;
    }

    /// <summary>Takes out the resting session that was used longest ago.</summary>
    private bool MakeRoom(HashSet<LegacySession> some, List<LegacySession> over)
    {
        if (some.Where(session => !session.Busy).MinBy(session => session.LastUse) is not { } oldest)
        {
            return false;
        }

        Remove(oldest);
        over.Add(oldest);
        return true;
    }

    private void Remove(LegacySession session)
    {
        if (sessions.TryRemove(session.Id, out _))
        {
            HttpTelemetry.SessionChanged(session.Facts.Role, -1);
            ended.Add(Key(session.Id), session.Facts.Began);
            var own = owners[session.Facts.Principal];
            own.Remove(session);
            if (own.Count == 0)
            {
                owners.Remove(session.Facts.Principal);
            }
        }
    }

    private void Sweep()
    {
        ended.Forget(time.GetUtcNow().ToUnixTimeSeconds() - (long)options.SessionLifetime.TotalSeconds);
        foreach (var session in sessions.Values)
        {
            session.Expire(made => time.GetElapsedTime(made) > options.ReplayFor);
            if (!session.Busy && time.GetElapsedTime(session.LastUse) > options.SessionIdle)
            {
                End(session);
            }
        }
    }

    private static UInt128 Key(string id)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
