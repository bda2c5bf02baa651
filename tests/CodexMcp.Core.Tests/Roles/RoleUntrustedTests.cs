using CodexMcp.Core.Untrusted;

namespace CodexMcp.Core.Tests.Roles;

/// <summary>The section <c>governance.untrusted</c> of a role.</summary>
public sealed class RoleUntrustedTests : IDisposable
{
    private readonly RolesOnDisk roles = new();

    public void Dispose() => roles.Dispose();

    [Fact]
    public void Load_NotWritten_IsCareful()
    {
        var untrusted = roles.Load().Require("sales").Governance.Untrusted;

        Assert.Equal((true, InjectionMode.Escalate, false, TimeSpan.FromMinutes(30), 0), (untrusted.Delimiters, untrusted.Injection, untrusted.OpenWorldIsOutward, untrusted.WorkUnit, untrusted.Restricted.Count));
    }

    [Fact]
    public void Load_Written_IsTaken()
    {
        Write("{ delimiters: off, injection: flag, outward: open_world, restricted: [\"crm_get_*\", crm_query], work_unit: 2h }");

        var untrusted = roles.Load().Require("sales").Governance.Untrusted;

        Assert.Equal((false, InjectionMode.Flag, true, TimeSpan.FromHours(2)), (untrusted.Delimiters, untrusted.Injection, untrusted.OpenWorldIsOutward, untrusted.WorkUnit));
        Assert.Equal(["crm_get_*", "crm_query"], untrusted.Restricted);
    }

    [Theory]
    [InlineData("{ injection: none }", "injection")]
    [InlineData("{ delimiters: always }", "delimiters")]
    [InlineData("{ outward: reads }", "outward")]
    [InlineData("{ work_unit: soon }", "'soon' is not a duration")]
    [InlineData("{ work_unit: 48h }", "48h")]
    [InlineData("{ injektion: flag }", "injektion")]
    [InlineData("{ restricted: [crm_qurey] }", "Did you mean 'crm_query'?")]
    [InlineData("{ restricted: [\"hr_*\"] }", "'hr_*' fits no tool")]
    public void Load_Mistake_IsNamedWithItsPlace(string written, string told)
    {
        Write(written);

        var error = Assert.Single(roles.Load().Errors);
        Assert.Contains(told, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("role.yaml:", error.ToString(), StringComparison.Ordinal);
    }

    private void Write(string untrusted) => roles.Edit(RolesOnDisk.Role, "  dlp: {", $"  untrusted: {untrusted}\n  dlp: {{");
}
