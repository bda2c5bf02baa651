using Npgsql;

namespace CodexMcp.Storage.Postgres;

/// <summary>How the host connects: what an operator writes, and what it must hold to for the sake of the promises made here.</summary>
internal static class PostgresConnection
{
    /// <summary>Reads the connection string; what it leaves open gets our defaults.</summary>
    /// <exception cref="ArgumentException">It can't be read; the message holds nothing of it, since a password may stand in it.</exception>
    public static NpgsqlSlimDataSourceBuilder Create(string connectionString)
    {
        NpgsqlConnectionStringBuilder written;
        try
        {
            written = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw new ArgumentException("The store's connection string can't be read. Write it as 'Host=db.example.com;Database=codexmcp;Username=codexmcp;Password=…;SSL Mode=VerifyFull'.");
        }

        if (string.IsNullOrEmpty(written.Host))
        {
            throw new ArgumentException("The store's connection string names no Host.");
        }

        Default(written, "Application Name", () => written.ApplicationName = "codex-mcp");
        Default(written, "Timeout", () => written.Timeout = 5);
        Default(written, "Command Timeout", () => written.CommandTimeout = 5);
        Default(written, "Max Auto Prepare", () => written.MaxAutoPrepare = 64);
        Default(written, "Auto Prepare Min Usages", () => written.AutoPrepareMinUsages = 2);

        // Neither may be set otherwise: details of errors hold what rows hold, and a record that is not on disk was not kept.
        written.IncludeErrorDetail = false;
        written.Options = string.IsNullOrEmpty(written.Options) ? "-c synchronous_commit=on" : $"{written.Options} -c synchronous_commit=on";
        var builder = new NpgsqlSlimDataSourceBuilder(written.ConnectionString);
        builder.EnableTransportSecurity();
        return builder;
    }

    /// <summary>Where it leads, without user and password.</summary>
    public static string Place(NpgsqlConnectionStringBuilder written) => $"postgresql://{written.Host}:{written.Port}/{written.Database}";

    private static void Default(NpgsqlConnectionStringBuilder written, string keyword, Action set)
    {
        if (!written.ContainsKey(keyword))
        {
            set();
        }
    }
}
