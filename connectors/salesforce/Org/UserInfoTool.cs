using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Org;

/// <summary>get_user_info: as whom the connector works.</summary>
internal sealed class UserInfoTool(SalesforceApi api) : ISalesforceTool
{
    public ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken) => ValueTask.FromResult(GuardVerdict.Pass);

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(ApiCall.Get("/services/oauth2/userinfo"), cancellationToken).ConfigureAwait(false);
        if (!SalesforceId.TryNormalise(ApiJson.Text(answer.Root, "user_id"), out var user) || !SalesforceId.TryNormalise(ApiJson.Text(answer.Root, "organization_id"), out var org))
        {
            throw SalesforceErrors.BadAnswer("it names no user or no org");
        }

        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("user_id", user);
        writer.WriteString("organization_id", org);
        foreach (var (member, name) in (ReadOnlySpan<(string, string)>)[("username", "preferred_username"), ("name", "name"), ("time_zone", "zoneinfo"), ("locale", "locale")])
        {
            if (VendorText.Clean(ApiJson.Text(answer.Root, name), 200) is { Length: > 0 } text)
            {
                writer.WriteString(member, text);
            }
        }

        return new ToolResult { Structured = JsonResult.End(writer, buffer) };
    }
}
