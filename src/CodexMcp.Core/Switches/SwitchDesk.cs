using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Stores;

namespace CodexMcp.Core.Switches;

/// <summary>What came of a person's wish to throw a switch.</summary>
/// <param name="Done">Whether it was thrown.</param>
/// <param name="Message">What happened, as one sentence.</param>
public sealed record SwitchAnswer(bool Done, string Message);

/// <summary>Where approvers throw kill switches, whatever they look through. Who did it and why is on record before it counts.</summary>
/// <param name="switches">The store.</param>
/// <param name="board">What this process knows, told at once; or null.</param>
/// <param name="audit">The trail.</param>
/// <param name="time">The clock.</param>
public sealed class SwitchDesk(ISwitchStore switches, SwitchBoard? board, IAuditLog audit, TimeProvider time)
{
    private const int MostName = 256;
    private const int MostReason = 500;
    private readonly Redactor redactor = new();

    /// <summary>Gives everything that is off, oldest first.</summary>
    public ValueTask<IReadOnlyList<Switch>> ListAsync(CancellationToken cancellationToken) => switches.ListAsync(cancellationToken);

    /// <summary>Switches something off, or on again.</summary>
    /// <param name="approver">Who does it; the credential was just checked.</param>
    /// <param name="kind">What kind of thing.</param>
    /// <param name="name">Its name.</param>
    /// <param name="on">Whether its calls may run from now on.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">The usual.</param>
    /// <exception cref="StoreUnavailableException">The store can't be reached: nothing changed.</exception>
    /// <exception cref="AuditUnavailableException">It can't be recorded, so nothing changed.</exception>
    public async ValueTask<SwitchAnswer> ThrowAsync(Approver approver, SwitchKind kind, string name, bool on, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approver);
        ArgumentNullException.ThrowIfNull(name);
        var off = new Switch { Kind = kind, Name = name, Reason = Clean(reason), By = approver.Principal, At = time.GetUtcNow() };
        if (Refuse(approver, off, on) is { } refusal)
        {
            await RecordAsync(approver, off, on, "refused", refusal).ConfigureAwait(false);
            return new(false, refusal);
        }

        await RecordAsync(approver, off, on, "thrown", off.Reason).ConfigureAwait(false);
        bool done;
        try
        {
            done = on
                ? await switches.OnAsync(kind, name, cancellationToken).ConfigureAwait(false)
                : await switches.OffAsync(off, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            await RecordAsync(approver, off, on, "failed", exception.Message).ConfigureAwait(false);
            throw;
        }

        board?.Forget();
        var what = $"The {Switch.Word(kind)} {name}";
        return new(done, (done, on) switch
        {
            (true, false) => $"{what} is off: every process that shares this store refuses its calls within a second.",
            (true, true) => $"{what} is on again.",
            (false, false) => $"{what} is off already.",
            _ => $"{what} is not off.",
        });
    }

    private static string? Refuse(Approver approver, Switch off, bool on)
    {
        if (off.Name.Length is 0 or > MostName || VisibleText.Ascii(off.Name) != off.Name || off.Name.Contains(' ', StringComparison.Ordinal))
        {
            return $"A name has 1 to {MostName} printable ASCII characters and no space.";
        }

        if (off.Reason.Length == 0)
        {
            return "A switch needs a reason: it is kept in the audit trail, and agents are told it.";
        }

        return on && off.Kind == SwitchKind.Principal && Person.MayBeSame(approver.Principal, off.Name)
            ? "Nobody switches themselves on again: ask another approver."
            : null;
    }

    private string Clean(string? reason)
    {
        var text = reason?.Trim() ?? "";
        return redactor.Clean(VisibleText.Shown(text.Length > MostReason ? text[..MostReason] : text, escapeNewLines: true));
    }

    private ValueTask RecordAsync(Approver approver, Switch off, bool on, string outcome, string reason) => audit.AppendAsync(
        new AuditEntry
        {
            Event = on ? AuditEvents.SwitchedOn : AuditEvents.SwitchedOff,
            Principal = approver.Principal,
            Role = off.Kind == SwitchKind.Role ? Shown(off) : null,
            Tool = off.Kind == SwitchKind.Tool ? Shown(off) : null,
            Outcome = outcome,
            Reason = reason,
            Notes = [$"{Switch.Word(off.Kind)} {Shown(off)}", $"{(approver.Credential.StartsWith(Approver.SignIn, StringComparison.Ordinal) ? "signed in by" : "key")} {approver.Credential}"],
        },
        durable: true);

    private static string Shown(Switch off) => VisibleText.Ascii(off.Name.Length > MostName ? off.Name[..MostName] : off.Name);
}
