using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace CodexMcp.Core.Audit;

/// <summary>
/// The bytes of one record: <c>{"seq":N,"time":"…",</c> members <c>,"prev":"H","hash":"H"}</c>. The hash is SHA-256 over
/// everything before <c>,"hash"</c>; both hashes are 64 lower-case hex digits.
/// </summary>
internal static class AuditLine
{
    /// <summary>Bytes that a record has besides its members, newline included, at most.</summary>
    public const int MaxOverhead = 8 + 20 + 10 + 27 + 2 + TailLength + 1;

    /// <summary>The bytes from <c>,"prev"</c> to the closing brace.</summary>
    public const int TailLength = 9 + 64 + HashPartLength;

    private const int TimeLength = 27;
    private const int HashPartLength = 10 + 64 + 2;

    /// <summary>The <c>prev</c> of a chain's first record.</summary>
    public static ReadOnlySpan<byte> Zeros => "0000000000000000000000000000000000000000000000000000000000000000"u8;

    /// <summary>Writes a line with its newline, and the new hash over <paramref name="chain"/>; gives the bytes written.</summary>
    public static int Write(Span<byte> destination, long seq, DateTimeOffset time, ReadOnlySpan<byte> members, Span<byte> chain)
    {
        var at = Copy("{\"seq\":"u8, destination, 0);
        seq.TryFormat(destination[at..], out var digits, default, CultureInfo.InvariantCulture);
        at = Copy(",\"time\":\""u8, destination, at + digits);
        // "O" is 2026-11-21T03:30:15.1234567Z: microseconds are its first 26 characters.
        Utf8Formatter.TryFormat(time.UtcDateTime, destination[at..], out _, new System.Buffers.StandardFormat('O'));
        destination[at + TimeLength - 1] = (byte)'Z';
        at = Copy("\","u8, destination, at + TimeLength);
        at = Copy(members, destination, at);
        at = Copy(",\"prev\":\""u8, destination, at);
        at = Copy(chain, destination, at);
        destination[at++] = (byte)'"';
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(destination[..at], hash);
        AuditHex.Write(hash, chain);
        at = Copy(",\"hash\":\""u8, destination, at);
        at = Copy(chain, destination, at);
        return Copy("\"}\n"u8, destination, at);
    }

    /// <summary>Reads a line without its newline; null when it is whole and its hash is right, else what is wrong.</summary>
    public static string? Read(ReadOnlySpan<byte> line, out AuditLineParts parts)
    {
        parts = default;
        if (line.Length < 7 + 1 + 9 + TimeLength + 2 + TailLength || !line.StartsWith("{\"seq\":"u8))
        {
            return "is not an audit record";
        }
        if (!Utf8Parser.TryParse(line[7..], out long seq, out var digits) || seq < 1 || line[7] is (byte)'0' or (byte)'+')
        {
            return "has no sequence number";
        }
        var tail = line[^TailLength..];
        if (!tail.StartsWith(",\"prev\":\""u8) || !tail.EndsWith("\"}"u8) || !tail[73..].StartsWith("\",\"hash\":\""u8)
            || !AuditHex.Is(tail.Slice(9, 64)) || !AuditHex.Is(tail.Slice(83, 64)))
        {
            return "does not end with prev and hash";
        }
        Span<byte> hash = stackalloc byte[32];
        Span<byte> hex = stackalloc byte[64];
        SHA256.HashData(line[..^(TailLength - 74)], hash);
        AuditHex.Write(hash, hex);
        if (!hex.SequenceEqual(tail.Slice(83, 64)))
        {
            return "has been edited: its hash does not fit its content";
        }
        parts = new AuditLineParts { Seq = seq, Members = line[(7 + digits)..^TailLength], Prev = tail.Slice(9, 64), Hash = tail.Slice(83, 64) };
        return null;
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> destination, int at)
    {
        source.CopyTo(destination[at..]);
        return at + source.Length;
    }
}

/// <summary>What the chain needs of a line; valid as long as the line's buffer.</summary>
internal ref struct AuditLineParts
{
    /// <summary>The sequence number.</summary>
    public long Seq;

    /// <summary>The members between <c>seq</c> and <c>prev</c>, from <c>,"time"</c> on.</summary>
    public ReadOnlySpan<byte> Members;

    /// <summary>The hash of the record before.</summary>
    public ReadOnlySpan<byte> Prev;

    /// <summary>This record's hash.</summary>
    public ReadOnlySpan<byte> Hash;

    /// <summary>When the record was written, as it stands there; or empty.</summary>
    public readonly ReadOnlySpan<byte> Time => Members.Length >= 9 + 27 ? Members.Slice(9, 27) : default;

    /// <summary>The event's name, or empty.</summary>
    public readonly ReadOnlySpan<byte> Event
    {
        get
        {
            const int At = 9 + 27 + 2; // ,"time":"…",
            if (Members.Length < At || !Members[At..].StartsWith("\"event\":\""u8))
            {
                return default;
            }
            var rest = Members[(At + 9)..];
            var end = rest.IndexOf((byte)'"');
            return end < 0 ? default : rest[..end];
        }
    }
}
