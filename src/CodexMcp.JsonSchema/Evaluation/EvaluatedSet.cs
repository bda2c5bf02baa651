namespace CodexMcp.JsonSchema;

/// <summary>Which properties or items of one value some schema has looked at, by position. Reused: see the context's rent and return.</summary>
internal sealed class EvaluatedSet
{
    private bool _all;
    private ulong _first;
    private ulong[] _more = [];
    private int _used;

    public void Clear()
    {
        _all = false;
        _first = 0;
        Array.Clear(_more, 0, _used);
        _used = 0;
    }

    public void MarkAll() => _all = true;

    public void Mark(int position)
    {
        if (position < 64)
        {
            _first |= 1UL << position;
            return;
        }

        var word = (position >> 6) - 1;
        Reserve(word + 1);
        _more[word] |= 1UL << (position & 63);
    }

    public bool IsMarked(int position)
    {
        if (_all)
        {
            return true;
        }

        if (position < 64)
        {
            return (_first >> position & 1) != 0;
        }

        var word = (position >> 6) - 1;
        return word < _used && (_more[word] >> (position & 63) & 1) != 0;
    }

    public void Add(EvaluatedSet other)
    {
        _all |= other._all;
        _first |= other._first;
        Reserve(other._used);
        for (var i = 0; i < other._used; i++)
        {
            _more[i] |= other._more[i];
        }
    }

    private void Reserve(int words)
    {
        if (words > _more.Length)
        {
            Array.Resize(ref _more, Math.Max(words, _more.Length * 2));
        }

        _used = Math.Max(_used, words);
    }
}
