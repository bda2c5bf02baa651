using CodexMcp.Core.Costs;
using CodexMcp.Core.Untrusted;

namespace CodexMcp.Core.Roles;

/// <summary>The <c>execution</c> section: where calls run and how much they may use.</summary>
public sealed record RoleExecution
{
    /// <summary><c>sandbox</c> or <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>The longest that one call may take, retries included, where neither tool nor connector says less.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls of one principal over all tools.</summary>
    public RateLimit PerPrincipal { get; init; } = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Calls of one principal to one tool, or null.</summary>
    public RateLimit? PerTool { get; init; }

    /// <summary>Calls of one principal that may run at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>How long an idempotency key and its result are kept.</summary>
    public TimeSpan IdempotencyWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The most rows in one result.</summary>
    public int MaxRows { get; init; } = 10_000;

    /// <summary>The most characters in one result's JSON; Codex keeps about 48,000.</summary>
    public int MaxResultBytes { get; init; } = 40_000;

    /// <summary>What calls may cost, or null when that is not counted.</summary>
    public RoleCost? Cost { get; init; }
}

/// <summary>What DLP does with a finding.</summary>
public enum DlpAction
{
    /// <summary>The match is replaced by a marker.</summary>
    Redact,

    /// <summary>The whole result is withheld.</summary>
    Block,
}

/// <summary>How much of arguments and results an audit record keeps; redacted in every mode.</summary>
public enum AuditPayload
{
    /// <summary>Nothing but hashes.</summary>
    None,

    /// <summary>Names, types and sizes.</summary>
    MetadataOnly,

    /// <summary>The JSON with long strings and long lists cut.</summary>
    StructuredSummary,

    /// <summary>The whole JSON.</summary>
    Full,
}

/// <summary>The <c>governance</c> section: who may use the role, what is checked, what is kept.</summary>
public sealed record RoleGovernance
{
    /// <summary>Groups whose members may use the role; an empty list lets nobody in.</summary>
    public required IReadOnlyList<string> AccessGroups { get; init; }

    /// <summary>What happens to a secret found in a result.</summary>
    public DlpAction Secrets { get; init; } = DlpAction.Redact;

    /// <summary>How content from outside is treated.</summary>
    public RoleUntrusted Untrusted { get; init; } = new();

    /// <summary>What audit records keep of arguments.</summary>
    public AuditPayload LogInputs { get; init; } = AuditPayload.MetadataOnly;

    /// <summary>What audit records keep of results.</summary>
    public AuditPayload LogOutputs { get; init; } = AuditPayload.MetadataOnly;

    /// <summary>How long audit files are kept, in days.</summary>
    public int RetentionDays { get; init; } = 90;
}

/// <summary>A skill of the role: <c>skills/&lt;name&gt;/SKILL.md</c>.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Description">The front matter's description: when to use the skill.</param>
/// <param name="Text">The file's text after the front matter.</param>
public sealed record RoleSkill(string Name, string Description, string Text);

/// <summary>A guidance file of the role.</summary>
/// <param name="Name">The file's name without its folder.</param>
/// <param name="Description">One sentence on what it holds.</param>
/// <param name="MediaType">E.g. <c>text/markdown</c>.</param>
/// <param name="Text">The file's text.</param>
public sealed record RoleResource(string Name, string Description, string MediaType, string Text);
