namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The aggregates that SQLite does not have.</summary>
internal static partial class AggregateFunctions
{
    private const int MaxItems = 5_000_000;

    public static void Register(FunctionHost host)
    {
        host.Aggregate("sf_percentile", 3, () => new Percentile(), (s, a) => s.Add(a), s => s.Result());
        host.Aggregate("sf_spread", 3, () => new Moments(), (s, a) => s.Add(a), s => Spread(s.Count, s.Squares, s.Population, s.Root));
        host.Scalar("sf_spread_of", 5, a => a.IsNull(1)
            ? null
            : Spread(a.Long(0), Math.Max(0, a.Real(2) - (a.Real(1) * a.Real(1) / a.Long(0))), a.Flag(3), a.Flag(4)));
        host.Aggregate("sf_pairs", 3, () => new Pairs(), (s, a) => s.Add(a), s => s.Result());
        host.Aggregate("sf_mode", 1, () => new Dictionary<object, (long Count, int First)>(), Count, s => s.Count == 0 ? null : s.MaxBy(p => (p.Value.Count, -p.Value.First)).Key);
        host.Aggregate("sf_by", 3, () => new Best(), (s, a) => s.Add(a), s => s.Value);
        host.Aggregate("sf_wsum", 1, () => new WideSum(), (s, a) => s.Add(a[0]), s => s.Total is { } total ? (object)total : null);
        host.Aggregate("sf_listagg", -1, () => new Listing(), (s, a) => s.Add(a), s => s.Join());
        host.Aggregate("sf_array_agg", -1, () => new Listing(), (s, a) => s.Add(a), s => "[" + string.Join(",", s.Values()) + "]");
    }

    private static void Count(Dictionary<object, (long Count, int First)> state, FunctionArguments a)
    {
        if (a[0] is { } value)
        {
            state[value] = state.TryGetValue(value, out var seen) ? (seen.Count + 1, seen.First) : (1, state.Count);
        }
    }

    private static object? Spread(long count, double squares, bool population, bool root)
    {
        if (count == 0 || (count == 1 && !population))
        {
            return null;
        }

        var variance = squares / (population ? count : count - 1);
        return root ? Math.Sqrt(variance) : variance;
    }

    private sealed class Percentile
    {
        private readonly List<double> _values = [];
        private double _share;
        private bool _discrete;

        public void Add(FunctionArguments a)
        {
            (_share, _discrete) = (a.Real(1), a.Flag(2));
            if (!a.IsNull(0))
            {
                _values.Add(_values.Count < MaxItems ? a.Real(0) : throw SnowflakeException.TooComplex());
            }
        }

        public object? Result()
        {
            if (_values.Count == 0)
            {
                return null;
            }

            if (_share is < 0 or > 1)
            {
                throw new SnowflakeException("001081", "22023", "Percentile must be between 0 and 1.");
            }

            _values.Sort();
            if (_discrete)
            {
                return _values[Math.Clamp((int)Math.Ceiling(_share * _values.Count) - 1, 0, _values.Count - 1)];
            }

            var at = _share * (_values.Count - 1);
            var low = (int)Math.Floor(at);
            var high = (int)Math.Ceiling(at);
            return _values[low] + ((_values[high] - _values[low]) * (at - low));
        }
    }

    /// <summary>Welford's running variance.</summary>
    private sealed class Moments
    {
        private double _mean;

        public long Count { get; private set; }

        public double Squares { get; private set; }

        public bool Population { get; private set; }

        public bool Root { get; private set; }

        public void Add(FunctionArguments a)
        {
            (Population, Root) = (a.Flag(1), a.Flag(2));
            if (a.IsNull(0))
            {
                return;
            }

            Count++;
            var delta = a.Real(0) - _mean;
            _mean += delta / Count;
            Squares += delta * (a.Real(0) - _mean);
        }
    }

    private sealed class Pairs
    {
        private readonly List<(double X, double Y)> _pairs = [];
        private string _name = "";

        public void Add(FunctionArguments a)
        {
            _name = a.Text(0);
            if (!a.IsNull(1) && !a.IsNull(2))
            {
                _pairs.Add(_pairs.Count < MaxItems ? (a.Real(1), a.Real(2)) : throw SnowflakeException.TooComplex());
            }
        }

        public object? Result()
        {
            var n = _pairs.Count;
            if (n == 0 || (n == 1 && _name != "COVAR_POP"))
            {
                return null;
            }

            var (meanX, meanY) = (_pairs.Average(p => p.X), _pairs.Average(p => p.Y));
            var together = _pairs.Sum(p => (p.X - meanX) * (p.Y - meanY));
            var (x, y) = (_pairs.Sum(p => (p.X - meanX) * (p.X - meanX)), _pairs.Sum(p => (p.Y - meanY) * (p.Y - meanY)));
            return _name switch
            {
                "CORR" => x == 0 || y == 0 ? null : together / Math.Sqrt(x * y),
                "COVAR_POP" => together / n,
                _ => together / (n - 1),
            };
        }
    }

    private sealed class Best
    {
        private object? _key;

        public object? Value { get; private set; }

        public void Add(FunctionArguments a)
        {
            if (a[1] is { } key && (_key is null || ValueOrder.Compare(key, _key) * a.Int(2) > 0))
            {
                (_key, Value) = (key, a[0]);
            }
        }
    }
}
