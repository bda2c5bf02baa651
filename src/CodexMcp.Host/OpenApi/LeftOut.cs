namespace CodexMcp.Host.OpenApi;

/// <summary>Parts of an operation that a manifest can't say.</summary>
internal static class LeftOut
{
    /// <summary>Whether a part of a request can take one more; when it can't, that is noted.</summary>
    /// <exception cref="NotExpressibleException">It must be there: then the operation can't be imported.</exception>
    public static bool HasRoom(int there, int most, bool required, string what, Action<string> note)
    {
        if (there < most)
        {
            return true;
        }

        Note(required, $"{what} (one of more than {most})", note);
        return false;
    }

    /// <summary>Notes one.</summary>
    /// <exception cref="NotExpressibleException">It must be there: then the operation can't be imported.</exception>
    public static void Note(bool required, string what, Action<string> note)
    {
        if (required)
        {
            throw new NotExpressibleException($"{what} has no form in a manifest");
        }

        note($"{what} has no form in a manifest and was left out");
    }
}
