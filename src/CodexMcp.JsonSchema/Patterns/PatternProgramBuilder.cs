namespace CodexMcp.JsonSchema;

/// <summary>Puts a linear program together.</summary>
internal sealed class PatternProgramBuilder
{
    private readonly List<PatternStep> _steps = [];
    private readonly Dictionary<CodePoints, CodePointSet> _sets = new(ReferenceEqualityComparer.Instance);

    public static PatternProgram Build(PatternNode root)
    {
        var builder = new PatternProgramBuilder();
        root.Emit(builder);
        builder._steps.Add(new PatternStep(PatternStepKind.Match));
        return new PatternProgram([.. builder._steps]);
    }

    public void AddSet(CodePoints points)
    {
        if (!_sets.TryGetValue(points, out var set))
        {
            _sets.Add(points, set = new CodePointSet(points));
        }

        _steps.Add(new PatternStep(PatternStepKind.Set, Set: set));
    }

    public void AddPlace(PatternPlace place) => _steps.Add(new PatternStep(PatternStepKind.Place, Place: place));

    /// <summary>Goes on here and also at a place that is patched later.</summary>
    public int AddSplit() => Add(new PatternStep(PatternStepKind.Split));

    public int AddJump(int target = 0) => Add(new PatternStep(PatternStepKind.Jump, target));

    /// <summary>Makes a split or jump lead to what is added next.</summary>
    public void Patch(int step) => _steps[step] = _steps[step] with { Target = _steps.Count };

    private int Add(PatternStep step)
    {
        _steps.Add(step);
        return _steps.Count - 1;
    }
}
