using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Core.Audit;

/// <summary>
/// What a chain claims to hold: one line of fixed size beside its records, overwritten in place after each batch, so that records cut
/// off the end are missed. <c>sum</c> is the SHA-256 of the bytes before it.
/// </summary>
/// <param name="File">The number of the file that holds the last record.</param>
/// <param name="Seq">The last record's number.</param>
/// <param name="Synced">The last record known to have survived an fsync.</param>
/// <param name="Closed">Whether the chain ended in good order.</param>
/// <param name="Hash">The last record's hash, lower-case hex.</param>
internal sealed record AuditHead(int File, long Seq, long Synced, bool Closed, string Hash)
{
    private const string Template = "{\"file\":\"0000000000\",\"seq\":\"0000000000000000000\",\"synced\":\"0000000000000000000\",\"state\":\"open__\",\"hash\":\"";
    private const string Middle = "\",\"sum\":\"";
    private const string End = "\"}\n";
    private const int FileAt = 9;
    private const int SeqAt = 28;
    private const int SyncedAt = 59;
    private const int StateAt = 89;
    private static readonly int HashAt = Template.Length;
    private static readonly int SumAt = Template.Length + 64 + Middle.Length;

    /// <summary>The size of a head file in bytes.</summary>
    public static readonly int Size = SumAt + 64 + End.Length;

    /// <summary>A new buffer with everything that never changes.</summary>
    public static byte[] NewBuffer() => Encoding.ASCII.GetBytes(Template + new string('0', 64) + Middle + new string('0', 64) + End);

    /// <summary>Fills the buffer; allocates nothing.</summary>
    public static void Render(Span<byte> buffer, int file, long seq, long synced, bool closed, ReadOnlySpan<byte> hashHex)
    {
        Number(file, buffer.Slice(FileAt, 10));
        Number(seq, buffer.Slice(SeqAt, 19));
        Number(synced, buffer.Slice(SyncedAt, 19));
        (closed ? "closed"u8 : "open__"u8).CopyTo(buffer[StateAt..]);
        hashHex.CopyTo(buffer[HashAt..]);
        Span<byte> sum = stackalloc byte[32];
        SHA256.HashData(buffer[..SumAt], sum);
        AuditHex.Write(sum, buffer[SumAt..]);
    }

    /// <summary>Reads a head, or null when any byte of it is wrong.</summary>
    public static AuditHead? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size || bytes.ContainsAnyExceptInRange((byte)0x0A, (byte)0x7E))
        {
            return null;
        }
        var closed = bytes.Slice(StateAt, 6).SequenceEqual("closed"u8);
        if (!TryNumber(bytes.Slice(FileAt, 10), out var file) || !TryNumber(bytes.Slice(SeqAt, 19), out var seq)
            || !TryNumber(bytes.Slice(SyncedAt, 19), out var synced) || file > int.MaxValue || !AuditHex.Is(bytes.Slice(HashAt, 64)))
        {
            return null;
        }
        var hash = bytes.Slice(HashAt, 64);
        var again = NewBuffer();
        Render(again, (int)file, seq, synced, closed, hash);
        return bytes.SequenceEqual(again) ? new AuditHead((int)file, seq, synced, closed, Encoding.ASCII.GetString(hash)) : null;
    }

    private static void Number(long value, Span<byte> destination)
    {
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            destination[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
