namespace CodexMcp.JsonSchema;

/// <summary>A finished set of code points: a bitmap for ASCII, a search for the rest.</summary>
internal sealed class CodePointSet
{
    // Two words, and no UInt128: its operators are not compiled ahead, and a start would wait for them.
    private readonly ulong _low;
    private readonly ulong _high;
    private readonly CodePoints _points;

    public CodePointSet(CodePoints points)
    {
        // A normalized copy, so that threads can search it.
        _points = new CodePoints().Add(points).Normalize();
        for (var c = 0; c < 64; c++)
        {
            _low |= _points.Contains(c) ? 1UL << c : 0;
            _high |= _points.Contains(c + 64) ? 1UL << c : 0;
        }
    }

    public bool Contains(int codePoint) => codePoint switch
    {
        < 64 => (_low >> codePoint & 1) != 0,
        < 128 => (_high >> (codePoint - 64) & 1) != 0,
        _ => _points.Contains(codePoint),
    };
}
