using System.Globalization;
using CodexMcp.Core.Stores;

namespace CodexMcp.Storage.Migrations;

/// <summary>Brings a database's schema forward, never back: each step is recorded in the transaction that takes it.</summary>
internal static class Migrator
{
    private const string Table = "codexmcp_schema";

    /// <summary>Gives the version that a database with our table has.</summary>
    public static async ValueTask<int> ReadVersionAsync(Session session) =>
        Convert.ToInt32(await session.ScalarAsync($"SELECT COALESCE(MAX(version), 0) FROM {Table}").ConfigureAwait(false), CultureInfo.InvariantCulture);

    /// <summary>Refuses a schema that a newer program wrote.</summary>
    /// <exception cref="StoreUnavailableException">It is newer.</exception>
    public static void RequireKnown(int version, string place)
    {
        if (version > Schema.Version)
        {
            throw new StoreUnavailableException(
                $"The store {place} has schema version {version}; this codex-mcp knows versions up to {Schema.Version} and never works on a newer one. " +
                "Use the codex-mcp that wrote it, or a newer one.");
        }
    }

    /// <summary>Takes the steps that are missing. Runs inside a transaction that no other process's migration runs beside.</summary>
    public static async ValueTask MigrateAsync(Session session, string place, string bytes, DateTimeOffset now)
    {
        await session.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {Table} (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)").ConfigureAwait(false);
        var version = await ReadVersionAsync(session).ConfigureAwait(false);
        RequireKnown(version, place);
        foreach (var step in Schema.Steps.Where(step => step.Version > version))
        {
            foreach (var sql in step.Sql)
            {
                await session.ExecuteAsync(sql.Replace("BYTES", bytes, StringComparison.Ordinal)).ConfigureAwait(false);
            }

            await session.ExecuteAsync($"INSERT INTO {Table} (version, name, applied_at) VALUES ($1, $2, $3)", (long)step.Version, step.Name, Columns.Time(now)).ConfigureAwait(false);
        }
    }
}
