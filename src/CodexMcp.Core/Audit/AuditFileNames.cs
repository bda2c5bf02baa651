using System.Globalization;
using System.Security.Cryptography;

namespace CodexMcp.Core.Audit;

/// <summary>The names of a chain's files: <c>20261121T033015Z-0123456789abcdef</c> and <c>-0001.jsonl</c>, <c>.head</c> or <c>.lock</c>.</summary>
internal static class AuditFileNames
{
    public const string Extension = ".jsonl";
    private const int ChainLength = 16 + 1 + 16;

    public static string NewChain(DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return $"{stamp}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
    }

    public static string Records(string chain, int number) => string.Create(CultureInfo.InvariantCulture, $"{chain}-{number:D4}{Extension}");

    public static string Head(string chain) => chain + ".head";

    public static string Lock(string chain) => chain + ".lock";

    /// <summary>Reads the chain's name and, for a file of records, its number (0 for a head or a lock).</summary>
    public static bool TryParse(string name, out string chain, out int number)
    {
        number = 0;
        chain = name.Length > ChainLength ? name[..ChainLength] : "";
        if (!IsChain(chain))
        {
            return false;
        }
        var rest = name.AsSpan(ChainLength);
        if (rest is ".head" or ".lock")
        {
            return true;
        }
        return rest.StartsWith("-", StringComparison.Ordinal) && rest.EndsWith(Extension, StringComparison.Ordinal)
            && int.TryParse(rest[1..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number > 0 && name == Records(chain, number);
    }

    /// <summary>Whether the text is a chain's name, and so safe as a part of a file name.</summary>
    public static bool IsChain(ReadOnlySpan<char> text) =>
        text.Length == ChainLength && text[8] == 'T' && text[15] == 'Z' && text[16] == '-'
        && !text[..8].ContainsAnyExceptInRange('0', '9') && !text[9..15].ContainsAnyExceptInRange('0', '9')
        && !text[17..].ContainsAnyExcept("0123456789abcdef");
}
