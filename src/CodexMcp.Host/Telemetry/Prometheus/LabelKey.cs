using System.Diagnostics.CodeAnalysis;

namespace CodexMcp.Host.Telemetry.Prometheus;

/// <summary>The tags of a measurement, in the order in which they came.</summary>
internal readonly record struct LabelKey(KeyValuePair<string, object?>[] Tags);

/// <summary>Compares tags without making a key of them: every measurement looks for its series.</summary>
internal sealed class LabelKeyComparer : IEqualityComparer<LabelKey>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, LabelKey>
{
    public static LabelKeyComparer Instance { get; } = new();

    public LabelKey Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate.ToArray());

    public bool Equals(LabelKey x, LabelKey y) => Equals(x.Tags, y);

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, LabelKey other)
    {
        if (alternate.Length != other.Tags.Length)
        {
            return false;
        }

        for (var i = 0; i < alternate.Length; i++)
        {
            if (alternate[i].Key != other.Tags[i].Key || !Equals(alternate[i].Value, other.Tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode([DisallowNull] LabelKey obj) => GetHashCode(obj.Tags);

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = default(HashCode);
        foreach (var tag in alternate)
        {
            hash.Add(tag.Value?.GetHashCode() ?? 0);
        }

        return hash.ToHashCode();
    }
}
