namespace CodexMcp.Sandbox.Snowflake;

/// <summary>What a statement runs under.</summary>
internal sealed record SessionContext(string User, string Role, string? Database, string? Schema, string? Warehouse, DateTimeOffset Now)
{
    /// <summary>Microseconds since 1970, the simulator's timestamp.</summary>
    public long NowMicroseconds => (Now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public int Today => (int)Math.Floor((Now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerDay);

    /// <summary>Makes a name of one, two or three parts complete.</summary>
    public (string Database, string Schema, string Name) Resolve(SqlName name) => name.Parts.Count switch
    {
        1 when Database is null || Schema is null => throw new SnowflakeException(
            "090105", "22000", "Cannot perform SELECT. This session does not have a current database. Call 'USE DATABASE', or use a qualified name."),
        1 => (Database, Schema, name.Parts[0]),
        2 when Database is null => throw new SnowflakeException(
            "090105", "22000", "Cannot perform SELECT. This session does not have a current database. Call 'USE DATABASE', or use a qualified name."),
        2 => (Database, name.Parts[0], name.Parts[1]),
        3 => (name.Parts[0], name.Parts[1], name.Parts[2]),
        _ => throw SnowflakeException.Syntax(name.Place.Line, name.Place.Position, name.Parts[^1]),
    };
}

/// <summary>A bound value of the request.</summary>
internal sealed record SqlBinding(SqlType Type, object? Value);
