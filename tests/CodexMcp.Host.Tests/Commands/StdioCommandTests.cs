using CodexMcp.Host.Commands;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Tests.Commands;

public sealed class StdioCommandTests
{
    [Fact]
    public void TryParsePlain_AllOptions_AreRead()
    {
        Assert.True(StdioCommand.TryParsePlain(
            ["stdio", "--role", "sales", "--state", "/tmp/s", "--roles", "/tmp/r", "--connectors", "/tmp/c", "--log-level", "debug", "--log-format", "json"],
            out var settings, out var role));

        Assert.Equal("sales", role);
        Assert.Equal(Path.GetFullPath("/tmp/s"), settings.State);
        Assert.Equal(Path.GetFullPath("/tmp/r"), settings.Roles);
        Assert.Equal(Path.GetFullPath("/tmp/c"), settings.Connectors);
        Assert.Equal(LogLevel.Debug, settings.LogLevel);
        Assert.True(settings.LogJson);
    }

    [Theory]
    [InlineData("stdio")]
    [InlineData("stdio", "--role")]
    [InlineData("stdio", "--role", "a", "--role", "b")]
    [InlineData("stdio", "--role", "--state")]
    [InlineData("stdio", "--state", "/tmp/s")]
    [InlineData("stdio", "--role", "a", "--nonsense", "b")]
    [InlineData("stdio", "--role", "a", "--log-level", "loud")]
    [InlineData("stdio", "--role=a")]
    [InlineData("stdio", "--role", "a", "--help")]
    [InlineData("tools", "--role", "a")]
    [InlineData]
    public void TryParsePlain_AnythingElse_IsLeftToTheParser(params string[] arguments) =>
        Assert.False(StdioCommand.TryParsePlain(arguments, out _, out _));
}
