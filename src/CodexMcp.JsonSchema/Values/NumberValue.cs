using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>A number of a schema, kept for comparing with the numbers of values.</summary>
internal sealed class NumberValue
{
    private readonly byte[] _raw;
    private readonly bool _isLong;
    private readonly long _long;

    public NumberValue(in JsonElement number)
    {
        _raw = JsonMarshal.GetRawUtf8Value(number).ToArray();
        _isLong = JsonNumber.TryInteger(_raw, out _long);
    }

    public ReadOnlySpan<byte> Raw => _raw;

    public string Text => CodexMcp.JsonSchema.Text.Printable(Encoding.UTF8.GetString(_raw), 80);

    /// <summary>How a value's number compares with this one: below, at or above zero.</summary>
    public int CompareFrom(in JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (_isLong && JsonNumber.TryInteger(raw, out var integer))
        {
            return integer.CompareTo(_long);
        }

        return Compare(raw, _raw);
    }

    /// <summary>Compares two numbers by their raw text.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> leftBuffer = left.Length <= JsonNumber.StackSize ? stackalloc byte[JsonNumber.StackSize] : new byte[left.Length];
        Span<byte> rightBuffer = right.Length <= JsonNumber.StackSize ? stackalloc byte[JsonNumber.StackSize] : new byte[right.Length];
        return JsonNumber.Parse(left, leftBuffer).CompareTo(JsonNumber.Parse(right, rightBuffer));
    }
}
