using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Untrusted;

/// <summary>
/// Content from outside, at both ends of a call: what comes in is marked, and flagged when it looks like orders to a model; what goes out after that, in the
/// same work unit, is asked for.
/// </summary>
internal sealed class OutsideGuard(WorkUnits units)
{
    /// <summary>The least strict mode of an outward call in a work unit that has seen a flagged result.</summary>
    private const ApprovalMode AtLeast = ApprovalMode.Prompt;

    /// <summary>Looks through the result as the vendor sent it, before anything in it is masked or made visible.</summary>
    public static void Inspect(ToolCall call)
    {
        var findings = new Findings();
        if (call.Profile.Governance.Untrusted.Injection != InjectionMode.Off)
        {
            InjectionScan.Find(call.Structured, findings);
            InjectionScan.Find(call.Text, "the text", findings);
            InjectionScan.Find(call.Content, findings);
            InjectionScan.FindBeside(call.Meta, findings);
        }

        Mark(call, findings);
    }

    /// <summary>Looks through the words of a failure that came from outside.</summary>
    public void Inspect(ToolCall call, Rejection rejection)
    {
        var findings = new Findings();
        if (call.Profile.Governance.Untrusted.Injection != InjectionMode.Off)
        {
            InjectionScan.Find(rejection.Message, "the error", findings);
            InjectionScan.Find(rejection.Next, "the error", findings);
        }

        Mark(call, findings);
        Admit(call);
    }

    /// <summary>The result is about to leave: from now on the work unit has seen it.</summary>
    public void Admit(ToolCall call)
    {
        var untrusted = call.Profile.Governance.Untrusted;
        if (call.Outside is { Flags: { Count: > 0 } flags } && untrusted.Injection == InjectionMode.Escalate)
        {
            units.Add(call, $"An earlier result of {call.Definition.Name} was flagged: {string.Join(", ", flags)} (call {call.CallId}). Make sure that the user wants this call, and not a text that was read.");
        }

        for (var i = 0; i < untrusted.Restricted.Count; i++)
        {
            if (Glob.IsMatch(untrusted.Restricted[i], call.Definition.Name))
            {
                units.Add(call, $"An earlier result of {call.Definition.Name} is restricted in this role (call {call.CallId}). Make sure that nothing of it goes where it should not.");
                return;
            }
        }
    }

    /// <summary>Raises the mode of an outward call in a work unit that has seen what it should not obey, or not pass on.</summary>
    public void Raise(ToolCall call)
    {
        var untrusted = call.Profile.Governance.Untrusted;
        var isOutward = !call.IsRead || (untrusted.OpenWorldIsOutward && call.Definition.OpenWorld);
        if (!isOutward || (untrusted.Injection != InjectionMode.Escalate && untrusted.Restricted.Count == 0) || units.Reasons(call) is not { } reasons)
        {
            return;
        }

        call.Mode = call.Mode < AtLeast ? AtLeast : call.Mode;
        call.RaisedBecause = reasons[0];
        foreach (var reason in reasons)
        {
            call.Note(reason);
        }
    }

    private static void Mark(ToolCall call, Findings findings)
    {
        call.Outside = new OutsideContent(call.Definition.Connector) { Flags = findings.Shown, Delimited = call.Profile.Governance.Untrusted.Delimiters };
        if (findings.Count > 0)
        {
            call.Note($"Flagged as untrusted instructions: {findings}.");
        }
    }
}
