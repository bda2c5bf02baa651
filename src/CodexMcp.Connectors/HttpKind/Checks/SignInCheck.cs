using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks <c>auth</c> of kind <c>sign_in</c>.</summary>
internal static class SignInCheck
{
    /// <summary>Its keys beside those that it needs.</summary>
    public static readonly string[] Optional = ["name", "scheme", "values", "lifetime", "sign_out"];

    public static void Check(ConfigNode auth, TemplateCheck templates, HostAllowlist allowed, ConfigurationErrors errors)
    {
        var before = templates.ForSession();
        if (auth["request"] is { } request)
        {
            new RequestCheck(before, allowed, errors) { IsCredential = true }.Check(request);
        }

        if (auth["sign_out"] is { } last)
        {
            new RequestCheck(templates, allowed, errors).Check(last);
        }

        before.At(auth["token"]);
        foreach (var (_, _, value) in auth["values"]?.Entries ?? [])
        {
            before.At(value);
        }

        ManifestTool.Duration(auth, "lifetime", errors);
    }
}
