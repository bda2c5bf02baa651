using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Tests.Http.Settings;

/// <summary>Where notices may go is settled when the host starts: what is no plain https address, or loopback, is refused.</summary>
public sealed class NoticeSettingsReaderTests
{
    [Theory]
    [InlineData("https://hooks.example.com/codex", null)]
    [InlineData("http://127.0.0.1:8080/hook", null)]
    [InlineData("http://hooks.example.com/codex", "no address that can be used")]
    [InlineData("https://hooks.example.com:8443/codex", "no address that can be used")]
    [InlineData("https://user:pass@hooks.example.com/", "no address that can be used")]
    [InlineData("file:///etc/passwd", "no address that can be used")]
    [InlineData("hooks.example.com", "no address that can be used")]
    public void Read_Url_IsTakenOrRefused(string url, string? error)
    {
        using var file = new SettingsFile();
        var secret = Path.GetTempFileName();
        try
        {
            var text = $$$"""{"CodexMcp":{"Notices":{"Url":"{{{url}}}","SecretFile":"{{{secret.Replace("\\", "\\\\", StringComparison.Ordinal)}}}","ConsoleUrl":"https://mcp.example.com"} } }""";
            if (error is null)
            {
                Assert.Equal(new Uri(url), file.Read(text).Notices.Url);
            }
            else
            {
                Assert.Contains(error, Assert.Single(Assert.Throws<ConfigurationException>(() => file.Read(text)).Errors).ToString(), StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public void Read_UrlAlone_SaysWhatIsMissing()
    {
        using var file = new SettingsFile();

        var errors = Assert.Throws<ConfigurationException>(() => file.Read("""{"CodexMcp":{"Notices":{"Url":"https://hooks.example.com/"}}}""")).Errors;

        Assert.Equal(2, errors.Count);
    }
}
