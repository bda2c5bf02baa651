using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <content>Sums of wide numbers and lists of values.</content>
internal static partial class AggregateFunctions
{
    private sealed class WideSum
    {
        public WideNumber? Total { get; private set; }

        public void Add(object? value)
        {
            var number = value switch
            {
                null => (WideNumber?)null,
                long whole => new WideNumber(whole, 0),
                _ => WideNumber.Parse(value.ToString()!),
            };
            Total = number is null ? Total : Total is null ? number : Total.Value + number.Value;
        }
    }

    /// <summary>LISTAGG and ARRAY_AGG: value, separator, distinct, then pairs of key and flags (1 descending, 2 nulls first).</summary>
    private sealed class Listing
    {
        private readonly List<(string Value, object?[] Keys)> _items = [];
        private string _separator = "";
        private bool _distinct;
        private int[] _flags = [];
        private long _length;

        public void Add(FunctionArguments a)
        {
            _separator = a.IsNull(1) ? "" : a.Text(1);
            _distinct = a.Flag(2);
            if (a.IsNull(0))
            {
                return;
            }

            var keys = new object?[(a.Count - 3) / 2];
            if (_items.Count == 0)
            {
                _flags = new int[keys.Length];
            }

            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = a[3 + (2 * i)];
                _flags[i] = a.Int(4 + (2 * i));
            }

            var value = a.Text(0);
            _length += value.Length + _separator.Length;
            if (_length > SqlType.MaxText)
            {
                throw new SnowflakeException("100078", "22000", "String is too long and would be truncated");
            }

            _items.Add((value, keys));
        }

        public IEnumerable<string> Values()
        {
            // A stable sort: rows without a key keep their order.
            var sorted = _items.Order(Comparer<(string Value, object?[] Keys)>.Create((x, y) =>
            {
                for (var i = 0; i < _flags.Length; i++)
                {
                    var order = Compare(x.Keys[i], y.Keys[i], _flags[i]);
                    if (order != 0)
                    {
                        return order;
                    }
                }

                return 0;
            })).Select(item => item.Value);
            return _distinct ? sorted.Distinct(StringComparer.Ordinal) : sorted;
        }

        public string Join() => new StringBuilder().AppendJoin(_separator, Values()).ToString();

        private static int Compare(object? x, object? y, int flags)
        {
            if (x is null || y is null)
            {
                return x is null && y is null ? 0 : (x is null) == ((flags & 2) != 0) ? -1 : 1;
            }

            var order = ValueOrder.Compare(x, y);
            return (flags & 1) != 0 ? -order : order;
        }
    }

    private static class ValueOrder
    {
        public static int Compare(object x, object y) => (x, y) switch
        {
            (string a, string b) => string.CompareOrdinal(a, b),
            (long a, long b) => a.CompareTo(b),
            (string, _) => 1,
            (_, string) => -1,
            _ => System.Convert.ToDouble(x, System.Globalization.CultureInfo.InvariantCulture)
                .CompareTo(System.Convert.ToDouble(y, System.Globalization.CultureInfo.InvariantCulture)),
        };
    }
}
