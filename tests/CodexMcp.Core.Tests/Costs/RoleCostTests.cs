using CodexMcp.Abstractions;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Tests.Roles;

namespace CodexMcp.Core.Tests.Costs;

/// <summary>The section <c>execution.cost</c> of a role's file.</summary>
public sealed class RoleCostTests
{
    [Fact]
    public void Bind_WholeSection_IsWhatTheFileSays()
    {
        var cost = Load("""
            rates: { crm: { per_credit: 3, warehouse_size: medium, gb_per_second: 2 } }
                ask_over: { dollars: 1.5, bytes: 100GB }
                refuse_over: { dollars: 20, bytes: 2.5TB }
                unknown: ask
                budgets: { per_principal: { dollars: 50 }, per_role: { bytes: 20TB } }
            """).Cost!;

        Assert.Equal(new CostRates { PerHour = 12, BytesPerSecond = 2_000_000_000 }, cost.Rates["crm"]);
        Assert.Equal(new CostLimit(1.5m, 100_000_000_000), cost.AskOver);
        Assert.Equal(new CostLimit(20, 2_500_000_000_000), cost.RefuseOver);
        Assert.Equal(CostVerdict.Ask, cost.Unknown);
        Assert.Equal(new CostBudgets(new(50, null), new(null, 20_000_000_000_000)), cost.Budgets);
        Assert.Equal(cost.RefuseOver, cost.TermsOf("crm").RefuseOver);
        Assert.Null(cost.TermsOf("other").Rates.PerHour);
    }

    [Theory]
    [InlineData("ask_over: { bytes: 1GB }", CostVerdict.Ask)]
    [InlineData("refuse_over: { bytes: 1GB }", CostVerdict.Refuse)]
    [InlineData("budgets: { per_role: { bytes: 1GB } }", CostVerdict.Refuse)]
    public void Bind_NothingSaidOfTheUnknown_CountsItAsOver(string section, CostVerdict unknown) => Assert.Equal(unknown, Load(section).Cost!.Unknown);

    [Fact]
    public void Bind_NoSection_CountsNothing() => Assert.Null(Load(null).Cost);

    [Theory]
    [InlineData("ask_over: { dollars: 1 }", "no rates")]
    [InlineData("budgets: { per_role: { dollars: 1 } }", "no rates")]
    [InlineData("ask_over: { bytes: 2GB }\n    refuse_over: { bytes: 1GB }", "nobody would ever be asked")]
    [InlineData("rates: { crn: { per_tb: 1 } }", "no such connector")]
    [InlineData("rates: { crm: { per_tb: 1, per_hour: 2 } }", "don't say what its work costs")]
    [InlineData("rates: { crm: { per_credit: 1 } }", "don't say what its work costs")]
    [InlineData("rates: { crm: { per_tb: 1, warehouse_size: small } }", "don't say what its work costs")]
    [InlineData("ask_over: { bytes: 1gb }", "")]
    [InlineData("ask_over: { bytes: 12 }", "")]
    [InlineData("ask_over: {}", "")]
    [InlineData("refuse_above: { bytes: 1GB }", "")]
    [InlineData("unknown: maybe", "")]
    public void Bind_Mistake_IsNotedWithItsLine(string section, string message)
    {
        using var roles = Roles(section);

        Assert.Contains(roles.Load().Errors, error => error.Location.Line >= 23 && error.Message.Contains(message, StringComparison.Ordinal));
    }

    private static Core.Roles.RoleExecution Load(string? section)
    {
        using var roles = Roles(section);
        var loaded = roles.Load();
        Assert.Empty(loaded.Errors);
        return loaded.Require("sales").Execution;
    }

    private static RolesOnDisk Roles(string? section)
    {
        var roles = new RolesOnDisk();
        if (section is not null)
        {
            roles.Edit(RolesOnDisk.Role, "  max_result_bytes: 20000\n", $"  max_result_bytes: 20000\n  cost:\n    {section}\n");
        }

        return roles;
    }
}
