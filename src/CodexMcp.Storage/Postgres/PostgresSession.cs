using Npgsql;
using NpgsqlTypes;

namespace CodexMcp.Storage.Postgres;

/// <summary>One pooled connection while one piece of work has it. Npgsql prepares on the server what runs often.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, CancellationToken token) : Session
{
    /// <inheritdoc/>
    protected override CancellationToken Token => token;

    /// <inheritdoc/>
    protected override Lease Borrow(string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown },
                string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
                long number => new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint },
                byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
                _ => throw new ArgumentException($"A parameter is a string, a long, a byte array or null, not a {value.GetType().Name}.", nameof(values)),
            });
        }

        return new Lease(command, Owned: true);
    }
}
