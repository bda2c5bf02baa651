using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>A regular expression of ECMAScript that has been read.</summary>
internal sealed class EcmaPattern(PatternNode root)
{
    /// <summary>Above this many steps a linear program would need too much memory.</summary>
    private const long MaxSteps = 5_000;

    /// <summary>Whether it can be matched in linear time: no look-around, no back-reference, and not too large with its repetitions written out.</summary>
    public bool IsLinear { get; } = root.IsLinear && root.Size <= MaxSteps;

    /// <summary>How much memory it will take, in small units.</summary>
    public long Weight => (IsLinear ? root.Size : 0) + root.Ranges;

    public PatternProgram BuildProgram() => PatternProgramBuilder.Build(root);

    /// <summary>The .NET pattern that means the same.</summary>
    public string WriteForNet()
    {
        var pattern = new StringBuilder();
        root.Write(pattern);
        return pattern.ToString();
    }
}
