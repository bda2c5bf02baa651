using System.Text.Json;
using CodexMcp.Connectors.Sql.Ast;
using CodexMcp.Connectors.Sql.Parsing;
using CodexMcp.Connectors.Sql.Scoping;

namespace CodexMcp.Connectors.Sql;

/// <summary>Reads a role's <c>scope</c> for a warehouse; the manifest's schema has checked its shape.</summary>
public static class SqlScopeReader
{
    /// <summary>Reads the scope. What can't be read makes a scope that has a problem: then nothing may run.</summary>
    /// <param name="scope">The scope as written, or null.</param>
    /// <param name="dialect">Whose SQL its names are in.</param>
    /// <param name="database">The database of names without one.</param>
    /// <param name="schema">The schema of names without one.</param>
    /// <param name="functions">The functions that a row filter may call.</param>
    public static SqlScope Read(JsonElement? scope, SqlDialect dialect, string database, string schema, SqlFunctions functions)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(schema);
        var bare = new SqlScope(dialect, database, schema);
        if (scope is not { ValueKind: JsonValueKind.Object } json)
        {
            return scope is null or { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } ? bare : new SqlScope(dialect, database, schema) { Problem = "It is no mapping." };
        }

        string? problem = null;
        return new SqlScope(dialect, database, schema)
        {
            Databases = Patterns(json, dialect == SqlDialect.Databricks ? "catalogs" : "databases", 1, dialect, ref problem),
            Schemas = Patterns(json, "schemas", 2, dialect, ref problem)?.ConvertAll(pattern => pattern.Under(2, bare.Database)),
            Tables = Patterns(json, "tables", 3, dialect, ref problem)?.ConvertAll(pattern => pattern.Under(3, bare.Database, bare.Schema)),
            DeniedColumns = Patterns(json, "deny_columns", 4, dialect, ref problem) ?? [],
            Required = RequiredPredicates.Read(json, dialect, ref problem),
            Filters = Rules(json, "row_filters", dialect, ref problem).ConvertAll(rule => (rule.Table, Filter(rule.Value, dialect, functions, ref problem))),
            Functions = Names(json, "functions", dialect),
            TableFunctions = Names(json, "table_functions", dialect),
            Problem = problem,
        };
    }

    private static List<NamePattern>? Patterns(JsonElement scope, string key, int parts, SqlDialect dialect, ref string? problem)
    {
        if (!scope.TryGetProperty(key, out var list))
        {
            return null;
        }

        var patterns = new List<NamePattern>();
        if (list.ValueKind != JsonValueKind.Array)
        {
            problem ??= $"{key} is no list.";
            return patterns;
        }

        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && NamePattern.Parse(item.GetString()!, parts, dialect) is { } pattern)
            {
                patterns.Add(pattern);
            }
            else
            {
                problem ??= $"{key} has an entry that is no name of at most {parts} parts: {SqlProblem.Quote(item.ToString())}.";
            }
        }

        return patterns;
    }

    private static List<(NamePattern Table, string Value)> Rules(JsonElement scope, string key, SqlDialect dialect, ref string? problem)
    {
        var rules = new List<(NamePattern, string)>();
        if (!scope.TryGetProperty(key, out var map))
        {
            return rules;
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            problem ??= $"{key} is no mapping.";
            return rules;
        }

        foreach (var rule in map.EnumerateObject())
        {
            if (rule.Value.ValueKind == JsonValueKind.String && rule.Value.GetString() is { Length: > 0 } value && NamePattern.Parse(rule.Name, 3, dialect) is { } table)
            {
                rules.Add((table, value));
            }
            else
            {
                problem ??= $"{key} has an entry that is no table and text: {SqlProblem.Quote(rule.Name)}.";
            }
        }

        return rules;
    }

    private static HashSet<string> Names(JsonElement scope, string key, SqlDialect dialect)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (scope.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in list.EnumerateArray())
            {
                var name = item.ToString();
                names.Add(dialect == SqlDialect.Snowflake ? name.ToUpperInvariant() : name.ToLowerInvariant());
            }
        }

        return names;
    }

    /// <summary>A row filter in its printed form: one expression on columns of the table itself, without queries and bound values.</summary>
    private static string Filter(string text, SqlDialect dialect, SqlFunctions functions, ref string? problem)
    {
        var tokens = new List<SqlToken>();
        var wrong = SqlTokenizer.Tokenize(text, tokens, dialect);
        tokens.Add(new SqlToken(SqlTokenKind.End, SqlKeyword.None, text.Length, 0));
        if (wrong is null && tokens.TrueForAll(static token => token.Kind != SqlTokenKind.Semicolon && !token.Keyword.IsForbidden()))
        {
            var parser = new SqlParser(text, tokens, 0, dialect);
            var filter = parser.ParseExpression();
            var check = new FilterCheck(functions, text);
            check.Visit(filter);
            if (parser.Problem is null && check.Fits)
            {
                return SqlPrinter.Print(text, filter);
            }

            wrong = parser.Problem;
        }

        problem ??= $"row_filters has a predicate that is no plain condition on the table's own columns: {wrong?.ToString() ?? "no queries, bound values, dotted names or functions off the list"}.";
        return "FALSE";
    }

    private sealed class FilterCheck(SqlFunctions functions, string text) : SqlWalker
    {
        public bool Fits { get; private set; } = true;

        public override void Visit(SqlNode? node)
        {
            Fits &= node switch
            {
                Query or Star or Lambda or Leaf { Kind: LeafKind.Placeholder } => false,
                ColumnRef column => column.Parts.Count == 1,
                Call call => call.Name.Count == 1 && functions.Allows(text.AsSpan(call.Name[0].Start, call.Name[0].End - call.Name[0].Start)),
                _ => true,
            };
            base.Visit(node);
        }
    }
}
