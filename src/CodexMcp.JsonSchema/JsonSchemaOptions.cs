using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Bounds and choices for compiling and validating. The defaults are safe for schemas and values from strangers.</summary>
public sealed record JsonSchemaOptions
{
    internal static readonly JsonSchemaOptions Default = new();

    /// <summary>Whether a <c>format</c> this validator knows must hold (an unknown one never fails). The default is true.</summary>
    public bool AssertFormat { get; init; } = true;

    /// <summary>How deep schemas may nest, and how deep evaluation may go (a level of the value takes one level for each schema on the way
    /// to it). Beyond it, compiling throws and validating fails. The default is 1,000; a smaller stack also stops it in time.</summary>
    public int MaxDepth { get; init; } = 1_000;

    /// <summary>How many errors <see cref="JsonSchema.Validate"/> returns at most. The default is 20.</summary>
    public int MaxErrors { get; init; } = 20;

    /// <summary>How long one match of a pattern may take, and ten times this all matches of one validation together. It only matters for
    /// patterns with look-around, back-references or huge repetitions: all others run in linear time. Too slow means invalid. The default is 250 ms.</summary>
    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How many UTF-16 units a pattern may have. The default is 5,000.</summary>
    public int MaxPatternLength { get; init; } = 5_000;

    /// <summary>How many schemas (of all documents together) one compiled schema may hold. The default is 20,000.</summary>
    public int MaxSchemaNodes { get; init; } = 20_000;

    /// <summary>How many steps (schemas applied, properties looked at, items compared) one validation may take, so that a small schema cannot
    /// ask for exponential work. Beyond it the value is invalid. The default is 10,000,000, roughly a second.</summary>
    public long MaxSteps { get; init; } = 10_000_000;

    /// <summary>Gives the document for an absolute URI, or null when there is none. The default, null, knows the built-in meta-schemas only:
    /// nothing is ever fetched by the validator itself.</summary>
    public Func<Uri, JsonElement?>? Resolve { get; init; }
}
