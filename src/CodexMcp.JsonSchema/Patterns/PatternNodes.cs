using System.Globalization;
using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>One character of a set.</summary>
internal sealed class SetNode(CodePoints points) : PatternNode
{
    public override long Size => 1;

    public override long Ranges => points.Ranges.Count;

    public override void Write(StringBuilder pattern) => points.Write(pattern);

    public override void Emit(PatternProgramBuilder program) => program.AddSet(points);
}

/// <summary>One part after the other.</summary>
internal sealed class SequenceNode(List<PatternNode> parts) : PatternNode
{
    public override long Size { get; } = Math.Min(HugeSize, parts.Sum(part => part.Size));

    public override long Ranges { get; } = parts.Sum(part => part.Ranges);

    public override bool IsLinear { get; } = parts.TrueForAll(part => part.IsLinear);

    public override void Write(StringBuilder pattern) => parts.ForEach(part => part.Write(pattern));

    public override void Emit(PatternProgramBuilder program) => parts.ForEach(part => part.Emit(program));
}

/// <summary>Any one of several parts; in a .NET pattern it always stands inside a group or at the root.</summary>
internal sealed class ChoiceNode(List<PatternNode> choices) : PatternNode
{
    public override long Size { get; } = Math.Min(HugeSize, choices.Sum(choice => choice.Size + 2));

    public override long Ranges { get; } = choices.Sum(choice => choice.Ranges);

    public override bool IsLinear { get; } = choices.TrueForAll(choice => choice.IsLinear);

    public override void Write(StringBuilder pattern)
    {
        for (var i = 0; i < choices.Count; i++)
        {
            choices[i].Write(i == 0 ? pattern : pattern.Append('|'));
        }
    }

    public override void Emit(PatternProgramBuilder program)
    {
        var exits = new List<int>();
        for (var i = 0; i < choices.Count - 1; i++)
        {
            var split = program.AddSplit();
            choices[i].Emit(program);
            exits.Add(program.AddJump());
            program.Patch(split);
        }

        choices[^1].Emit(program);
        exits.ForEach(program.Patch);
    }
}

/// <summary>A part that repeats.</summary>
internal sealed class RepeatNode(PatternNode part, Quantifier quantifier) : PatternNode
{
    public override long Size { get; } = Math.Min(HugeSize, (part.Size + 1) * quantifier.Copies + 1);

    public override long Ranges => part.Ranges;

    public override bool IsLinear => part.IsLinear;

    public override void Write(StringBuilder pattern)
    {
        part.Write(pattern);
        pattern.Append(quantifier.Text);
    }

    public override void Emit(PatternProgramBuilder program)
    {
        for (var i = 0; i < quantifier.Minimum; i++)
        {
            part.Emit(program);
        }

        if (quantifier.Maximum is not { } maximum)
        {
            var loop = program.AddSplit();
            part.Emit(program);
            program.AddJump(loop);
            program.Patch(loop);
            return;
        }

        var exits = new List<int>();
        for (var i = quantifier.Minimum; i < maximum; i++)
        {
            exits.Add(program.AddSplit());
            part.Emit(program);
        }

        exits.ForEach(program.Patch);
    }
}

/// <summary>A place between two characters.</summary>
internal sealed class PlaceNode(PatternPlace place) : PatternNode
{
    public override long Size => 1;

    public override void Write(StringBuilder pattern) => pattern.Append(place switch
    {
        PatternPlace.Start => @"\A",
        PatternPlace.End => @"\z",
        PatternPlace.WordEdge => "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))",
        _ => "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))",
    });

    public override void Emit(PatternProgramBuilder program) => program.AddPlace(place);
}

/// <summary>A group; only one that a reference names keeps what it matched, under its number of ECMAScript.</summary>
internal sealed class GroupNode(PatternNode inside, int? number) : PatternNode
{
    public override long Size => inside.Size;

    public override long Ranges => inside.Ranges;

    public override bool IsLinear => inside.IsLinear;

    public override void Write(StringBuilder pattern)
    {
        inside.Write(number is null ? pattern.Append("(?:") : pattern.Append(CultureInfo.InvariantCulture, $"(?<{number}>"));
        pattern.Append(')');
    }

    public override void Emit(PatternProgramBuilder program) => inside.Emit(program);
}

/// <summary>Look-ahead or look-behind.</summary>
internal sealed class LookAroundNode(string opening, PatternNode inside) : PatternNode
{
    public override long Size => inside.Size;

    public override long Ranges => inside.Ranges;

    public override bool IsLinear => false;

    public override void Write(StringBuilder pattern)
    {
        inside.Write(pattern.Append(opening));
        pattern.Append(')');
    }

    public override void Emit(PatternProgramBuilder program) => throw new InvalidOperationException("Look-around has no linear program.");
}

/// <summary>What a group has matched, again; a group that has not matched yet stands for the empty text, unlike in .NET.</summary>
internal sealed class BackReferenceNode(int number) : PatternNode
{
    public override long Size => 1;

    public override bool IsLinear => false;

    public override void Write(StringBuilder pattern) => pattern.Append(CultureInfo.InvariantCulture, $"(?:(?({number})\\k<{number}>|))");

    public override void Emit(PatternProgramBuilder program) => throw new InvalidOperationException("A back-reference has no linear program.");
}
