using CodexMcp.Host.Composition;

namespace CodexMcp.Host.Tests.Composition;

public sealed class LocalPrincipalTests
{
    [Theory]
    [InlineData("alice", "local:alice")]
    [InlineData("DOMAIN\\bob", "local:DOMAIN\\bob")]
    [InlineData("a b*c", "local:a_b_c")]
    [InlineData("\u0430lice", "local:_lice")]
    [InlineData("", "local:_")]
    public void Of_User_HasNothingThatAPatternOrATwinCouldUse(string user, string principal) => Assert.Equal(principal, LocalPrincipal.Of(user));
}
