using Npgsql;

namespace CodexMcp.Storage.Tests.Support;

/// <summary>A schema of its own in a real PostgreSQL server; a test is skipped where there is none.</summary>
internal sealed class PostgresTestDatabase : ITestDatabase
{
    /// <summary>The variable that holds a connection string whose user may make schemas.</summary>
    public const string Variable = "CODEXMCP_TEST_POSTGRES";

    private readonly string? server = Environment.GetEnvironmentVariable(Variable);
    private readonly string schema = $"test_{Guid.NewGuid():N}";
    private readonly List<StateStore> opened = [];
    private bool made;

    /// <summary>The connection string of the server; skips the test where there is none.</summary>
    public string Server
    {
        get
        {
            Assert.SkipWhen(string.IsNullOrEmpty(server), $"There is no PostgreSQL server: {Variable} is not set ('eng/postgres.sh start FOLDER' starts one and prints it).");
            return server!;
        }
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(Server) { SearchPath = schema, MaxPoolSize = 8 }.ConnectionString;

    public StateStore Open(TimeProvider time)
    {
        lock (opened)
        {
            if (!made)
            {
                Run($"CREATE SCHEMA {schema}");
                made = true;
            }

            var store = StateStore.Postgres(ConnectionString, time);
            opened.Add(store);
            return store;
        }
    }

    /// <summary>Runs a statement in the test's schema, as somebody else would.</summary>
    public void Run(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in opened)
        {
            await store.DisposeAsync();
        }

        if (made)
        {
            Run($"DROP SCHEMA {schema} CASCADE");
        }
    }
}
