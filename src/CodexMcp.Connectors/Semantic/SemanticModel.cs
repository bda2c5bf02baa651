using System.Text.Json;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Semantic;

/// <summary>A curated view or table, as its catalogue file describes it.</summary>
public sealed record SemanticView
{
    /// <summary>Its full name, as the warehouse keeps it.</summary>
    public required SqlTable Table { get; init; }

    /// <summary>A short name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What a row is about; empty where the role may not read of it.</summary>
    public required string Meaning { get; init; }

    /// <summary>What one row stands for.</summary>
    public required string Grain { get; init; }

    /// <summary>The column to filter on for a period, or null.</summary>
    public string? DateColumn { get; init; }

    /// <summary><c>day</c>, <c>week</c> or <c>month</c>.</summary>
    public string DateGrain { get; init; } = "day";

    /// <summary>Other words for it.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>The columns in the order of the file.</summary>
    public IReadOnlyList<SemanticColumn> Columns { get; init; } = [];

    /// <summary>How it joins others.</summary>
    public IReadOnlyList<SemanticJoin> Joins { get; init; } = [];

    /// <summary>The metrics that it is the source of.</summary>
    public IReadOnlyList<SemanticMetric> Metrics { get; init; } = [];

    /// <summary>Questions with the statements that answer them.</summary>
    public IReadOnlyList<SemanticExample> Examples { get; init; } = [];
}

/// <summary>A column of a curated view.</summary>
/// <param name="Name">Its name, as the warehouse keeps it.</param>
/// <param name="Meaning">What it holds.</param>
/// <param name="Kind"><c>dimension</c>, <c>measure</c>, <c>date</c>, <c>key</c> or <c>attribute</c>.</param>
/// <param name="Unit">What its numbers count, or null.</param>
/// <param name="Values">The values there are, when they are few.</param>
/// <param name="Synonyms">Other words for it.</param>
public sealed record SemanticColumn(string Name, string Meaning, string Kind, string? Unit, IReadOnlyList<string> Values, IReadOnlyList<string> Synonyms);

/// <summary>A join to another view of the catalogue.</summary>
/// <param name="To">The other view.</param>
/// <param name="On">Columns of this view and of the other.</param>
/// <param name="Meaning">What it is good for, or null.</param>
public sealed record SemanticJoin(SqlTable To, IReadOnlyList<(string Here, string There)> On, string? Meaning);

/// <summary>A question with the statement that answers it.</summary>
/// <param name="Question">What somebody asks.</param>
/// <param name="Statement">One SELECT.</param>
public sealed record SemanticExample(string Question, string Statement);

/// <summary>A metric: it means one thing in the whole catalogue.</summary>
public sealed record SemanticMetric
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>A short name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What counts, and what does not.</summary>
    public required string Meaning { get; init; }

    /// <summary>What the number counts, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Other words for it.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>The column that says when.</summary>
    public required string DateColumn { get; init; }

    /// <summary><c>day</c>, <c>week</c> or <c>month</c>.</summary>
    public required string DateGrain { get; init; }

    /// <summary><c>sum</c> or <c>average</c>.</summary>
    public required string OverTime { get; init; }

    /// <summary>What is computed, as written.</summary>
    public required JsonElement Measure { get; init; }

    /// <summary>Which rows count, as written; undefined for all.</summary>
    public JsonElement Where { get; init; }

    /// <summary>Every column that it needs.</summary>
    public required IReadOnlyList<string> Columns { get; init; }
}
