using System.Diagnostics.CodeAnalysis;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>Record ids: 15 characters where case matters, or 18 where the last three repeat the case of the others.</summary>
internal static class SalesforceId
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /// <summary>Gives the id with 18 characters. An id of 15 gets its three; an id of 18 with wrong ones is refused: its case was changed on the way, and it may name another record.</summary>
    public static bool TryNormalise(string? id, [NotNullWhen(true)] out string? id18)
    {
        id18 = null;
        if (id is not { Length: 15 or 18 })
        {
            return false;
        }

        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        Span<char> text = stackalloc char[18];
        id.AsSpan(0, 15).CopyTo(text);
        for (var block = 0; block < 3; block++)
        {
            var bits = 0;
            for (var i = 0; i < 5; i++)
            {
                bits |= char.IsAsciiLetterUpper(text[(block * 5) + i]) ? 1 << i : 0;
            }

            text[15 + block] = Letters[bits];
        }

        // The last three may come in lower case; they still have to say the same.
        if (id.Length == 18 && !id.AsSpan(15).Equals(text[15..], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        id18 = new string(text);
        return true;
    }

    /// <summary>Checks that an id can be one of this object's.</summary>
    /// <returns>Null with the id in 18 characters, or what is wrong.</returns>
    public static ScopeProblem? Check(ScopedObject target, string? id, out string id18)
    {
        id18 = "";
        if (!TryNormalise(id, out var normal))
        {
            return new ScopeProblem(
                $"'{Soql.SoqlProblem.Quote(id ?? "")}' is no record id.",
                "Give the 15 or 18 letters and digits exactly as a query returned them.");
        }

        if (target.KeyPrefix is { } prefix && !normal.StartsWith(prefix, StringComparison.Ordinal))
        {
            return new ScopeProblem(
                $"{normal} is no id of {target.Name}: those begin with {prefix}.",
                $"Give the id of a record of {target.Name}, or call the tool for the object that the id belongs to.");
        }

        id18 = normal;
        return null;
    }
}
