using System.Text.RegularExpressions;

namespace CodexMcp.Core.Dlp;

/// <summary>
/// The exact forms of secrets. Every pattern is linear in practice: it starts at a literal, its repeats are atomic or bounded, and a time-out stands behind it;
/// a pattern that times out throws, which withholds the result.
/// </summary>
internal static partial class SecretPatterns
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const RegexOptions AnyCase = Options | RegexOptions.IgnoreCase;
    private const int Timeout = 250; // milliseconds

    /// <summary>One kind of secret.</summary>
    /// <param name="Kind">What the marker and the record call it.</param>
    /// <param name="Regex">The form; the group <c>secret</c>, where there is one, is what is masked.</param>
    /// <param name="IsReal">A closer look at a match, or null.</param>
    internal sealed record Pattern(string Kind, Regex Regex, Func<Match, bool>? IsReal = null);

    private static Pattern[]? all;

    /// <summary>All patterns; the generic ones last, so that a known kind is named.</summary>
    public static Pattern[] All => all ??=
    [
        new("private_key", PrivateKey()),
        new("encoded_secret", Encoded(), SecretChecks.IsEncodedSecret),
        new("jwt", Jwt(), SecretChecks.IsJwt),
        new("aws_key", Aws()),
        new("google_key", Google()),
        new("azure_key", Azure()),
        new("source_token", Source()),
        new("slack_token", Slack()),
        new("stripe_key", Stripe()),
        new("ai_key", Ai()),
        new("vendor_token", Vendor()),
        new("bearer_token", Bearer(), SecretChecks.HasDigit),
        new("basic_credentials", Basic(), SecretChecks.IsUserAndPassword),
        new("url_password", UrlPassword()),
        new("password", Named(), SecretChecks.IsValue),
    ];

    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----([\s\S]*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----|[\s\S]*)", Options, Timeout)]
    private static partial Regex PrivateKey();

    // "-----BEGIN" in base64 at its three alignments, and "eyJ" (a JWT in base64 once more).
    [GeneratedRegex(@"(LS0tLS1CRUdJTi|0tLS0tQkVHSU4|tLS0tLUJFR0lO|ZXlK)(?>[A-Za-z0-9+/=_\-\r\n]{12,})", Options, Timeout)]
    private static partial Regex Encoded();

    // Begins where a run of letters begins, so that each run is read once; the check looks for the header inside.
    [GeneratedRegex(@"(?<![A-Za-z0-9_-])(?>[A-Za-z0-9_-]{3,})(\.(?>[A-Za-z0-9_-]*)){1,8}", Options, Timeout)]
    private static partial Regex Jwt();

    [GeneratedRegex(@"(?<![A-Z0-9])(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])", Options, Timeout)]
    private static partial Regex Aws();

    [GeneratedRegex(@"(?<![0-9A-Za-z_-])AIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])|ya29\.[0-9A-Za-z_-]{20,2048}|GOCSPX-[0-9A-Za-z_-]{20,128}", Options, Timeout)]
    private static partial Regex Google();

    [GeneratedRegex(@"(AccountKey|SharedAccessKey|AccessKey)=(?<secret>[A-Za-z0-9+/]{20,100}={0,2})|[?&]sig=(?<secret>[A-Za-z0-9%+/=_-]{20,200})|(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", Options, Timeout)]
    private static partial Regex Azure();

    [GeneratedRegex(@"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255}|gl(pat|ptt|dt|rt|soat|cbt|ft|imt|agent)-[A-Za-z0-9_.-]{20,255}|(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36,64}|pypi-AgE[A-Za-z0-9_-]{20,1024}|(?<![A-Za-z0-9_-])hf_[A-Za-z0-9]{30,64}", Options, Timeout)]
    private static partial Regex Source();

    [GeneratedRegex(@"xox[abeoprs]-[0-9A-Za-z-]{10,255}|xapp-[0-9]-[0-9A-Za-z-]{10,255}|hooks\.slack\.com/(services|workflows)/[A-Za-z0-9/_-]{20,255}", Options, Timeout)]
    private static partial Regex Slack();

    [GeneratedRegex(@"(sk|rk)_(live|test)_[0-9a-zA-Z]{10,255}|whsec_[0-9a-zA-Z+/=]{20,255}", Options, Timeout)]
    private static partial Regex Stripe();

    [GeneratedRegex(@"sk-(proj|svcacct|admin|ant|or|None)-[A-Za-z0-9_-]{16,512}|(?<![A-Za-z0-9_-])sk-[A-Za-z0-9]{32,255}", Options, Timeout)]
    private static partial Regex Ai();

    // Snowflake sessions, Databricks, HubSpot, SendGrid, Twilio, Salesforce sessions.
    [GeneratedRegex(@"ver:\d{1,3}-hint:\d{1,20}-[A-Za-z0-9+/=_-]{20,4096}|(?<![A-Za-z0-9])dapi[0-9a-f]{32}(-\d)?|pat-[a-z]{2,4}\d-[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}|(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])|(?<![A-Za-z0-9])00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{40,512}", Options, Timeout)]
    private static partial Regex Vendor();

    [GeneratedRegex(@"\bbearer\s{1,4}(?<secret>[A-Za-z0-9._~+/=-]{16,4096})", AnyCase, Timeout)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\bbasic\s{1,4}(?<secret>[A-Za-z0-9+/]{8,1024}={0,2})", AnyCase, Timeout)]
    private static partial Regex Basic();

    [GeneratedRegex(@"://[^\s/?#:@""'<>]{0,256}:(?<secret>[^\s/?#@""'<>]{1,256})@", Options, Timeout)]
    private static partial Regex UrlPassword();

    [GeneratedRegex(@"(password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?key|account[_-]?key|secret[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token)[""']?\s{0,3}(=>|:=|=|:)\s{0,3}(?<secret>""[^""\r\n]{1,512}""|'[^'\r\n]{1,512}'|[^\s""'&;,<>(){}\[\]]{4,512})", AnyCase, Timeout)]
    private static partial Regex Named();
}
