using System.Text.Json;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.McpKind.Pins;

/// <summary>
/// What a running host has found changed at a server. It stands in the state folder, so that every process that shares the folder takes the same
/// definitions off its lists; it is gone when the server has gone back to what is pinned, or when an operator has pinned anew.
/// </summary>
public sealed class Quarantine
{
    private readonly Dictionary<(DefinitionKind Kind, string Key), string> reasons;

    private Quarantine(Dictionary<(DefinitionKind, string), string> reasons) => this.reasons = reasons;

    /// <summary>Nothing is quarantined.</summary>
    public static Quarantine None { get; } = new([]);

    /// <summary>How many definitions are.</summary>
    public int Count => reasons.Count;

    /// <summary>Makes one of differences.</summary>
    internal static Quarantine Of(IEnumerable<PinDifference> differences) =>
        new(differences.Where(static difference => difference.Change != PinChange.Added).ToDictionary(static difference => (difference.Kind, difference.Key), static difference => difference.Reason));

    /// <summary>Reads a file that <see cref="Save"/> wrote; one that can't be read holds nothing, since every call compares again.</summary>
    public static Quarantine Load(string path)
    {
        if (!File.Exists(path))
        {
            return None;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var reasons = new Dictionary<(DefinitionKind, string), string>();
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                if (Json.String(entry, "key") is { } key && Json.String(entry, "reason") is { } reason && Json.Int(entry, "kind") is { } kind)
                {
                    reasons[((DefinitionKind)kind, key)] = reason;
                }
            }

            return new(reasons);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return None;
        }
    }

    /// <summary>Writes the file whole, or takes it away when there is nothing to say.</summary>
    public void Save(string path)
    {
        if (Count == 0)
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var next = $"{path}.{Environment.ProcessId}.next";
        File.WriteAllBytes(next, Json.Bytes(reasons, static (writer, reasons) =>
        {
            writer.WriteStartArray();
            foreach (var ((kind, key), reason) in reasons)
            {
                writer.WriteStartObject();
                writer.WriteNumber("kind"u8, (int)kind);
                writer.WriteString("key"u8, key);
                writer.WriteString("reason"u8, reason);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }).ToArray());
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Whether two say the same.</summary>
    public bool IsSame(Quarantine other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return reasons.Count == other.reasons.Count && reasons.All(entry => other.reasons.TryGetValue(entry.Key, out var reason) && reason == entry.Value);
    }

    /// <summary>Why a definition is quarantined, or null.</summary>
    internal string? Find(DefinitionKind kind, string key) => reasons.GetValueOrDefault((kind, key));
}
