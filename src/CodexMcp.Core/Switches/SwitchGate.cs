using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Switches;

/// <summary>Stops a call whose role, connector, tool or principal is switched off: when it comes in, and again right before it is sent.</summary>
internal sealed class SwitchGate(SwitchBoard? board)
{
    public ValueTask<Rejection?> CheckAsync(ToolCall call)
    {
        if (board is null)
        {
            return default;
        }

        var found = board.FindAsync(call.Profile.Role, call.Definition.Connector, call.Definition.Name, call.Request.Principal);
        return found.IsCompletedSuccessfully ? new(Judge(found.Result)) : WaitAsync(found);
    }

    private static async ValueTask<Rejection?> WaitAsync(ValueTask<Switch?> found) => Judge(await found.ConfigureAwait(false));

    private static Rejection? Judge(Switch? off) => off is null ? null : new Rejection(
        OutcomeCode.Denied,
        $"The {Switch.Word(off.Kind)} {ResolveStage.Shown(off.Name)} was switched off at {off.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {off.Reason}",
        "Do not repeat the call, and do not try another way: tell the user. It works again when an approver switches it on.");
}
