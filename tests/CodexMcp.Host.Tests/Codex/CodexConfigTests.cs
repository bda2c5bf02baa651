using CodexMcp.Abstractions;
using CodexMcp.Host.Codex;

namespace CodexMcp.Host.Tests.Codex;

public sealed class CodexConfigTests
{
    [Fact]
    public void ToToml_Role_IsTheBlockThatCodexReads()
    {
        var role = Some.Role() with { Tools = [Some.Tool("a_read"), Some.Tool("b_write", ToolVerb.Write)] };
        var launch = new LaunchCommand("/opt/codex mcp/codex-mcp", [], new Dictionary<string, string> { ["DOTNET_ROOT"] = "/srv/dotnet" });

        var toml = CodexConfig.For(role, launch, ["--roles", "/etc/ro\"les"], ["SNOWFLAKE_USER"]).ToToml().ReplaceLineEndings("\n");

        Assert.StartsWith("[mcp_servers.codexmcp_tester]\ncommand = \"/opt/codex mcp/codex-mcp\"\n", toml);
        Assert.Contains("args = [\"stdio\", \"--role\", \"tester\", \"--roles\", \"/etc/ro\\\"les\"]\n", toml);
        Assert.Contains("env = { DOTNET_ROOT = \"/srv/dotnet\" }\n", toml);
        Assert.Contains("env_vars = [\"SNOWFLAKE_USER\"]\n", toml);
        Assert.Contains("enabled_tools = [\"a_read\", \"b_write\"]\n", toml);
        Assert.Contains("default_tools_approval_mode = \"writes\"\n", toml);
        Assert.Contains("[mcp_servers.codexmcp_tester.tools.b_write]\napproval_mode = \"approve\"\n", toml);
        Assert.DoesNotContain("tools.a_read]", toml);
    }

    [Fact]
    public void ToToml_RoleOverHttp_NamesAddressAndVariableAndNoCommand()
    {
        var role = Some.Role() with { Tools = [Some.Tool("a_read")] };

        var toml = CodexConfig.For(role, RoleAddress.Of("http://127.0.0.1:5100", "tester")).ToToml().ReplaceLineEndings("\n");

        Assert.StartsWith("[mcp_servers.codexmcp_tester]\nurl = \"http://127.0.0.1:5100/mcp/tester\"\n", toml);
        Assert.Contains("bearer_token_env_var = \"CODEXMCP_API_KEY\"\n", toml);
        Assert.Contains("enabled_tools = [\"a_read\"]\n", toml);
        Assert.DoesNotContain("command", toml);
    }

    [Theory]
    [InlineData("https://mcp.example.com", "https://mcp.example.com/mcp/tester")]
    [InlineData("https://mcp.example.com/", "https://mcp.example.com/mcp/tester")]
    [InlineData("https://mcp.example.com/mcp/tester", "https://mcp.example.com/mcp/tester")]
    public void RoleAddress_GoodAddress_IsTheRoles(string url, string expected) => Assert.Equal(expected, RoleAddress.Of(url, "tester").AbsoluteUri);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://mcp.example.com")]
    [InlineData("https://user@mcp.example.com")]
    [InlineData("https://mcp.example.com/mcp/other")]
    [InlineData("https://mcp.example.com/?key=1")]
    public void RoleAddress_OtherAddress_IsRefused(string url) => Assert.Equal(ExitCodes.Usage, Assert.Throws<HostException>(() => RoleAddress.Of(url, "tester")).ExitCode);

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\nb\tc\u0001\u007f", "\"a\\nb\\tc\\u0001\\u007F\"")]
    [InlineData("ä😀", "\"ä😀\"")]
    public void Quote_AnyText_IsABasicString(string text, string expected) => Assert.Equal(expected, TomlText.Quote(text));

    [Theory]
    [InlineData("/usr/bin/dotnet", "/usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/", "/app/codex-mcp.dll", null)]
    [InlineData("/app/codex-mcp", "/usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/", null, null)]
    [InlineData("/app/codex-mcp", "/srv/dotnet/shared/Microsoft.NETCore.App/10.0.1/", null, "/srv/dotnet")]
    [InlineData("/app/codex-mcp", "/app/", null, null)]
    public void For_Installation_GivesWhatAChildNeeds(string process, string runtime, string? argument, string? root)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are those of Unix.");
        var launch = LaunchCommand.For(process, "/app/", runtime, path => path.EndsWith("dotnet/dotnet", StringComparison.Ordinal));

        Assert.Equal(process, launch.Command);
        Assert.Equal(argument is null ? [] : [argument], launch.Arguments);
        Assert.Equal(root, launch.Environment.GetValueOrDefault("DOTNET_ROOT"));
    }
}
