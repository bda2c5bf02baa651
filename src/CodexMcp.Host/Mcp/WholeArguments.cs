using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CodexMcp.Host.Mcp;

/// <summary>A call's arguments as the one object that they came as: the protocol's type wants a dictionary, the pipeline the object. Whoever looks into the dictionary has it made.</summary>
internal sealed class WholeArguments(JsonElement arguments) : IDictionary<string, JsonElement>
{
    private Dictionary<string, JsonElement>? members;

    /// <summary>The object; undefined when it has no members.</summary>
    public JsonElement Whole { get; } = arguments.EnumerateObject().MoveNext() ? arguments : default;

    /// <inheritdoc/>
    public ICollection<string> Keys => Members.Keys;

    /// <inheritdoc/>
    public ICollection<JsonElement> Values => Members.Values;

    /// <inheritdoc/>
    public int Count => Members.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => true;

    private Dictionary<string, JsonElement> Members => members ??= arguments.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value, StringComparer.Ordinal);

    /// <inheritdoc/>
    public JsonElement this[string key]
    {
        get => Members[key];
        set => throw Fixed();
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Members.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out JsonElement value) => Members.TryGetValue(key, out value);

    /// <inheritdoc/>
    public bool Contains(KeyValuePair<string, JsonElement> item) => ((ICollection<KeyValuePair<string, JsonElement>>)Members).Contains(item);

    /// <inheritdoc/>
    public void CopyTo(KeyValuePair<string, JsonElement>[] array, int arrayIndex) => ((ICollection<KeyValuePair<string, JsonElement>>)Members).CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => Members.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Add(string key, JsonElement value) => throw Fixed();

    /// <inheritdoc/>
    public void Add(KeyValuePair<string, JsonElement> item) => throw Fixed();

    /// <inheritdoc/>
    public void Clear() => throw Fixed();

    /// <inheritdoc/>
    public bool Remove(string key) => throw Fixed();

    /// <inheritdoc/>
    public bool Remove(KeyValuePair<string, JsonElement> item) => throw Fixed();

    private static NotSupportedException Fixed() => new("What a client has sent is not changed.");
}
