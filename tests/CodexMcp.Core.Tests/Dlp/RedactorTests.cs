using System.Text;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Dlp;

/// <summary>A corpus of secrets, each in every place a result has; and a corpus of harmless text that must stay as it is.</summary>
public sealed class RedactorTests
{
    private const string Hex32 = "0123456789abcdef0123456789abcdef";
    private const string Mixed = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d";
    private const string Jwt = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkoifQ.dGhpcyBpcyBub3QgYSByZWFsIHNpZ25hdHVyZQ";
    private const string Pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAxyz0123456789\nabcdefghijkl+/==\n-----END RSA PRIVATE KEY-----";

    // Put together at run time, so that no scanner of source code takes this file for a leak.
    public static TheoryData<string, string, string> Secrets()
    {
        var all = new TheoryData<string, string, string>();
        void Add(string kind, string text, string? secret = null) => all.Add(kind, text, secret ?? text);

        Add("private_key", Pem);
        Add("private_key", Pem.Replace("RSA ", "", StringComparison.Ordinal));
        Add("private_key", Pem.Replace("RSA ", "ENCRYPTED ", StringComparison.Ordinal));
        Add("private_key", Pem.Replace("RSA ", "OPENSSH ", StringComparison.Ordinal));
        Add("private_key", Pem.Replace("\n", "\\n", StringComparison.Ordinal));
        Add("private_key", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY");
        Add("private_key", "-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQOYBF\n-----END PGP PRIVATE KEY BLOCK-----");
        Add("encoded_secret", Base64(Pem));
        Add("encoded_secret", Base64("x" + Pem), Base64("x" + Pem)[4..]);
        Add("encoded_secret", Base64("xy" + Pem), Base64("xy" + Pem)[4..]);
        Add("encoded_secret", Convert.ToBase64String(Encoding.ASCII.GetBytes(Pem), Base64FormattingOptions.InsertLineBreaks));
        Add("encoded_secret", Base64(Jwt));
        Add("jwt", Jwt);
        Add("jwt", "prefix.part.x" + Jwt, Jwt);
        Add("jwt", Jwt[..(Jwt.LastIndexOf('.') + 1)]);
        Add("aws_key", "AKIA" + "IOSFODNN7EXAMPLE");
        Add("aws_key", "ASIA" + "IOSFODNN7EXAMPLE");
        Add("google_key", "AIza" + "SyA1234567890abcdefghijklmnopqrstuv"[..35]);
        Add("google_key", "ya29." + Mixed);
        Add("google_key", "GOCSPX-" + Mixed[..28]);
        Add("azure_key", "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=" + Mixed + Mixed + "aBcDeF==;EndpointSuffix=core", Mixed + Mixed);
        Add("azure_key", "https://x.blob.core.windows.net/c?sv=2022&sig=" + Mixed, Mixed);
        Add("azure_key", "abc8Q~" + Mixed[..34]);
        foreach (var prefix in new[] { "ghp_", "gho_", "ghu_", "ghs_", "ghr_" })
        {
            Add("source_token", prefix + Mixed[..36]);
        }

        Add("source_token", "github_pat_" + Mixed);
        Add("source_token", "glpat-" + Mixed[..20]);
        Add("source_token", "npm_" + Mixed[..36]);
        Add("source_token", "pypi-AgE" + Mixed);
        Add("slack_token", "xoxb-" + "123456789012-123456789012-" + Mixed[..24]);
        Add("slack_token", "xapp-1-" + Mixed);
        Add("slack_token", "https://hooks.slack.com/services/T00000000/B00000000/" + Mixed[..24], Mixed[..24]);
        Add("stripe_key", "sk_live_" + Mixed[..24]);
        Add("stripe_key", "rk_test_" + Mixed[..24]);
        Add("stripe_key", "whsec_" + Mixed[..32]);
        Add("ai_key", "sk-proj-" + Mixed);
        Add("ai_key", "sk-ant-api03-" + Mixed);
        Add("ai_key", "sk-" + Mixed + Mixed[..8]);
        Add("vendor_token", "ver:1-hint:1234567890-ETMsDgAAAX" + Mixed);
        Add("vendor_token", "dapi" + Hex32);
        Add("vendor_token", "pat-na1-01234567-89ab-cdef-0123-456789abcdef");
        Add("vendor_token", "SG." + Mixed[..22] + "." + Mixed + "abc");
        Add("vendor_token", "SK" + Hex32);
        Add("vendor_token", "00D000000000001!" + Mixed + Mixed);
        Add("bearer_token", "Authorization: Bearer " + Mixed, Mixed);
        Add("bearer_token", "authorization:bearer  " + Mixed, Mixed);
        Add("basic_credentials", "Authorization: Basic " + Base64("alice:hunter2!"), Base64("alice:hunter2!"));
        Add("url_password", "postgres://alice:hunter2!@db.example.com:5432/x", "hunter2!");
        Add("url_password", "redis://:hunter2!@cache", "hunter2!");
        Add("password", "Server=db;User Id=sa;Password=hunter2!;Encrypt=true", "hunter2!");
        Add("password", "Server=db;Pwd=hunter2!", "hunter2!");
        Add("password", "PGPASSWORD=hunter2! psql", "hunter2!");
        Add("password", "ALTER USER x SET PASSWORD = 'hunter2!'", "hunter2!");
        Add("password", "password: hunter2!", "hunter2!");
        Add("password", "{\"password\": \"hunter2!\"}", "hunter2!");
        Add("password", "{'api_key': 'hunter2!'}", "hunter2!");
        Add("password", "client_secret=" + Mixed, Mixed);
        Add("password", "aws_secret_access_key = " + Mixed, Mixed);
        return all;
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public async Task CallAsync_SecretAnywhereInAResult_IsMasked(string kind, string text, string secret)
    {
        var json = System.Text.Json.JsonEncodedText.Encode(text).Value;
        foreach (var result in new[]
        {
            $$"""{"v":"{{json}}"}""",
            $$"""{"rows":[[1,"x"],[2,"before {{json}} after"]]}""",
            $$"""{"{{json}}":1}""",
            """{"a":{"b":[{"c":"@"}]}}""".Replace("@", string.Concat(text.Select(character => $"\\u{(int)character:x4}")), StringComparison.Ordinal),
        })
        {
            var kit = Returning(result, "In words: " + text);

            var outcome = await kit.CallAsync("fake_get");

            Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
            var strings = Strings(outcome.Structured);
            Assert.DoesNotContain(secret, strings, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, outcome.Text, StringComparison.Ordinal);
            Assert.Contains($"[redacted:{kind}]", strings, StringComparison.Ordinal);
            Assert.Contains($"[redacted:{kind}]", outcome.Text, StringComparison.Ordinal);
            Assert.Contains(kit.Audit.Last.Notes!, note => note.Contains(kind, StringComparison.Ordinal) && !note.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public async Task CallAsync_SecretInAnError_IsMaskedInAnswerAndRecord(string kind, string text, string secret)
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => throw new CodexMcp.Abstractions.ConnectorException(CodexMcp.Abstractions.ConnectorFailure.Refused, "Failed: " + text, "Mend: " + text);

        var outcome = await kit.CallAsync("fake_get");

        foreach (var said in new[] { Kit.Error(outcome, "message"), Kit.Error(outcome, "next"), outcome.Text, kit.Audit.Last.Reason! })
        {
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
            Assert.Contains($"[redacted:{kind}]", said, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(secret, kit.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public async Task CallAsync_RoleBlocksSecrets_ResultIsWithheld(string kind, string text, string secret)
    {
        var kit = Returning("""{"rows":[{"a~/b":"@"}]}""".Replace("@", System.Text.Json.JsonEncodedText.Encode(text).Value, StringComparison.Ordinal), null);
        kit.Profile = kit.Profile with { Governance = kit.Profile.Governance with { Secrets = DlpAction.Block } };

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(OutcomeCode.BlockedByDlp, outcome.Code);
        Assert.Contains($"{kind} at /rows/0/a~0~1b", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, outcome.Text, StringComparison.Ordinal);
        Assert.Null(kit.Audit.Last.Result);
    }

    // The other kinds end where such a character stands, and the rest means nothing alone.
    public static IEnumerable<TheoryDataRow<string, string, string>> Tokens() =>
        Secrets().Where(row => row.Data.Item1 is not ("password" or "encoded_secret" or "private_key"));

    [Theory]
    [MemberData(nameof(Tokens))]
    public void Clean_InvisibleCharactersInside_DoNotHideASecret(string kind, string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.Ordinal) + (secret.Length / 2);
        var cleaned = new Redactor().Clean(text.Insert(at, "\u200b"));

        Assert.Contains($"[redacted:{kind}]", cleaned, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[(secret.Length / 2)..], cleaned, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f47ac10b-58cc-4372-a567-0e02b2c3d479")]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsu")]
    [InlineData("eyJrZXkiOiJ2YWx1ZSIsIm51bWJlciI6NDJ9")] // base64 of plain JSON
    [InlineData("ZXlKIGp1c3QgYmFzZTY0")]
    [InlineData("The password policy asks for a new password every 90 days.")]
    [InlineData("password: required")]
    [InlineData("Secrets are blocked; see the secret santa list: Bob.")]
    [InlineData("column password_reset_at TIMESTAMP_NTZ")]
    [InlineData("basic authentication and bearer authentication are supported")]
    [InlineData("We offer basic training for standard bearers everywhere.")]
    [InlineData("task-management, risk-assessment, desk-research-and-development-programme")]
    [InlineData("password=***** and pwd=${DB_PASSWORD} and api_key=<your key>")]
    [InlineData("https://example.com/path?x=1#y and mail alice@example.com")]
    [InlineData("https://example.com:8443/users/@alice")]
    [InlineData("See http://wiki.example.com/a:b and @team")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEF\n-----END PUBLIC KEY-----")]
    [InlineData("SKU SK-1234 and SKI0123456789")]
    [InlineData("MASKED AKIAN 00D10 SG.1 dapi npm_install hf_")]
    [InlineData("Zürich, 東京, Привет, ✓ 👍🏽 ☕️ 🇨🇭")]
    [InlineData("line one\r\nline two\n\ttabbed")]
    [InlineData("")]
    public async Task CallAsync_HarmlessText_StaysAsItIs(string text)
    {
        var kit = Returning($$"""{"v":"{{System.Text.Json.JsonEncodedText.Encode(text)}}"}""", text + ".");

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(text, outcome.Structured.GetProperty("v").GetString());
        Assert.Equal(text + ".", outcome.Text);
        Assert.Null(kit.Audit.Last.Notes);
    }

    [Fact]
    public async Task CallAsync_EncodedCertificate_StaysAsItIs()
    {
        var certificate = Base64("-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQG\n-----END CERTIFICATE-----");

        var outcome = await Returning($$"""{"v":"{{certificate}}"}""", null).CallAsync("fake_get");

        Assert.Equal(certificate, outcome.Structured.GetProperty("v").GetString());
    }

    [Theory]
    [InlineData("password")]
    [InlineData("Password")]
    [InlineData("API_KEY")]
    [InlineData("client-secret")]
    [InlineData("awsSecretAccessKey")]
    public async Task CallAsync_MemberNamedLikeASecret_IsMaskedWhateverItHolds(string name)
    {
        var outcome = await Returning($$"""{"{{name}}":"tiger","list":{"{{name}}":["lion",7,null,true,""]},"other":"tiger"}""", null).CallAsync("fake_get");

        Assert.Equal($$"""{"{{name}}":"[redacted:password]","list":{"{{name}}":["[redacted:password]",7,null,true,""]},"other":"tiger"}""", outcome.Structured.GetRawText());
    }

    [Fact]
    public async Task CallAsync_HostileText_IsMadeVisibleEverywhere()
    {
        foreach (var hidden in new[] { "\u001b[31m", "\u001b]8;;http://evil\u0007", "\u0000", "\u0008", "\r", "\u007f", "\u0085", "\u009b31m", "\u00ad", "\u200b", "\u200e", "\u202e", "\u2028", "\u2066", "\ufeff", "\U000E0041", "\U000E0100" })
        {
            var json = string.Concat(hidden.Select(character => $"\\u{(int)character:x4}"));
            var kit = Returning($$"""{"v":"a{{json}}b","n{{json}}":[{"x":"{{json}}"}]}""", $"a{hidden}b");
            var failing = new Kit(Some.Read());
            failing.Connector.OnExecute = (_, _) => throw new CodexMcp.Abstractions.ConnectorException(CodexMcp.Abstractions.ConnectorFailure.Refused, $"a{hidden}b", "Next.");

            var outcome = await kit.CallAsync("fake_get");
            var error = await failing.CallAsync("fake_get");

            foreach (var said in new[] { Strings(outcome.Structured), outcome.Text, Kit.Error(error, "message"), failing.Audit.Last.Reason! })
            {
                Assert.DoesNotContain(hidden, said, StringComparison.Ordinal);
                Assert.Contains($"\\u{(int)hidden[0]:x4}", said, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Clean_LongHostileText_StaysLinear()
    {
        var redactor = new Redactor();
        foreach (var part in new[] { "eyJ", "eyJaaaaaaaa.", "-----BEGIN PRIVATE KEY-----", "-----BEGIN", "://a:", "password=", "password\"", "sk-", "bearer ", "LS0tLS1CRUdJTi", "ghp_", "ver:1-hint:1-", "SG.aaaaaaaaaaaaaaaa.", "00D", "a8Q~", "\u200b" })
        {
            var text = string.Concat(Enumerable.Repeat(part, 40_000 / part.Length));
            var watch = System.Diagnostics.Stopwatch.StartNew();

            _ = redactor.Clean(text);

            Assert.True(watch.ElapsedMilliseconds < 2_000, $"{part}: {watch.ElapsedMilliseconds} ms");
        }
    }

    [Fact]
    public void Clean_NothingToDo_GivesTheSameInstance()
    {
        var redactor = new Redactor();
        var text = "Nothing of interest, but a word like password.";
        var json = Some.Json("""{"password_policy":"90 days","q":"it\u0027s"}""");

        Assert.Same(text, redactor.Clean(text));
        Assert.Equal(json.GetRawText(), redactor.Clean(json).GetRawText());
    }

    private static Kit Returning(string structured, string? text)
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => ValueTask.FromResult(new CodexMcp.Abstractions.ToolResult { Structured = Some.Json(structured), Text = text });
        return kit;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    /// <summary>All names and strings of a value, decoded.</summary>
    private static string Strings(System.Text.Json.JsonElement value) => value.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Object => string.Join('\n', value.EnumerateObject().Select(property => property.Name + "\n" + Strings(property.Value))),
        System.Text.Json.JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Strings)),
        _ => value.ToString(),
    };
}
