using System.Text.Json;
using CodexMcp.Core.Access;
using CodexMcp.Core.Approvals;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Http.Transport.Sessions;

namespace CodexMcp.Host.Console.SignIn;

/// <summary>
/// Sign-ins. The cookie is the sealed statement of who signed in and when, so any replica can read it and nobody can make one. Each request
/// asks anew whether the credential behind it is still good.
/// </summary>
internal sealed class ConsoleSessions(ConsoleKeys keys, ConsoleOptions options, IApiKeyStore store, ISignInGroups signIns, TimeProvider time)
{
    private const string Purpose = "session";
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private readonly EndedSessions ended = new();

    /// <summary>Begins a session with an id of its own: what a browser brought along before is worth nothing.</summary>
    public ConsoleSession Begin(Approver approver)
    {
        var now = time.GetUtcNow();
        ended.Forget((now - options.SessionLifetime).UtcTicks);
        return new(Guid.NewGuid(), approver, now, now);
    }

    /// <summary>The cookie's value.</summary>
    public string Seal(ConsoleSession session)
    {
        using var buffer = new PooledBuffer(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(session.Id);
            writer.WriteStringValue(session.Approver.Principal);
            writer.WriteStringValue(session.Approver.Credential);
            writer.WriteNumberValue(session.Began.UtcTicks);
            writer.WriteNumberValue(session.Seen.UtcTicks);
            writer.WriteEndArray();
        }

        return keys.Seal(Purpose, buffer.Written);
    }

    /// <summary>Gives the session of a cookie, when it goes on and its credential is still good; else null.</summary>
    /// <exception cref="Core.Stores.StoreUnavailableException">Nobody can say whether it is good: then it is not.</exception>
    public async ValueTask<ConsoleSession?> FindAsync(string? cookie, CancellationToken cancellationToken) =>
        cookie is not null && Open(cookie) is { } session && IsAlive(session) && await IsGoodAsync(session.Approver, cancellationToken).ConfigureAwait(false) ? session : null;

    /// <summary>Whether a session that goes on should get a new cookie, so that it does not end for lack of use.</summary>
    public bool ShouldRefresh(ConsoleSession session, out ConsoleSession refreshed)
    {
        refreshed = session with { Seen = time.GetUtcNow() };
        return refreshed.Seen - session.Seen >= Refresh;
    }

    /// <summary>Ends a session for good, whoever has its cookie.</summary>
    public void End(ConsoleSession session) => ended.Add(Number(session), session.Began.UtcTicks);

    /// <summary>Whether it has ended, by whatever clock or act.</summary>
    public bool IsAlive(ConsoleSession session)
    {
        var now = time.GetUtcNow();
        return now >= session.Began - Skew
            && now >= session.Seen - Skew
            && now - session.Began < options.SessionLifetime
            && now - session.Seen < options.SessionIdle
            && !ended.Contains(Number(session), session.Began.UtcTicks);
    }

    /// <summary>Whether the credential still makes this person an approver.</summary>
    public async ValueTask<bool> IsGoodAsync(Approver approver, CancellationToken cancellationToken)
    {
        if (approver.Credential.StartsWith(Approver.SignIn, StringComparison.Ordinal))
        {
            return signIns.MaySignIn(approver);
        }

        return await store.FindAsync(approver.Credential, cancellationToken).ConfigureAwait(false) is { Key: { Kind: ApiKeyKind.Approver } key }
            && key.IsValidAt(time.GetUtcNow())
            && string.Equals(key.Principal, approver.Principal, StringComparison.Ordinal);
    }

    private ConsoleSession? Open(string cookie)
    {
        if (keys.Open(Purpose, cookie) is not { } content)
        {
            return null;
        }

        using var document = JsonDocument.Parse(content);
        var said = document.RootElement;
        return new(
            said[0].GetGuid(),
            new(said[1].GetString()!, said[2].GetString()!),
            new(said[3].GetInt64(), TimeSpan.Zero),
            new(said[4].GetInt64(), TimeSpan.Zero));
    }

    private static UInt128 Number(ConsoleSession session)
    {
        Span<byte> bytes = stackalloc byte[16];
        session.Id.TryWriteBytes(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }
}

/// <summary>Who may use the console by a sign-in elsewhere, at this moment.</summary>
internal interface ISignInGroups
{
    /// <summary>Whether this person, signed in by that provider, is still let in.</summary>
    bool MaySignIn(Approver approver);
}
