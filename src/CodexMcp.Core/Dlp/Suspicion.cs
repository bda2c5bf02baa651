using System.Buffers;

namespace CodexMcp.Core.Dlp;

/// <summary>The quick look: one pass that says "certainly clean" for almost everything. What it lets by is looked at closely.</summary>
internal static class Suspicion
{
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [
            "-----BEGIN", "LS0tLS1CRUdJTi", "0tLS0tQkVHSU4", "tLS0tLUJFR0lO", "ZXlK", "eyJ",
            "AKIA", "ASIA", "ABIA", "ACCA", "AIza", "ya29.", "GOCSPX-", "AccessKey=", "Q~",
            "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
            "glpat-", "glptt-", "gldt-", "glrt-", "glsoat-", "glcbt-", "glft-", "glimt-", "glagent-", "npm_", "pypi-AgE", "hf_",
            "xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-", "hooks.slack.com",
            "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "sk-",
            "-hint:", "dapi", "pat-", "SG.", "SK0", "SK1", "SK2", "SK3", "SK4", "SK5", "SK6", "SK7", "SK8", "SK9", "SKa", "SKb", "SKc", "SKd", "SKe", "SKf", "00D",
        ],
        StringComparison.Ordinal);

    private static readonly SearchValues<string> Names = SearchValues.Create(
        [
            "passw", "pwd", "passphrase", "secret", "api_key", "apikey", "api-key", "access_key", "accesskey", "access-key",
            "account_key", "accountkey", "account-key", "private_key", "privatekey", "private-key", "auth_token", "authtoken", "auth-token",
            "access_token", "accesstoken", "access-token", "refresh_token", "refreshtoken", "refresh-token", "authorization", "bearer", "basic", "sig=",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text may hold a secret.</summary>
    public static bool MayHoldSecret(ReadOnlySpan<char> text) =>
        text.ContainsAny(Beginnings)
        || text.ContainsAny(Names)
        || (text.IndexOf("://", StringComparison.Ordinal) >= 0 && text.Contains('@'));

    /// <summary>
    /// Whether raw JSON is certainly clean: no secret, nothing hidden, and no escape that could spell either. The short escapes of
    /// new lines, tabs, quotes and backslashes can't.
    /// </summary>
    public static bool IsClean(ReadOnlySpan<char> json) =>
        !MayHoldSecret(json) && VisibleText.IndexOfHidden(json) < 0 && !HasTellingEscape(json);

    private static bool HasTellingEscape(ReadOnlySpan<char> json)
    {
        for (var rest = json; ;)
        {
            var at = rest.IndexOf('\\');
            if (at < 0 || at + 1 >= rest.Length)
            {
                return at >= 0;
            }

            if (rest[at + 1] is not ('n' or 't' or '"' or '\\'))
            {
                return true;
            }

            rest = rest[(at + 2)..];
        }
    }
}
