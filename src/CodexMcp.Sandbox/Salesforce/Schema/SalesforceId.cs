namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Record ids: 15 case-sensitive characters, or 18 with a checksum of their case.</summary>
internal static class SalesforceId
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Checks = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private const string Pod = "5g00000";

    /// <summary>The 18 characters of an object's n-th record.</summary>
    public static string Create(string prefix, long number)
    {
        Span<char> tail = stackalloc char[5];
        for (var i = tail.Length - 1; i >= 0; i--)
        {
            tail[i] = Digits[(int)(number % Digits.Length)];
            number /= Digits.Length;
        }

        return WithChecksum(prefix + Pod + new string(tail));
    }

    /// <summary>The 18 characters of an id of 15 or 18, or null when it is none. A wrong checksum is no id.</summary>
    public static string? Normalize(string? id)
    {
        if (id is not { Length: 15 or 18 })
        {
            return null;
        }

        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return null;
            }
        }

        if (id.Length == 15)
        {
            return WithChecksum(id);
        }

        // The last three may come in any case: they tell the case of the others.
        var whole = WithChecksum(id[..15]);
        return string.Equals(whole, id, StringComparison.Ordinal) ? whole : Restored(id);
    }

    private static string WithChecksum(string id)
    {
        Span<char> check = stackalloc char[3];
        for (var block = 0; block < 3; block++)
        {
            var bits = 0;
            for (var i = 0; i < 5; i++)
            {
                bits |= char.IsAsciiLetterUpper(id[(block * 5) + i]) ? 1 << i : 0;
            }

            check[block] = Checks[bits];
        }

        return id + new string(check);
    }

    private static string? Restored(string id)
    {
        Span<char> whole = stackalloc char[15];
        for (var i = 0; i < 15; i++)
        {
            var bits = Checks.IndexOf(char.ToUpperInvariant(id[15 + (i / 5)]), StringComparison.Ordinal);
            if (bits < 0)
            {
                return null;
            }

            var upper = (bits & (1 << (i % 5))) != 0;
            if (upper && !char.IsAsciiLetter(id[i]))
            {
                return null;
            }

            whole[i] = upper ? char.ToUpperInvariant(id[i]) : char.ToLowerInvariant(id[i]);
        }

        return WithChecksum(new string(whole));
    }
}
