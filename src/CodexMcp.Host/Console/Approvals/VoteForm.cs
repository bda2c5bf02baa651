using CodexMcp.Host.Console.Forms;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Approvals;

/// <summary>Takes a vote. The desk decides whether it counts; what is asked here is that a yes is for what was shown.</summary>
internal sealed class VoteForm(ConsoleParts parts)
{
    private readonly ApprovalPage page = new(parts);

    /// <summary>Takes the form.</summary>
    public async Task SubmitAsync(ConsoleVisit visit, string id, FormFields form)
    {
        bool? approves = form["decision"] switch { "approve" or "override" => true, "decline" => false, _ => null };
        if (approves is null)
        {
            await page.ShowAsync(visit, id, whole: false, new(StatusCodes.Status400BadRequest, "The form said neither yes nor no.", "Nothing was decided. Use one of the buttons.")).ConfigureAwait(false);
            return;
        }

        if (await parts.Store.Approvals.FindAsync(id, visit.Cancelled).ConfigureAwait(false) is not { } approval)
        {
            await visit.ProblemAsync(ConsolePages.NotFound).ConfigureAwait(false);
            return;
        }

        if (approves.Value && !parts.Keys.IsSigned(form["seen"], "seen", visit.Session!.Id.ToString("N"), approval.Id, approval.MessageHash))
        {
            await page.ShowAsync(visit, id, whole: false, new(StatusCodes.Status409Conflict, "The whole call was not shown before this yes.", "Nothing was decided. Read the call, and decide then.")).ConfigureAwait(false);
            return;
        }

        var answer = form["decision"] == "override"
            ? await parts.Desk.OverrideAsync(visit.Approver, id, form["comment"], visit.Cancelled).ConfigureAwait(false)
            : await parts.Desk.VoteAsync(visit.Approver, id, approves.Value, form["comment"], visit.Cancelled).ConfigureAwait(false);
        if (answer.Taken)
        {
            await visit.GoAsync($"/console/approvals/{id}").ConfigureAwait(false);
        }
        else
        {
            await page.ShowAsync(visit, id, whole: false, new(StatusCodes.Status409Conflict, answer.Message, "Your vote was not taken.")).ConfigureAwait(false);
        }
    }
}
