using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>Turns the chosen operations of a document into a manifest, and notes all that it can't say.</summary>
internal sealed class ManifestDraft
{
    /// <summary>What Codex keeps of a tool's name, with our own prefix.</summary>
    private const int LongestName = 48;
    private readonly List<(string Operation, string Note)> notes = [];

    private ManifestDraft()
    {
    }

    /// <summary>What was left out or changed, by operation; an empty name is the whole document.</summary>
    public IReadOnlyList<(string Operation, string Note)> Notes => notes;

    /// <summary>The manifest.</summary>
    public JsonObject Manifest { get; } = [];

    /// <summary>Operations that became no tool.</summary>
    public IReadOnlyCollection<string> Refused => refused;

    private readonly HashSet<string> refused = new(StringComparer.Ordinal);

    /// <summary>Writes the manifest.</summary>
    /// <exception cref="ImportException">There is no server to call, or no operation that a manifest can say.</exception>
    public static ManifestDraft Of(OpenApiDocument document, IReadOnlyList<ChosenOperation> operations, string name, string? server)
    {
        var draft = new ManifestDraft();
        draft.Write(document, operations, name, server);
        return draft;
    }

    private void Write(OpenApiDocument document, IReadOnlyList<ChosenOperation> operations, string name, string? server)
    {
        var address = server is not null ? new Uri(server.TrimEnd('/'))
            : ServerChoice.Find(document.Servers, note => notes.Add(("", note)))
            ?? throw new ImportException($"The document names no server that may be called.{string.Concat(notes.Select(static note => $" {note.Note}."))}", "Give the address with --server https://…");
        var (auth, left) = AuthChoice.Of(document, operations, note => notes.Add(("", note)));
        var hosts = new SortedSet<string>(StringComparer.Ordinal) { address.IdnHost.ToLowerInvariant() };
        hosts.UnionWith(auth.Hosts.Select(static host => host.ToLowerInvariant()));
        var tools = new JsonObject();
        foreach (var operation in operations)
        {
            if (left.TryGetValue(operation, out var why))
            {
                Refuse(operation, why);
                continue;
            }

            try
            {
                var tool = ToolDraft.Of(operation, note => notes.Add((operation.Id, note)));
                if (Other(operation, address) is { } own)
                {
                    tool["request"]!["base_url"] = own.AbsoluteUri.TrimEnd('/');
                    hosts.Add(own.IdnHost.ToLowerInvariant());
                }

                tools[ToolName(operation, name, tools)] = tool;
            }
            catch (NotExpressibleException exception)
            {
                Refuse(operation, exception.Message);
            }
        }

        if (tools.Count == 0)
        {
            throw new ImportException($"None of the operations has a form in a manifest.{string.Concat(notes.Take(10).Select(static note => $" {note.Operation}: {note.Note}."))}", "Choose other operations.");
        }

        Fill(document, name, address, auth, hosts, tools);
    }

    private void Fill(OpenApiDocument document, string name, Uri address, AuthChoice auth, SortedSet<string> hosts, JsonObject tools)
    {
        var title = SchemaWriter.Clean(document.Info?.Title, 100);
        var words = SchemaWriter.Clean(document.Info?.Description, 300);
        Manifest["connector"] = name;
        Manifest["kind"] = "http";
        Manifest["version"] = "1.0.0";
        Manifest["title"] = title.Length > 0 ? title : name;
        Manifest["description"] = words.Length > 0 ? words : $"{(title.Length > 0 ? title : name)} over its HTTP API.";
        Manifest["hosts"] = new JsonArray([.. hosts.Select(static host => JsonValue.Create(host))]);
        var settings = new JsonObject(auth.Settings.Select(setting => KeyValuePair.Create(setting, (JsonNode?)JsonValue.Create($"${{env:{name.ToUpperInvariant()}_{setting.ToUpperInvariant()}}}"))));
        Manifest["environments"] = new JsonObject { ["sandbox"] = new JsonObject { ["settings"] = new JsonObject() }, ["production"] = new JsonObject { ["settings"] = settings } };
        Manifest["base_url"] = address.AbsoluteUri.TrimEnd('/');
        Manifest["auth"] = auth.Auth;
        Manifest["errors"] = new JsonObject { ["code"] = new JsonArray("/error/code", "/code"), ["message"] = new JsonArray("/error/message", "/message", "/detail", "/title") };
        Manifest["tools"] = tools;
    }

    private Uri? Other(ChosenOperation operation, Uri address)
    {
        var servers = operation.Operation.Servers is { Count: > 0 } own ? own : operation.Item.Servers;
        if (servers is not { Count: > 0 })
        {
            return null;
        }

        var other = ServerChoice.Find(servers, note => notes.Add((operation.Id, note))) ?? throw new NotExpressibleException("its own server may not be called");
        return other == address ? null : other;
    }

    private static string ToolName(ChosenOperation operation, string connector, JsonObject tools)
    {
        var longest = LongestName - connector.Length - 1;
        var name = ArgumentSet.Snake(operation.Id, "operation", longest);
        // A number needs room.
        return ArgumentSet.Free(tools.ContainsKey(name) ? name[..Math.Min(name.Length, longest - 4)].TrimEnd('_') : name, tools.ContainsKey);
    }

    private void Refuse(ChosenOperation operation, string why)
    {
        refused.Add(operation.Id);
        notes.Add((operation.Id, $"not imported: {why}"));
    }
}
