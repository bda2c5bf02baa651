using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HttpKind.Jobs;

/// <summary>What a job is asked for with, as a sealed token: only the same principal in the same role can use it, and only with the tools of that job.</summary>
/// <param name="Owner">The tool that submitted it.</param>
/// <param name="Fingerprint">A hash of what it was submitted with.</param>
/// <param name="Values">What the submit's answer said of it: an object.</param>
/// <param name="Skip">Rows of its result that earlier answers gave: a handle with some is the continuation of a result.</param>
internal readonly record struct JobHandle(string Owner, string Fingerprint, JsonElement Values, int Skip = 0)
{
    private const string Prefix = "hj2";

    /// <summary>Seals it.</summary>
    public string Seal(ToolInvocation invocation) => invocation.Handles.Seal(invocation, string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{Owner}|{Fingerprint}|{Skip}|{Values.GetRawText()}"));

    /// <summary>Reads a token; null when it is forged, old, somebody else's or that of another job.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="plan">The job's plan.</param>
    /// <param name="fingerprint">What the handle must have been submitted with, or null when the call does not repeat it.</param>
    public static JobHandle? TryUnseal(ToolInvocation invocation, JobPlan plan, string? fingerprint)
    {
        if (Json.String(invocation.Arguments, plan.Handle) is not { } token || !invocation.Handles.TryUnseal(invocation, token, out var sealedText)
            || sealedText.Split('|', 5) is not [Prefix, var owner, var submitted, var skip, var values] || !int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) || owner != plan.Owner || (fingerprint is not null && fingerprint != submitted))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(values);
            return new(owner, submitted, document.RootElement.Clone(), rows);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One answer for all that is no handle of the caller's.</summary>
    public static ConnectorException Unknown(JobPlan plan) => new(ConnectorFailure.Refused, $"The '{plan.Handle}' is not known, or it belongs to another call.",
        plan.Step == JobStep.Submit ? "Send it with the same arguments that it came from, or start again without it." : "Take it from the answer of the tool that began the work.");
}
