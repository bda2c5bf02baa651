using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>What a statement runs under.</summary>
internal sealed record SparkSession(string Catalog, string Schema, DateTimeOffset Now, IReadOnlyDictionary<string, SqlBinding> Parameters);

/// <summary>Runs statements of Databricks' SQL on the synthetic company's tables, which are those of the Snowflake simulator: same figures.</summary>
internal sealed class SparkEngine(int maxRows) : IDisposable
{
    private static readonly HashSet<string> Writes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ALTER", "ANALYZE", "CALL", "COMMENT", "COPY", "CREATE", "DELETE", "DROP", "EXECUTE", "GRANT", "INSERT", "MERGE", "MSCK", "OPTIMIZE", "REFRESH", "REORG",
        "REPLACE", "RESTORE", "REVOKE", "TRUNCATE", "UNDROP", "UPDATE", "VACUUM",
    };

    private readonly SnowflakeEngine engine = new(maxRows);

    /// <summary>The tables and who sees them; made at the first need.</summary>
    public Snowflake.Catalog Tables(DateTimeOffset now) => engine.Catalog(Context("ANALYTICS", "CURATED", now));

    /// <summary>The role whose grants the service principal has.</summary>
    public const string Role = "ANALYST";

    /// <summary>Runs one statement.</summary>
    /// <exception cref="SparkError">It fails as Databricks would let it fail.</exception>
    public async Task<SparkResult> RunAsync(string sql, SparkSession session, CancellationToken cancellationToken)
    {
        try
        {
            var tokens = SparkLexer.Read(sql);
            if (tokens.Count > 1 && tokens[^2].Is(";"))
            {
                tokens.RemoveAt(tokens.Count - 2);
            }

            if (tokens.FirstOrDefault(static token => token.Is(";")) is { Kind: SparkKind.Symbol } second)
            {
                throw SparkError.Syntax(sql, second.Start, ";");
            }

            var first = tokens[0];
            return first.Value.ToUpperInvariant() switch
            {
                "SELECT" or "WITH" or "VALUES" or "(" => SparkResult.Of(await QueryAsync(sql, tokens, 0, null, session, cancellationToken).ConfigureAwait(false)),
                "EXPLAIN" => await ExplainAsync(sql, tokens, session, cancellationToken).ConfigureAwait(false),
                "SHOW" or "DESCRIBE" or "DESC" => ShowStatements.Run(sql, tokens, session, Tables(session.Now)),
                var verb when Writes.Contains(verb) => throw SparkError.Denied("MODIFY"),
                _ => throw SparkError.Syntax(sql, first.Start, first.Kind == SparkKind.End ? "end of input" : first.Value),
            };
        }
        catch (SnowflakeException error)
        {
            throw SparkError.From(error);
        }
    }

    public void Dispose() => engine.Dispose();

    private static SessionContext Context(string catalog, string schema, DateTimeOffset now) =>
        new("CODEXMCP", Role, catalog.ToUpperInvariant(), schema.ToUpperInvariant(), "ANALYST_WH", now);

    private async Task<StatementResult> QueryAsync(
        string sql, List<SparkToken> tokens, int from, string? explain, SparkSession session, CancellationToken cancellationToken)
    {
        var (text, names) = SparkTranslator.Translate(sql, tokens, from);
        var bindings = new Dictionary<int, SqlBinding>();
        for (var i = 0; i < names.Count; i++)
        {
            bindings[i + 1] = session.Parameters.TryGetValue(names[i], out var value) ? value
                : throw new SparkError("UNBOUND_SQL_PARAMETER", $"Found the unbound parameter: {names[i]}.", "42P02");
        }

        var statement = SqlParser.ParseAll(text) is [var only] ? only : throw SparkError.Syntax(sql, 0, sql);
        using (await engine.TurnAsync(cancellationToken).ConfigureAwait(false))
        {
            return engine.Execute(explain is null ? statement : new ExplainStatement(explain, statement), Context(session.Catalog, session.Schema, session.Now), bindings, cancellationToken);
        }
    }

    private async Task<SparkResult> ExplainAsync(string sql, List<SparkToken> tokens, SparkSession session, CancellationToken cancellationToken)
    {
        var from = tokens[1].Is("COST") || tokens[1].Is("FORMATTED") || tokens[1].Is("EXTENDED") ? 2 : 1;
        var plan = await QueryAsync(sql, tokens, from, "JSON", session, cancellationToken).ConfigureAwait(false);
        return SparkResult.Of("plan", [[PlanWriter.Write(plan.Rows[0][0]!, from == 2 && tokens[1].Is("COST"))]]);
    }
}
