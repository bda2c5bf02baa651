using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Tests.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>A manifest that is wrong stops the start, with the place and what to do: each row changes the shipped Slack manifest in one way.</summary>
public sealed class CheckTests
{
    [Theory]
    [InlineData("base_url: https://slack.com/api", "base_url: http://slack.com/api", "may not be called: only https on port 443 is allowed. Use https")]
    [InlineData("base_url: https://slack.com/api", "base_url: https://slack.com.evil.example/api", "its host is not one that the connector's manifest declares")]
    [InlineData("base_url: https://slack.com/api", "base_url: \"https://{setting.host}.slack.com/api\"", "'{setting.host}' is not a setting of the environment 'sandbox'")]
    [InlineData("base_url: https://slack.com/api\n", "", "needs 'base_url'")]
    [InlineData("path: /users.lookupByEmail", "base_url: \"https://{email}\", path: /users.lookupByEmail", "what a call brings could choose the host")]
    [InlineData("path: /users.lookupByEmail", "base_url: \"{email}\", path: /users.lookupByEmail", "what a call brings could choose the host")]
    [InlineData("path: /users.lookupByEmail", "base_url: \"https://slack.com/{email}\", path: /users.lookupByEmail", "what a call brings could choose the host")]
    [InlineData("auth: { kind: bearer, token: \"{setting.token}\" }", "auth: { kind: bearer }", "auth of kind bearer needs 'token'")]
    [InlineData("auth: { kind: bearer, token: \"{setting.token}\" }", "auth: { kind: bearer, token: xoxb-real-secret }", "a secret never stands in a manifest")]
    [InlineData("auth: { kind: bearer, token: \"{setting.token}\" }", "auth: { kind: bearer, token: \"{setting.tokne}\" }", "'{setting.tokne}' is not a setting of the environment 'production'. Did you mean 'token'?")]
    [InlineData("auth: { kind: bearer, token: \"{setting.token}\" }", "auth: { kind: bearer, token: \"{setting.token}\", user: me }", "auth of kind bearer has no 'user'")]
    [InlineData("query: { email: \"{email}\" }", "query: { email: \"{emial}\" }", "'{emial}' is not an argument of this tool. Did you mean 'email'?")]
    [InlineData("query: { email: \"{email}\" }", "query: { email: fixed }", "Nothing uses the argument 'email'")]
    [InlineData("query: { email: \"{email}\" }", "query: { email: \"{email|uper}\" }", "'uper' is not a step. Did you mean 'upper'?")]
    [InlineData("query: { email: \"{email}\" }", "query: { email: \"{email\" }", "A '{' has no '}'")]
    [InlineData("query: { email: \"{email}\" }", "query: { email: \"{/user}\" }", "is a place in the answer, and there is none yet")]
    [InlineData("query: { email: \"{email}\" }", "query: { email: [\"{email}\"] }", "must be a text or a plain value here")]
    [InlineData("path: /users.lookupByEmail", "path: /../users", "is not a path below the base address")]
    [InlineData("path: /users.lookupByEmail", "path: //evil.example", "is not a path below the base address")]
    [InlineData("path: /chat.postMessage", "path: \"/chat/{thread}\"", "'{thread}' is a part of the path, but not a required argument")]
    [InlineData("method: POST\n      path: /chat.postMessage", "method: GET\n      path: /chat.postMessage", "A GET has no body")]
    [InlineData("method: POST\n      path: /chat.postMessage", "method: DELETE\n      path: /chat.postMessage", "The verb is write, but a DELETE destroys")]
    [InlineData("verb: write", "verb: read", "The verb is read, but a POST usually changes something")]
    [InlineData("verb: read\n    open_world: false\n    timeout: 30s\n    items: /channels", "verb: write\n    open_world: false\n    timeout: 30s\n    items: /channels", "The verb is write, but a GET reads")]
    [InlineData("items: /channels", "items: /messages", "'items' points at '/messages'")]
    [InlineData("from: /channels", "from: channels", "is not a place in the answer")]
    [InlineData("from: /channels", "form: /channels", "The key 'form' is not known in a result. Did you mean 'from'?")]
    [InlineData("topic: /topic/value", "topic: /topic/value | sort", "is not a place in the answer")]
    [InlineData("result: { id: /user/id,", "result: { ident: /user/id,", "The output schema has no 'ident'")]
    [InlineData("result: { id: /user/id,", "result: { truncated: /user/id,", "The host writes 'truncated' itself")]
    [InlineData("kind: cursor, next: /response_metadata/next_cursor, parameter: cursor, max_pages: 5", "kind: cursor, parameter: cursor", "pagination of kind cursor needs 'next'")]
    [InlineData("rows_argument: limit", "rows_argument: name", "'rows_argument' names 'name', which is not an integer argument")]
    [InlineData("in_scope: read_channels", "in_scope: channels", "'in_scope' names 'channels', which the connector's scope does not have")]
    [InlineData("value: \"{channel}\", in_scope: read_channels, ", "", "The rule says nothing")]
    [InlineData("arguments: { email: ada@synthetic.example }", "arguments: { mail: ada@synthetic.example }", "The example does not fit the input schema")]
    [InlineData("expect: { /id: U0SYNTH01", "expect: { id: U0SYNTH01", "'id' is not a JSON pointer")]
    [InlineData("collection: channels", "collection: chanels", "There is no collection 'chanels' in the sandbox. Did you mean 'channels'?")]
    [InlineData("code: [/error]", "code: [error]", "'error' is not a JSON pointer")]
    [InlineData("kind: http", "kind: native", "The key 'base_url' is for connectors of kind http")]
    public void Load_WrongManifest_SaysWhereAndWhatToDo(string old, string replacement, string expected)
    {
        var errors = Errors(old, replacement);

        Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Matches(@"^connectors/slack/connector\.yaml:\d+:\d+: .+\. .+$", error));
        Assert.DoesNotContain(errors, error => error.Contains("xoxb-real-secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_VerbThatSaysWhy_IsTaken() =>
        Assert.Empty(Errors("method: POST\n      path: /chat.deleteScheduledMessage", "method: DELETE\n      because: What is cancelled can be scheduled again.\n      path: /chat.deleteScheduledMessage"));

    private static string[] Errors(string old, string replacement)
    {
        var folder = Directory.CreateTempSubdirectory("codex-mcp-");
        try
        {
            var text = File.ReadAllText(Path.Combine(Shipped.Connectors, "slack/connector.yaml")).ReplaceLineEndings("\n");
            var at = text.IndexOf(old, StringComparison.Ordinal);
            Assert.True(at >= 0, old);
            var target = Directory.CreateDirectory(Path.Combine(folder.FullName, "connectors", "slack"));
            File.WriteAllText(Path.Combine(target.FullName, "connector.yaml"), text[..at] + replacement + text[(at + old.Length)..]);
            var errors = new ConfigurationErrors();
            ManifestLoader.Load(ConfigurationFolder.Open(target.Parent!.FullName), "slack", static _ => null, errors);
            return [.. errors.ToSorted().Select(error => error.ToString())];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
