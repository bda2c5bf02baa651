namespace CodexMcp.Storage.Migrations;

/// <summary>All steps of the schema, oldest first.</summary>
internal static class Schema
{
    /// <summary>The steps.</summary>
    public static IReadOnlyList<Migration> Steps { get; } = [ApiKeys(), Approvals(), Writes(), Switches(), Terms(), Notices(), KeptCalls(), Costs()];

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

    // One review is open for an exact call at a time: the index lets the second of two that ask at once find the first.
    private static Migration Approvals() => new(2, "Approvals",
    [
        """
        CREATE TABLE approvals (
            id TEXT PRIMARY KEY,
            way TEXT NOT NULL CHECK (way IN ('question', 'review')),
            binding TEXT NOT NULL,
            role TEXT NOT NULL,
            revision TEXT NOT NULL,
            principal TEXT NOT NULL,
            environment TEXT NOT NULL,
            tool TEXT NOT NULL,
            message TEXT NOT NULL,
            needs TEXT NOT NULL,
            asked_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            touched_at BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'declined', 'consumed', 'expired', 'void')),
            consumed_by TEXT)
        """,
        "CREATE UNIQUE INDEX approvals_open ON approvals (binding) WHERE way = 'review' AND state IN ('waiting', 'approved')",
        "CREATE INDEX approvals_declined ON approvals (binding, touched_at) WHERE state = 'declined'",
        "CREATE INDEX approvals_asked ON approvals (asked_at)",
        """
        CREATE TABLE votes (
            approval TEXT NOT NULL REFERENCES approvals (id) ON DELETE CASCADE,
            approver TEXT NOT NULL,
            credential TEXT NOT NULL,
            approves BIGINT NOT NULL CHECK (approves IN (0, 1)),
            groups TEXT NOT NULL,
            comment TEXT,
            voted_at BIGINT NOT NULL,
            PRIMARY KEY (approval, approver))
        """,
    ]);

    private static Migration Writes() => new(3, "Writes",
    [
        """
        CREATE TABLE writes (
            call_id TEXT PRIMARY KEY,
            same TEXT NOT NULL,
            role TEXT NOT NULL,
            principal TEXT NOT NULL,
            environment TEXT NOT NULL,
            tool TEXT NOT NULL,
            sent_at BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('sent', 'ended', 'ambiguous', 'happened', 'did_not_happen')),
            settled_by TEXT,
            settled_at BIGINT)
        """,
        "CREATE INDEX writes_same ON writes (same) WHERE state IN ('sent', 'ambiguous', 'happened')",
        "CREATE INDEX writes_unsettled ON writes (sent_at) WHERE state IN ('sent', 'ambiguous')",
    ]);

    // Only what is off stands here: what was switched when is in the audit trail.
    private static Migration Switches() => new(4, "Kill switches",
    [
        """
        CREATE TABLE switches (
            kind TEXT NOT NULL CHECK (kind IN ('role', 'connector', 'tool', 'principal')),
            name TEXT NOT NULL,
            reason TEXT NOT NULL,
            off_by TEXT NOT NULL,
            off_at BIGINT NOT NULL,
            PRIMARY KEY (kind, name))
        """,
    ]);

    private static Migration Terms() => new(5, "Terms of reviews, delegations",
    [
        "ALTER TABLE approvals ADD COLUMN terms TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE approvals ADD COLUMN escalated_at BIGINT",
        "ALTER TABLE votes ADD COLUMN on_behalf_of TEXT",
        "ALTER TABLE votes ADD COLUMN overrides BIGINT NOT NULL DEFAULT 0",
        "CREATE INDEX approvals_principal ON approvals (principal, asked_at)",
        "CREATE TABLE delegations (delegator TEXT PRIMARY KEY, delegate TEXT NOT NULL, until_at BIGINT NOT NULL, made_at BIGINT NOT NULL)",
    ]);

    private static Migration Notices() => new(6, "Notices",
    [
        """
        CREATE TABLE notices (
            approval TEXT NOT NULL REFERENCES approvals (id) ON DELETE CASCADE,
            event TEXT NOT NULL CHECK (event IN ('asked', 'escalated', 'overridden')),
            due_at BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            done BIGINT NOT NULL CHECK (done IN (0, 1)),
            PRIMARY KEY (approval, event))
        """,
        "CREATE INDEX notices_due ON notices (due_at) WHERE done = 0",
        "CREATE INDEX votes_overrides ON votes (approval) WHERE overrides = 1",
    ]);

    // A slot is one key of one principal in one role, environment and tool; the key itself is not kept.
    private static Migration KeptCalls() => new(7, "Idempotency keys",
    [
        """
        CREATE TABLE kept_calls (
            slot TEXT PRIMARY KEY,
            arguments_hash TEXT NOT NULL,
            call_id TEXT NOT NULL,
            done BIGINT NOT NULL CHECK (done IN (0, 1)),
            structured TEXT,
            words TEXT,
            lease_until BIGINT NOT NULL,
            expires_at BIGINT NOT NULL)
        """,
        "CREATE INDEX kept_calls_expires ON kept_calls (expires_at)",
    ]);

    // A day's row is what those who hold money at once wait for; a held amount counts until its time is over, a settled one for good.
    private static Migration Costs() => new(8, "Costs",
    [
        "CREATE TABLE cost_days (role TEXT NOT NULL, day BIGINT NOT NULL, touched_at BIGINT NOT NULL, PRIMARY KEY (role, day))",
        """
        CREATE TABLE costs (
            call_id TEXT PRIMARY KEY,
            role TEXT NOT NULL,
            principal TEXT NOT NULL,
            day BIGINT NOT NULL,
            dollars BIGINT NOT NULL,
            bytes BIGINT NOT NULL,
            settled BIGINT NOT NULL CHECK (settled IN (0, 1)),
            until_at BIGINT NOT NULL)
        """,
        "CREATE INDEX costs_day ON costs (day, role)",
    ]);
}
