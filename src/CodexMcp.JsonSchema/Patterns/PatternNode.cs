using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>A part of a pattern that has been read.</summary>
/// <remarks>It can be written as a .NET pattern always, and put into a linear program when it is <see cref="IsLinear"/>.</remarks>
internal abstract class PatternNode
{
    /// <summary>More is never counted, so that sizes cannot overflow.</summary>
    protected const long HugeSize = 1L << 40;

    /// <summary>How many steps of a program it takes, repetitions written out.</summary>
    public abstract long Size { get; }

    /// <summary>How many ranges of characters it holds, repetitions not written out.</summary>
    public virtual long Ranges => 0;

    /// <summary>Whether it needs neither look-around nor a back-reference.</summary>
    public virtual bool IsLinear => true;

    public abstract void Write(StringBuilder pattern);

    public abstract void Emit(PatternProgramBuilder program);
}
