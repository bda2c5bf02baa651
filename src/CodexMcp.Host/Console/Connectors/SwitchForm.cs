using CodexMcp.Core.Switches;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Console.Forms;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Connectors;

/// <summary>Throws a kill switch. The desk records who and why before it counts.</summary>
internal sealed class SwitchForm(ConsoleParts parts, ConnectorsPage page)
{
    /// <summary>Takes the form.</summary>
    public async Task SubmitAsync(ConsoleVisit visit, FormFields form)
    {
        bool? on = form["to"] switch { "on" => true, "off" => false, _ => null };
        var name = form["name"]?.Trim() ?? "";
        if (on is null || !SwitchPanel.Kinds.Any(one => Switch.Word(one) == form["kind"]))
        {
            await page.ShowAsync(visit, new(StatusCodes.Status400BadRequest, "The form did not say what to switch.", "Nothing was switched. Use the page’s own form.")).ConfigureAwait(false);
            return;
        }

        var kind = SwitchPanel.Kinds.First(one => Switch.Word(one) == form["kind"]);
        if (!on.Value && SwitchNames.Problem(parts.Roles.Loaded, kind, name) is { } unknown)
        {
            await page.ShowAsync(visit, new(StatusCodes.Status400BadRequest, unknown, "Nothing was switched off.")).ConfigureAwait(false);
            return;
        }

        var answer = await parts.Services.Desks.Switches.ThrowAsync(visit.Approver, kind, name, on.Value, form["reason"], visit.Cancelled).ConfigureAwait(false);
        await (answer.Done ? visit.GoAsync(ConnectorsPage.Path) : page.ShowAsync(visit, new(StatusCodes.Status409Conflict, answer.Message, "Nothing was changed."))).ConfigureAwait(false);
    }
}
