namespace CodexMcp.Core.Audit;

/// <summary>Lower-case hex as UTF-8 bytes, without a string between.</summary>
internal static class AuditHex
{
    public static void Write(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var digits = "0123456789abcdef"u8;
        for (var i = 0; i < bytes.Length; i++)
        {
            destination[2 * i] = digits[bytes[i] >> 4];
            destination[(2 * i) + 1] = digits[bytes[i] & 15];
        }
    }

    /// <summary>Whether all bytes are lower-case hex digits.</summary>
    public static bool Is(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept("0123456789abcdef"u8);
}
