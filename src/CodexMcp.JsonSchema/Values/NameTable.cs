using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>Finds names by their UTF-8 bytes, so that a value's property names need not become strings.</summary>
internal sealed class NameTable
{
    private readonly byte[][] _names;
    private readonly string[] _texts;
    private readonly int[] _hashes;
    private readonly int[] _slots;

    public NameTable(IReadOnlyList<string> names)
    {
        _texts = [.. names];
        _names = Array.ConvertAll(_texts, Encoding.UTF8.GetBytes);
        _hashes = Array.ConvertAll(_names, name => Hash(name));
        var size = 4;
        while (size < _names.Length * 2)
        {
            size *= 2;
        }

        _slots = new int[size];
        for (var i = 0; i < _names.Length; i++)
        {
            var slot = _hashes[i] & (size - 1);
            while (_slots[slot] != 0)
            {
                slot = slot + 1 & (size - 1);
            }

            _slots[slot] = i + 1;
        }
    }

    public int Count => _names.Length;

    public ReadOnlySpan<string> Texts => _texts;

    public ReadOnlySpan<byte> Utf8(int index) => _names[index];

    /// <summary>The index of a name that is still escaped as in JSON, or -1.</summary>
    public int Find(ReadOnlySpan<byte> raw)
    {
        if (_names.Length == 0)
        {
            return -1;
        }

        if (raw.Contains((byte)'\\'))
        {
            raw = JsonText.Unescape(raw);
        }

        var hash = Hash(raw);
        for (var slot = hash & (_slots.Length - 1); _slots[slot] != 0; slot = slot + 1 & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (_hashes[index] == hash && raw.SequenceEqual(_names[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        // Seeded for each process, so that nobody can prepare names that collide.
        var hash = new HashCode();
        hash.AddBytes(name);
        return hash.ToHashCode();
    }
}
