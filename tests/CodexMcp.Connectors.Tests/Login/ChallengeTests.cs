using CodexMcp.Connectors.Login;

namespace CodexMcp.Connectors.Tests.Login;

/// <summary>What a refusal wants, however it is written.</summary>
public sealed class ChallengeTests
{
    [Theory]
    [InlineData("Bearer resource_metadata=\"https://a.example/x\", scope=\"a b\", error=\"insufficient_scope\"", "https://a.example/x|a b|insufficient_scope")]
    [InlineData("bearer scope=a, error=invalid_token", "|a|invalid_token")]
    [InlineData("Bearer realm=\"a, scope=\\\"b\\\"\", scope=\"c\"", "|c|")]
    [InlineData("Basic realm=\"x\"", "||")]
    [InlineData("Bearer", "||")]
    [InlineData("Bearer scope=\"a\\\\b\", error=\"<script>\"", "||")]
    [InlineData("Bearer scope=\"", "||")]
    [InlineData("Bearer =, ==, scope", "||")]
    public void Read_Header_GivesWhatIsUnderstood(string header, string expected)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized);
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", header);

        var challenge = Challenge.Read(response);

        Assert.Equal(expected, $"{challenge.Metadata}|{challenge.Scope}|{challenge.Error}");
    }
}
