using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>A file of the account.</summary>
internal sealed record StoredFile(long Id, string Name, string Extension, string Folder, string Access, ReadOnlyMemory<byte> Content, DateTimeOffset CreatedAt)
{
    /// <summary>Where it is, with its name.</summary>
    public string Path => $"{Folder.TrimEnd('/')}/{Name}.{Extension}";

    /// <summary>IMG, DOCUMENT or OTHER.</summary>
    public string Type => Extension switch { "png" or "jpg" or "jpeg" or "gif" or "svg" => "IMG", "pdf" or "txt" or "csv" or "docx" or "xlsx" or "md" => "DOCUMENT", _ => "OTHER" };
}

/// <summary>The files of the account, and the signed links to them. Used under the store's lock.</summary>
internal sealed class FileBook
{
    private readonly SortedDictionary<long, StoredFile> _files = [];
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly long _hubId;
    private long _next = 95_001;

    /// <summary>Begins with three small files.</summary>
    public FileBook(long hubId, DateTimeOffset now)
    {
        _hubId = hubId;
        var made = now.AddDays(-90);
        Add("lumen-price-list", "csv", "/sales", "PRIVATE", Encoding.UTF8.GetBytes("code,name,list_price\nLUM-TEAM,Lumen Team,720\nLUM-ENT,Lumen Enterprise,960\n"), made);
        Add("security-overview", "txt", "/sales", "PRIVATE", Encoding.UTF8.GetBytes("Larkspur Demo: synthetic security overview for the sandbox.\n"), made);
        Add("quarterly-review-template", "md", "/success", "PUBLIC_NOT_INDEXABLE", Encoding.UTF8.GetBytes("# Quarterly review\n\n- Usage\n- Open questions\n- Roadmap\n"), made);
    }

    /// <summary>Every file, by number.</summary>
    public IEnumerable<StoredFile> All => _files.Values;

    /// <summary>A file by its number.</summary>
    /// <exception cref="HubSpotError">There is none.</exception>
    public StoredFile Get(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && _files.TryGetValue(number, out var file)
        ? file
        : throw HubSpotError.NotFound($"File {id} not found");

    /// <summary>Keeps a file; a name that is taken in its folder gets a number.</summary>
    public StoredFile Add(string name, string extension, string folder, string access, ReadOnlyMemory<byte> content, DateTimeOffset now)
    {
        _folders.Add(folder);
        var free = name;
        for (var i = 1; _files.Values.Any(file => file.Folder == folder && file.Name == free && file.Extension == extension); i++)
        {
            free = $"{name}-{i}";
        }

        var id = _next++;
        // A copy: the request's body is not ours to keep.
        return _files[id] = new StoredFile(id, free, extension, folder, access, content.ToArray(), now);
    }

    /// <summary>Makes a folder; returns its number.</summary>
    public long AddFolder(string path)
    {
        _folders.Add(path);
        return _next++;
    }

    /// <summary>Deletes a file.</summary>
    public void Remove(StoredFile file) => _files.Remove(file.Id);

    /// <summary>The path and query of a link that opens a file until a moment.</summary>
    public string Link(StoredFile file, DateTimeOffset until)
    {
        var seconds = until.ToUnixTimeSeconds();
        return $"/hubfs/{_hubId}/{file.Id}/{Uri.EscapeDataString($"{file.Name}.{file.Extension}")}?Expires={seconds}&Signature={Sign(file.Id, seconds)}";
    }

    /// <summary>Opens a link.</summary>
    /// <exception cref="HubSpotError">403 for a wrong or an old one.</exception>
    public StoredFile Open(string[] path, string query, DateTimeOffset now)
    {
        var pairs = HubSpotCall.Split(query);
        var file = path.Length == 4 && path[1] == $"{_hubId}" ? Get(path[2]) : throw HubSpotError.NotFound();
        return long.TryParse(pairs.Find(pair => pair.Key == "Expires").Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds > now.ToUnixTimeSeconds() && TokenStore.Same(pairs.Find(pair => pair.Key == "Signature").Value, Sign(file.Id, seconds))
                ? file
                : throw new HubSpotError(403, "ACCESS_DENIED", "The link is wrong or has expired");
    }

    private string Sign(long file, long seconds) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"{file}:{seconds}")));
}
