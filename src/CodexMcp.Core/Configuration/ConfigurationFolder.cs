namespace CodexMcp.Core.Configuration;

/// <summary>A folder of configuration files. Nothing outside it is ever opened: not through <c>..</c>, an absolute path, or a link.</summary>
public sealed class ConfigurationFolder
{
    /// <summary>The most bytes that one file may have.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    private readonly string real;

    private ConfigurationFolder(string root, string shown)
    {
        Root = root;
        Shown = shown;
        real = RealPath.Of(root);
    }

    /// <summary>The folder's full path.</summary>
    public string Root { get; }

    /// <summary>The folder as errors show it, e.g. <c>roles/sales</c>.</summary>
    public string Shown { get; }

    /// <summary>The folder's own name.</summary>
    public string Name => Path.GetFileName(Root);

    /// <summary>Opens a folder that an operator named.</summary>
    public static ConfigurationFolder Open(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return new(full, Path.GetFileName(full));
    }

    /// <summary>Gives the place of a file for an error about the whole file.</summary>
    public SourceLocation Start(string name) => new($"{Shown}/{name}", 1, 1);

    /// <summary>Gives the names of the folders in this one, in ordinal order, without hidden ones.</summary>
    public IReadOnlyList<string> Folders()
    {
        if (!Directory.Exists(Root))
        {
            return [];
        }

        var names = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories(Root))
        {
            var name = Path.GetFileName(folder);
            if (!name.StartsWith('.'))
            {
                names.Add(name);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Gives the folder of that name, or null when it does not exist or leads outside; <paramref name="name"/> is a checked name.</summary>
    public ConfigurationFolder? Folder(string name)
    {
        var path = Path.Combine(Root, name);
        return Directory.Exists(path) && IsInside(path) ? new(path, $"{Shown}/{name}") : null;
    }

    /// <summary>Whether the file is there; the name is checked as for <see cref="Read"/>.</summary>
    public bool Has(string name) => FileName.IsSafe(name) && File.Exists(Path.Combine(Root, name));

    /// <summary>Reads a file below this folder; null after noting why it can't be.</summary>
    /// <param name="name">Relative, with forward slashes.</param>
    /// <param name="at">Where the name is written.</param>
    /// <param name="errors">Takes the errors.</param>
    public byte[]? Read(string name, SourceLocation at, ConfigurationErrors errors)
    {
        if (!FileName.IsSafe(name))
        {
            errors.Add(
                at,
                $"'{ShownText.Escape(name)}' is not a file name that is allowed here.",
                "Use a path below this folder of letters, digits, '.', '_', '-' and '/', without '..'.");
            return null;
        }

        var path = Path.Combine(Root, name);
        if (!File.Exists(path))
        {
            errors.Add(at, $"The file {Shown}/{name} does not exist.", "Create it, or correct the name.");
            return null;
        }

        if (!IsInside(path))
        {
            errors.Add(at, $"The file {Shown}/{name} is a link to a place outside {Shown}.", "Put the file itself into the folder.");
            return null;
        }

        return ReadBounded(path, $"{Shown}/{name}", at, errors);
    }

    /// <summary>Reads a mounted secret that an operator named by its absolute path; null after noting why it can't be.</summary>
    public static byte[]? ReadSecret(string path, SourceLocation at, ConfigurationErrors errors) => ReadBounded(path, $"'{ShownText.Escape(path)}'", at, errors);

    /// <summary>Reads a file of at most <see cref="MaxFileBytes"/>; null after noting why it can't be.</summary>
    private static byte[]? ReadBounded(string path, string shown, SourceLocation at, ConfigurationErrors errors)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            var length = RandomAccess.GetLength(handle);
            if (length > MaxFileBytes)
            {
                errors.Add(at, $"The file {shown} has {length:N0} bytes; at most {MaxFileBytes:N0} are allowed.", "Make it smaller.");
                return null;
            }

            var bytes = new byte[length];
            var count = 0;
            while (count < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(count), count) is var read and > 0)
            {
                count += read;
            }

            return count == bytes.Length ? bytes : bytes[..count];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            errors.Add(at, $"The file {shown} can't be read.", "Check that it is a plain file and that this user may read it.");
            return null;
        }
    }

    private bool IsInside(string path) =>
        RealPath.Of(path).StartsWith(real + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>Which relative file names are allowed: an allowlist of characters, no empty or dotted part, no name that an operating system keeps.</summary>
internal static class FileName
{
    private static readonly string[] Reserved = ["con", "prn", "aux", "nul", "com", "lpt", "conin", "conout", "clock"];

    internal static bool IsSafe(string name)
    {
        if (name.Length is 0 or > 200 || !IsPlain(name))
        {
            return false;
        }

        foreach (var part in name.Split('/'))
        {
            if (part.Length is 0 or > 100 || part[0] == '.' || part[^1] == '.' || IsReserved(part))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlain(string name)
    {
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or '-' or '/'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsReserved(string part)
    {
        var stem = part.Split('.')[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return Reserved.Contains(stem, StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>Resolves links.</summary>
internal static class RealPath
{
    /// <summary>Gives the path with every link on the way followed; a part that does not exist stays as it is.</summary>
    internal static string Of(string path)
    {
        var rest = new Stack<string>(Parts(Path.GetFullPath(path)));
        var current = Path.GetPathRoot(Path.GetFullPath(path))!;
        for (var hops = 0; rest.Count > 0;)
        {
            var next = Path.Combine(current, rest.Pop());
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++hops > 40)
            {
                return Path.GetPathRoot(current)!;
            }

            var full = Path.GetFullPath(target, current);
            foreach (var part in Parts(full))
            {
                rest.Push(part);
            }

            current = Path.GetPathRoot(full)!;
        }

        return Path.TrimEndingDirectorySeparator(current);
    }

    // Last part first, so that pushing them in this order leaves the first on top.
    private static string[] Parts(string full)
    {
        var parts = full[Path.GetPathRoot(full)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        Array.Reverse(parts);
        return parts;
    }
}
