using CodexMcp.Core.Configuration;
using CodexMcp.Host.Http.Settings;

namespace CodexMcp.Host.Tests.Http.Settings;

/// <summary>Where settings come from, which wins, and how faults are told. What is unsafe is tested on the real process.</summary>
public sealed class HttpSettingsReaderTests : IDisposable
{
    private readonly SettingsFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public void Read_CommandLine_ReplacesTheWholeListOfTheFile()
    {
        var settings = file.Read(
            """{"CodexMcp":{"Http":{"Listen":["http://127.0.0.1:1","http://127.0.0.2:2"],"MaxConnections":7}}}""",
            new CommandLineSetting("CodexMcp:Http:Listen", "--urls", "http://127.0.0.3:3"));

        Assert.Equal("127.0.0.3:3", Assert.Single(settings.Listen).EndPoint.ToString());
        Assert.Equal(7, settings.MaxConnections);
    }

    [Fact]
    public void Read_NamesInOtherLetters_AreTheSame() =>
        Assert.Equal(7, file.Read("""{"codexmcp":{"http":{"maxconnections":7}}}""").MaxConnections);

    [Fact]
    public void Read_FoldersInTheFile_AreRefusedSinceTheyWouldDoNothing() =>
        Assert.Contains("CodexMcp__StateDirectory", Assert.Throws<ConfigurationException>(() => file.Read("""{"CodexMcp":{"StateDirectory":"/srv"}}""")).Errors.Single().Fix);

    [Fact]
    public void Read_Faults_AreAtTheirLineAndColumn()
    {
        var errors = Assert.Throws<ConfigurationException>(() => file.Read("{\n \"CodexMcp\": {\n  \"Http\": { \"Nonsense\": 1,\n   \"MaxSessions\": -1 }\n }\n}")).Errors;

        Assert.Equal([(3, 13), (4, 4)], errors.Select(error => (error.Location.Line, error.Location.Column)));
        Assert.All(errors, error => Assert.Equal(file.Path, error.Location.Path));
    }

    [Fact]
    public void Read_FaultOfAnOption_NamesTheOption()
    {
        var errors = Assert.Throws<ConfigurationException>(() => file.Read("{}", new CommandLineSetting("CodexMcp:Http:Listen", "--urls", "x"))).Errors;

        Assert.All(errors, error => Assert.Equal("--urls", error.Location.Path));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5/32")]
    [InlineData("10.0.0.0/24", "10.0.0.0/24")]
    [InlineData("::1", "::1/128")]
    public void Read_Proxies_AreNetworks(string text, string expected) =>
        Assert.Equal(expected, file.Read("{\"CodexMcp\":{\"Http\":{\"TrustedProxies\":[\"" + text + "\"]}}}").TrustedProxies.Single().ToString());

    [Fact]
    public void Read_EmptyList_IsNotTheDefault() =>
        Assert.Throws<ConfigurationException>(() => file.Read("""{"CodexMcp":{"Http":{"Listen":""}}}"""));
}
