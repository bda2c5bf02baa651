namespace CodexMcp.Sandbox.Company;

/// <summary>What a deal is about.</summary>
internal enum DealKind { NewBusiness, Expansion, Renewal }

/// <summary>Where a deal stands. Each vendor has its own words for these.</summary>
internal enum DealStage { Prospecting, Qualified, Discovery, Proposal, Negotiation, Won, Lost }

/// <summary>A deal with a customer.</summary>
/// <remarks>Number: From 1; the same in every simulated system.
/// Amount: The sum of its lines, in US dollars.
/// NextStep: What the owner has promised to do next; null where nobody has said so.
/// Lines: What is sold.
/// People: Numbers of the persons who take part, the primary one first.
/// History: Every change of stage, amount or close date, oldest first; the last one is how it stands.</remarks>
internal sealed record Deal(
    int Number,
    int CustomerNumber,
    int OwnerNumber,
    string Name,
    DealKind Kind,
    DealStage Stage,
    decimal Amount,
    DateOnly CreatedOn,
    DateOnly CloseOn,
    string LeadSource,
    string? NextStep,
    string? LossReason,
    string? Competitor,
    Qualification Qualification,
    IReadOnlyList<DealLine> Lines,
    IReadOnlyList<int> People,
    IReadOnlyList<DealChange> History)
{
    public bool IsClosed => Stage is DealStage.Won or DealStage.Lost;

    public bool IsWon => Stage == DealStage.Won;
}

/// <summary>What is known of a deal by MEDDICC; null where nobody has found out.</summary>
internal sealed record Qualification(
    string? Metrics, string? EconomicBuyer, string? DecisionCriteria, string? DecisionProcess, string? Pain, string? Champion, string? Competition);

/// <summary>One position of a deal.</summary>
internal sealed record DealLine(int ProductNumber, int Quantity, decimal UnitPrice);

/// <summary>How a deal stood from a moment on.</summary>
internal sealed record DealChange(DateTimeOffset At, DealStage Stage, decimal Amount, DateOnly CloseOn, int ByNumber);

/// <summary>A contract's next renewal, or one that has passed.</summary>
/// <remarks>Status: Upcoming, Renewed or Churned.
/// Risk: Low, Medium or High, as the owner judged.
/// DealNumber: The deal it is sold with, if there is one.</remarks>
internal sealed record Renewal(
    int Number, int CustomerNumber, int OwnerNumber, DateOnly DueOn, decimal Arr, decimal PreviousArr, string Status, string Risk, int? DealNumber);

/// <summary>What kind of thing was done or is planned.</summary>
internal enum ActivityKind { Task, Call, Meeting, Note, Email }

/// <summary>Something that was done, or is planned, with a customer.</summary>
/// <remarks>At: When it happened or is due, UTC.
/// Body: The text: of the e-mail, the note, the task.
/// Minutes: Length of a call or a meeting, else 0.
/// IsIncoming: For an e-mail: the customer wrote it.</remarks>
internal sealed record Activity(
    int Number,
    ActivityKind Kind,
    int CustomerNumber,
    int? PersonNumber,
    int? DealNumber,
    int OwnerNumber,
    DateTimeOffset At,
    string Subject,
    string Body,
    int Minutes,
    bool IsDone,
    bool IsHighPriority,
    bool IsIncoming);

/// <summary>A question or complaint of a customer to our support.</summary>
/// <remarks>Priority: Low, Medium or High.
/// Status: New, Waiting, Working, Escalated or Closed.</remarks>
internal sealed record Ticket(
    int Number,
    int CustomerNumber,
    int PersonNumber,
    int OwnerNumber,
    string Subject,
    string Body,
    string Priority,
    string Status,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt);
