using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Costs;

/// <summary>By its estimate a call runs, is asked for, or is refused; and a day's budget holds, whatever calls do.</summary>
public sealed class CostGateTests
{
    private const long Gigabyte = 1_000_000_000;

    private readonly CostlyConnector connector = new();
    private readonly Kit kit;

    public CostGateTests()
    {
        kit = new Kit(
            services => services with { Connectors = new FakeConnectors(new RunningConnector(connector, new ConnectorResilience { Retries = 0 })) },
            Some.Read(),
            Some.Read("other", ApprovalMode.Approve));
        Terms(new RoleCost
        {
            Rates = new Dictionary<string, CostRates> { ["fake"] = new() { PerTerabyte = 1_000 } },
            AskOver = new(10, null),
            RefuseOver = new(100, null),
        });
    }

    [Fact]
    public async Task Call_CheapByItsEstimate_RunsAndTheRecordTellsBoth()
    {
        connector.OnEstimate = static _ => Reads(5);
        connector.OnExecute = static _ => new() { Bytes = 4 * Gigabyte, Basis = "its statistics" };

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.Contains("Estimated cost: at most $5.00 (5 GB, 3 of 7 partitions, by the plan).", kit.Audit.Last.Notes!);
        Assert.Contains("Cost: $4.00 (4 GB, by its statistics).", kit.Audit.Last.Notes!);
        Assert.Equal(10, connector.Calls[0].Cost!.AskOver!.Dollars);
    }

    [Fact]
    public async Task Call_OverTheAskLimit_ShowsThePersonTheEstimateAndRunsOnce()
    {
        connector.OnEstimate = static _ => Reads(50);

        var asked = await kit.CallAsync("fake_get");
        var done = await kit.CallAsync("fake_get", reply: Kit.Yes(asked));
        var again = await kit.CallAsync("fake_get", reply: Kit.Yes(asked));

        Assert.Equal(OutcomeCode.ApprovalRequired, asked.Code);
        Assert.Contains("Note: Estimated cost: at most $50.00 (50 GB, 3 of 7 partitions, by the plan).", asked.Question!.Message);
        Assert.Contains("may cost more than $10.00", asked.Question.Message);
        Assert.Equal(OutcomeCode.Succeeded, done.Code);
        Assert.Equal(OutcomeCode.ApprovalRequired, again.Code);
        Assert.Single(connector.Calls);
        Assert.Equal(1, connector.Estimated); // what was shown is what is spent: the vendor is not asked again
        kit.Clock.Advance(TimeSpan.FromMinutes(11));
        await kit.CallAsync("fake_get");
        Assert.Equal(2, connector.Estimated);
    }

    [Fact]
    public async Task Call_OverTheAskLimitInAToolThatIsApprovedInAdvance_AsksAllTheSame()
    {
        connector.OnEstimate = static _ => Reads(50);

        Assert.Equal(OutcomeCode.ApprovalRequired, (await kit.CallAsync("fake_other")).Code);
    }

    [Fact]
    public async Task Call_OverTheRefuseLimit_IsToldTheCheapestWay()
    {
        connector.OnEstimate = static _ => Reads(500) with { Advice = ["Bound DAY.", "Join on a key."] };

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(OutcomeCode.Denied, outcome.Code);
        Assert.Contains("at most $500.00", Kit.Error(outcome, "message"));
        Assert.Contains("refuses what may cost more than $100.00", Kit.Error(outcome, "message"));
        Assert.Equal("Make it cheaper: Bound DAY. Join on a key.", Kit.Error(outcome, "next"));
        Assert.Empty(connector.Calls);
    }

    [Theory]
    [InlineData(CostVerdict.Refuse, OutcomeCode.Denied)]
    [InlineData(CostVerdict.Ask, OutcomeCode.ApprovalRequired)]
    [InlineData(CostVerdict.Run, OutcomeCode.Succeeded)]
    public async Task Call_ThatCantBeEstimated_IsWhatTheRoleSays(CostVerdict unknown, OutcomeCode code)
    {
        Terms(kit.Profile.Execution.Cost! with { Unknown = unknown });
        connector.OnEstimate = static _ => throw new ConnectorException(ConnectorFailure.Unavailable, "It is down.", "Wait.");

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(code, outcome.Code);
        Assert.Contains(kit.Audit.Entries, static entry => entry.Notes?.Any(static note => note.Contains("unknown (It is down)", StringComparison.Ordinal)) == true);
    }

    [Fact]
    public async Task Call_ThatTheVendorWouldRefuse_EndsWithItsWords()
    {
        connector.OnEstimate = static _ => throw new ConnectorException(ConnectorFailure.Refused, "No such column.", "Look it up.");

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal((OutcomeCode.ConnectorError, "No such column.", "Look it up."), (outcome.Code, Kit.Error(outcome, "message"), Kit.Error(outcome, "next")));
    }

    [Fact]
    public async Task Call_EstimatorThrows_AllowsNothing()
    {
        connector.OnEstimate = static _ => throw new InvalidOperationException("a defect");

        Assert.Equal(OutcomeCode.Denied, (await kit.CallAsync("fake_get")).Code);
        Assert.Empty(connector.Calls);
    }

    [Fact]
    public async Task Call_WithoutTheSection_AsksNobodyForAnEstimate()
    {
        Terms(null);
        connector.OnEstimate = static _ => Reads(500);

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
        Assert.Equal(0, connector.Estimated);
        Assert.Null(connector.Calls[0].Cost);
    }

    [Fact]
    public async Task Call_BudgetSpent_IsOverBudgetUntilTheNextDay()
    {
        Budget(new(new CostLimit(25, null), null));
        connector.OnEstimate = static _ => Reads(10);

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
        var over = await kit.CallAsync("fake_get");
        var other = await kit.CallAsync("fake_get", principal: "local:bob");

        Assert.Equal(OutcomeCode.OverBudget, over.Code);
        Assert.Contains("$20.00 of the day's budget of $25.00 for each principal", Kit.Error(over, "message"));
        Assert.Contains("this call may cost $10.00", Kit.Error(over, "message"));
        Assert.True(over.RetryAfter > TimeSpan.Zero && over.RetryAfter <= TimeSpan.FromDays(1));
        Assert.Equal(OutcomeCode.Succeeded, other.Code);
        kit.Clock.Advance(over.RetryAfter!.Value);
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task Call_CheaperThanEstimated_GivesTheRestBack()
    {
        Budget(new(null, new CostLimit(25, null)));
        connector.OnEstimate = static _ => Reads(10);
        connector.OnExecute = static _ => new() { Bytes = Gigabyte, Basis = "its statistics" };

        for (var i = 0; i < 15; i++)
        {
            Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
        }

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
        Assert.Equal(OutcomeCode.OverBudget, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task Call_CostOfAnEarlierOneLearned_PutsThatOneRight()
    {
        Budget(new(null, new CostLimit(15, null)));
        connector.OnEstimate = static invocation => invocation.Tool.Action == "get" ? Reads(10) : null;
        await kit.CallAsync("fake_get");
        Assert.Equal(OutcomeCode.OverBudget, (await kit.CallAsync("fake_get")).Code);

        connector.OnExecute = invocation => invocation.Tool.Action == "get" ? null : new() { Bytes = Gigabyte, Basis = "its statistics", CallId = connector.Calls[0].CallId };
        await kit.CallAsync("fake_other");

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
    }

    [Theory]
    [InlineData(ConnectorFailure.RateLimited, OutcomeCode.Succeeded)]
    [InlineData(ConnectorFailure.Refused, OutcomeCode.OverBudget)]
    [InlineData(ConnectorFailure.Timeout, OutcomeCode.OverBudget)]
    public async Task Call_ThatFailed_CostsWhatItMayHaveCost(ConnectorFailure failure, OutcomeCode next)
    {
        Budget(new(null, new CostLimit(15, null)));
        connector.OnEstimate = static _ => Reads(10);
        connector.OnExecute = _ => throw new ConnectorException(failure, "It failed.", "Try.");
        await kit.CallAsync("fake_get");
        connector.OnExecute = static _ => null;

        Assert.Equal(next, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task Call_OverBudgetAndToBeAskedFor_AsksNobody()
    {
        Budget(new(null, new CostLimit(15, null)));
        connector.OnEstimate = static _ => Reads(50);

        Assert.Equal(OutcomeCode.OverBudget, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task Call_UnknownCostWithABudgetAlone_CountsAsOver()
    {
        Terms(new RoleCost { Budgets = new(null, new CostLimit(null, Gigabyte)) });
        connector.OnEstimate = static _ => CostEstimate.Unknown("nobody said");

        Assert.Equal(OutcomeCode.Denied, (await kit.CallAsync("fake_get")).Code);
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(1_500, "1.5 kB")]
    [InlineData(999_999, "1 MB")]
    [InlineData(2_345_000_000_000, "2.35 TB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    public void Bytes_InWords_HaveAUnit(long bytes, string words) => Assert.Equal(words, CostWords.Bytes(bytes));

    private static CostEstimate Reads(int gigabytes) =>
        new() { Bytes = gigabytes * Gigabyte, Partitions = 3, PartitionsTotal = 7, Basis = "the plan", Confidence = CostConfidence.UpperBound };

    private void Terms(RoleCost? cost) => kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { Cost = cost } };

    private void Budget(CostBudgets budgets) => Terms(kit.Profile.Execution.Cost! with { Budgets = budgets });
}
