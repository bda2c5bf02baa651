namespace CodexMcp.Sandbox;

/// <summary>Reproducible noise: a value depends on its seed and its place only, not on the order in which it is asked for.</summary>
internal static class Prng
{
    /// <summary>SplitMix64's finisher over the mixed arguments.</summary>
    public static ulong Hash(int seed, long a, long b = 0, long c = 0)
    {
        var z = ((ulong)seed * 0x9E3779B97F4A7C15) ^ ((ulong)a * 0xBF58476D1CE4E5B9) ^ ((ulong)b * 0x94D049BB133111EB) ^ ((ulong)c * 0xD6E8FEB86659FD93);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below 1.</summary>
    public static double Unit(int seed, long a, long b = 0, long c = 0) => (Hash(seed, a, b, c) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Around 1, at most <paramref name="spread"/> away.</summary>
    public static double Near(double spread, int seed, long a, long b = 0, long c = 0) => 1 + (spread * ((2 * Unit(seed, a, b, c)) - 1));

    public static T Pick<T>(IReadOnlyList<(T Value, double Share)> choices, double unit)
    {
        foreach (var (value, share) in choices)
        {
            if ((unit -= share) < 0)
            {
                return value;
            }
        }

        return choices[^1].Value;
    }
}
