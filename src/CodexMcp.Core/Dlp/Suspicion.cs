using System.Buffers;

namespace CodexMcp.Core.Dlp;

/// <summary>The quick look: one pass that says "certainly clean" for almost everything. What it lets by is looked at closely.</summary>
internal static class Suspicion
{
    // None is shorter than three characters or common in data: the search is ten times as fast for it. Those that are stand below.
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [
            "-----BEGIN", "LS0tLS1CRUdJTi", "0tLS0tQkVHSU4", "tLS0tLUJFR0lO", "ZXlK", "eyJ",
            "AKIA", "ASIA", "ABIA", "ACCA", "AIza", "ya29.", "GOCSPX-", "AccessKey=",
            "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
            "glpat-", "glptt-", "gldt-", "glrt-", "glsoat-", "glcbt-", "glft-", "glimt-", "glagent-", "npm_", "pypi-AgE", "hf_",
            "xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-", "hooks.slack.com",
            "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "sk-",
            "-hint:", "dapi", "pat-", "SG.",
        ],
        StringComparison.Ordinal);

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly SearchValues<string> Names = SearchValues.Create(
        [
            "passw", "pwd", "passphrase", "secret", "api_key", "apikey", "api-key", "access_key", "accesskey", "access-key",
            "account_key", "accountkey", "account-key", "private_key", "privatekey", "private-key", "auth_token", "authtoken", "auth-token",
            "access_token", "accesstoken", "access-token", "refresh_token", "refreshtoken", "refresh-token", "authorization", "bearer", "basic", "sig=",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Stands in the middle of Azure's client secrets.</summary>
    private const string AzureMark = "Q~";
    private const string SalesforceMark = "00D";
    private const string TwilioMark = "SK";
    private const int TwilioDigits = 32;

    /// <summary>Whether a text may hold a secret.</summary>
    public static bool MayHoldSecret(ReadOnlySpan<char> text) =>
        text.ContainsAny(Beginnings)
        || text.ContainsAny(Names)
        || text.IndexOf(AzureMark, StringComparison.Ordinal) >= 0
        || (text.Contains('!') && text.IndexOf(SalesforceMark, StringComparison.Ordinal) >= 0)
        || HasHexAfter(text, TwilioMark)
        || (text.IndexOf("://", StringComparison.Ordinal) >= 0 && text.Contains('@'));

    /// <summary>
    /// Whether raw JSON is certainly clean: no secret, nothing hidden, and no escape that could spell either. The short escapes of
    /// new lines, tabs, quotes and backslashes can't.
    /// </summary>
    public static bool IsClean(ReadOnlySpan<char> json) =>
        !MayHoldSecret(json) && VisibleText.IndexOfHidden(json) < 0 && !WideText.IsIn(json) && !HasTellingEscape(json);

    private static bool HasHexAfter(ReadOnlySpan<char> text, string mark)
    {
        for (var rest = text; ;)
        {
            var at = rest.IndexOf(mark, StringComparison.Ordinal);
            if (at < 0 || rest.Length < at + mark.Length + TwilioDigits)
            {
                return false;
            }

            rest = rest[(at + mark.Length)..];
            if (rest[..TwilioDigits].IndexOfAnyExcept(HexDigits) < 0)
            {
                return true;
            }
        }
    }

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
