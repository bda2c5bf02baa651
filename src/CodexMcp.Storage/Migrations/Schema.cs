namespace CodexMcp.Storage.Migrations;

/// <summary>All steps of the schema, oldest first.</summary>
internal static class Schema
{
    /// <summary>The steps.</summary>
    public static IReadOnlyList<Migration> Steps { get; } = [ApiKeys()];

    /// <summary>The version that this program writes and reads.</summary>
    public static int Version => Steps[^1].Version;

    private static Migration ApiKeys() => new(1, "API keys",
    [
        """
        CREATE TABLE api_keys (
            prefix TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('agent', 'approver')),
            principal TEXT NOT NULL,
            roles TEXT NOT NULL,
            note TEXT NOT NULL,
            salt BYTES NOT NULL,
            hash BYTES NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT,
            revoked_at BIGINT)
        """,
    ]);
}
