using System.Collections.Concurrent;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Query;

/// <summary>
/// The texts that came out of the check lately. What was judged and rewritten is not rewritten again when it runs: it would get its row filters twice,
/// and those may name what the role can't. It is the text and the scope together that count, so it makes no difference who sends it.
/// </summary>
internal sealed class JudgedQueries
{
    private const int Most = 4_096;
    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> order = new();

    public void Add(RoleView view, string soql, string ofObject)
    {
        var key = Key(view, soql);
        if (known.TryAdd(key, ofObject))
        {
            order.Enqueue(key);
            if (known.Count > Most && order.TryDequeue(out var oldest))
            {
                known.TryRemove(oldest, out _);
            }
        }
    }

    /// <summary>The object that a judged query begins at; null for a text that was not judged.</summary>
    public string? ObjectOf(RoleView view, string soql) => known.GetValueOrDefault(Key(view, soql));

    private static string Key(RoleView view, string soql) => CallHash.Of($"{view.ScopeFingerprint}\n{view.Call.MaxRows}\n{soql}", 64);
}
