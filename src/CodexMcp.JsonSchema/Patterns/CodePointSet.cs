namespace CodexMcp.JsonSchema;

/// <summary>A finished set of code points: a bitmap for ASCII, a search for the rest.</summary>
internal sealed class CodePointSet
{
    private readonly UInt128 _ascii;
    private readonly CodePoints _points;

    public CodePointSet(CodePoints points)
    {
        // A normalized copy, so that threads can search it.
        _points = new CodePoints().Add(points).Normalize();
        for (var c = 0; c < 128; c++)
        {
            _ascii |= _points.Contains(c) ? UInt128.One << c : 0;
        }
    }

    public bool Contains(int codePoint) => codePoint < 128 ? (_ascii >> codePoint & 1) != 0 : _points.Contains(codePoint);
}
