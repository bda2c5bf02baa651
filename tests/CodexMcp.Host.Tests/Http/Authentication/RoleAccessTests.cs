using CodexMcp.Core.Roles;
using CodexMcp.Host.Http.Authentication;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>Who may use a role.</summary>
public sealed class RoleAccessTests
{
    private static readonly RoleProfile Role = Some.Role("a_b");
    private static readonly Groups Members = new([new("everyone", "All.", ["alice"])]);
    private static readonly Dictionary<string, string> Scopes = new() { ["tester"] = "mcp:tester" };

    [Theory]
    [InlineData("alice", "", null, true)]
    [InlineData("bob", "", null, false)]
    [InlineData("bob", "everyone", null, true)]
    [InlineData("bob", "Everyone", null, false)]
    [InlineData("alice", "", "tester", true)]
    [InlineData("alice", "", "other", false)]
    [InlineData("alice", "", "", false)]
    [InlineData("bob", "everyone", "other", false)]
    [InlineData("bob", "", "tester", false)]
    public void Decide_GroupAndPin_BothCount(string principal, string group, string? pin, bool allowed) =>
        Assert.Equal(allowed, RoleAccess.Decide(Caller(principal, group, pin), Role, Members).IsAllowed);

    [Fact]
    public void Decide_MissingScope_IsToldToMembersOnly()
    {
        Assert.Equal(new RoleDecision(false, "mcp:tester"), RoleAccess.Decide(Caller("alice", "", "other") with { ScopesByRole = Scopes }, Role, Members));
        Assert.Equal(RoleDecision.Forbidden, RoleAccess.Decide(Caller("bob", "", "other") with { ScopesByRole = Scopes }, Role, Members));
        Assert.Equal(RoleDecision.Forbidden, RoleAccess.Decide(Caller("alice", "", "other") with { ScopesByRole = Scopes }, null, Members));
        Assert.Equal(RoleDecision.Forbidden, RoleAccess.Decide(Caller("alice", "", "other"), Role, Members));
    }

    [Fact]
    public void Decide_NoGroups_IsForbidden() => Assert.False(RoleAccess.Decide(Caller("alice", "", null), Role, Groups.None).IsAllowed);

    private static Caller Caller(string principal, string group, string? pin) => new()
    {
        Principal = principal,
        Groups = group.Length == 0 ? new HashSet<string>() : new HashSet<string> { group },
        Roles = pin is null ? null : pin.Length == 0 ? new HashSet<string>() : new HashSet<string> { pin },
        Scheme = "jwt",
        CredentialId = "test",
    };
}
