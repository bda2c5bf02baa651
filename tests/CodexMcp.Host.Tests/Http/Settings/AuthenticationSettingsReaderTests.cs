using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Tests.Http.Settings;

/// <summary>Which credentials open the host, as an operator writes it.</summary>
public sealed class AuthenticationSettingsReaderTests : IDisposable
{
    private readonly SettingsFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public void Read_Issuer_IsWhatTheFileSays()
    {
        var options = Read("""
            {"PublicUrl":"https://mcp.example.com","ApiKeys":false,"Issuers":[{"Alias":"corp","Issuer":"https://login.example.com",
            "Groups":["Corp-Analysts = data-analytics","ops=a b"],"RolesByScope":["mcp:analytics = data-analytics"],"ClockSkew":"30s"}]}
            """);

        var issuer = Assert.Single(options.Issuers);
        Assert.False(options.ApiKeys);
        Assert.Equal("https://login.example.com", issuer.Issuer);
        Assert.Equal(["data-analytics"], issuer.Groups["Corp-Analysts"]);
        Assert.Equal(["a", "b"], issuer.Groups["ops"]);
        Assert.Equal(["data-analytics"], issuer.RolesByScope["mcp:analytics"]);
        Assert.Equal(TimeSpan.FromSeconds(30), issuer.ClockSkew);
    }

    [Theory]
    [InlineData("""{"ApiKeys":false}""", "nobody could come in")]
    [InlineData("""{"ApiKey":true}""", "Did you mean 'ApiKeys'?")]
    [InlineData("""{"Issuers":[{"Alias":"corp","Issuer":"https://login.example.com"}]}""", "PublicUrl")]
    [InlineData("""{"PublicUrl":"http://mcp.example.com"}""", "in the clear")]
    [InlineData("""{"PublicUrl":"nonsense"}""", "is no address")]
    [InlineData("""{"PublicUrl":"https://mcp.example.com","Issuers":[{"Alias":"corp","Issuer":"https://login.example.com","Grups":[]}]}""", "Did you mean 'Groups'?")]
    [InlineData("""{"PublicUrl":"https://mcp.example.com","Issuers":[{"Alias":"corp","Issuer":"https://login.example.com","Groups":["nonsense"]}]}""", "not 'value = name'")]
    [InlineData("""{"PublicUrl":"https://mcp.example.com","Issuers":[{"Alias":"corp","Issuer":"http://login.example.com"}]}""", "https")]
    [InlineData("""{"PublicUrl":"https://mcp.example.com","Issuers":[{"Alias":"corp","Issuer":"https://login.example.com","Algorithms":["HS256"]}]}""", "HS256")]
    [InlineData("""{"PublicUrl":"https://mcp.example.com","Issuers":[{"Alias":"corp","Issuer":"https://login.example.com","Introspection":{"Endpoint":"https://login.example.com/i","ClientId":"x","ClientSecret":"canary"}}]}""", "stands in a file")]
    [InlineData("""{"MutualTls":{"AuthorityFile":"no-such-file.pem","Mappings":[{"Name":"dns:a","Principal":"cert:a"}]}}""", "can't be read")]
    [InlineData("""{"Issuers":{"corp":{"Alias":"corp"}}}""", "not part of a list")]
    public void Read_Fault_IsRefusedWithWords(string section, string expected)
    {
        var errors = Assert.Throws<ConfigurationException>(() => Read(section)).Errors;

        Assert.Contains(expected, string.Join("\n", errors));
        Assert.DoesNotContain("canary", string.Join("\n", errors));
        Assert.All(errors, error => Assert.Equal(file.Path, error.Location.Path));
    }

    private CodexMcp.Host.Http.Authentication.AuthenticationOptions Read(string section) =>
        file.Read("{\"CodexMcp\":{\"Authentication\":" + section + "}}").Authentication;
}
