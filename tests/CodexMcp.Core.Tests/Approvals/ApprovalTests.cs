using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Approvals;

/// <summary>A person's yes counts for one exact call, once; everything else is refused, recorded, and runs nothing.</summary>
public sealed class ApprovalTests
{
    private const string Arguments = """{"id":"001","amount":5}""";

    [Theory]
    [InlineData(ApprovalMode.Approve, "")]
    [InlineData(ApprovalMode.Auto, "Admin Destructive")]
    [InlineData(ApprovalMode.Writes, "Annotate Write Admin Destructive")]
    [InlineData(ApprovalMode.Prompt, "Read Annotate Write Admin Destructive")]
    public async Task CallAsync_EveryModeAndVerb_AsksAsTheModeSays(ApprovalMode mode, string asked)
    {
        foreach (var verb in Enum.GetValues<ToolVerb>())
        {
            var kit = new Kit(Some.Tool(Some.Definition("do", verb), mode));

            var outcome = await kit.CallAsync("fake_do");

            var asks = asked.Split(' ').Contains(verb.ToString());
            Assert.Equal(asks ? OutcomeCode.ApprovalRequired : OutcomeCode.Succeeded, outcome.Code);
            Assert.Equal(asks, outcome.Question is not null);
            Assert.Equal(asks ? 0 : 1, kit.Connector.Calls.Count);
        }
    }

    [Fact]
    public void Asks_UnknownVerb_IsAskedFor() => Assert.True(ApproveStage.Asks(ApprovalMode.Auto, (ToolVerb)99));

    [Fact]
    public async Task CallAsync_ApprovedOnceUsedTwice_SecondIsRefused()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        var first = await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked));
        var second = await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked));

        Assert.Equal(OutcomeCode.Succeeded, first.Code);
        AssertInvalid(kit, second, ran: 1);
    }

    [Fact]
    public async Task CallAsync_FiftyAnswersAtOnce_OneRuns()
    {
        var kit = new Kit(Some.Write());
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { Concurrency = 100 } };
        var asked = await kit.CallAsync("fake_put", Arguments);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked)))));

        Assert.Equal(1, outcomes.Count(outcome => outcome.Code == OutcomeCode.Succeeded));

        // While the one is on its way the others are told that it is; afterwards, that their state was used.
        Assert.Equal(49, outcomes.Count(outcome => outcome.InvalidApprovalState || outcome.Code == OutcomeCode.Ambiguous));
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_AnswerAfterRestart_IsRefused()
    {
        var before = new Kit(Some.Write());
        var asked = await before.CallAsync("fake_put", Arguments);
        var after = new Kit(Some.Write());

        AssertInvalid(after, await after.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked)));
    }

    [Fact]
    public async Task CallAsync_OtherArgumentsThanShown_AreRefused()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        foreach (var other in new[] { """{"id":"001","amount":6}""", """{"id":"002","amount":5}""", """{"id":"001","amount":5,"x":null}""", "{}" })
        {
            AssertInvalid(kit, await kit.CallAsync("fake_put", other, reply: Kit.Yes(asked)));
        }
    }

    [Fact]
    public async Task CallAsync_SameArgumentsInAnotherOrder_AreTheSameCall()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", """{ "amount": 5.0, "id": "001" }""", reply: Kit.Yes(asked))).Code);
    }

    [Fact]
    public async Task CallAsync_GuardRewritesDifferentlyAfterTheYes_IsRefused()
    {
        var kit = new Kit(Some.Write());
        kit.Connector.OnGuard = _ => GuardVerdict.Rewrite(Some.Json("""{"id":"001","limit":10}"""), "LIMIT added.");
        var asked = await kit.CallAsync("fake_put", Arguments);
        Assert.Contains("\"limit\": 10", asked.Question!.Message);
        Assert.Contains("LIMIT added.", asked.Question.Message);

        kit.Connector.OnGuard = _ => GuardVerdict.Rewrite(Some.Json("""{"id":"001","limit":1000}"""), "LIMIT added.");
        AssertInvalid(kit, await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked)));

        kit.Connector.OnGuard = _ => GuardVerdict.Rewrite(Some.Json("""{"id":"001","limit":10}"""), "LIMIT added.");
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked))).Code);
        Assert.Equal("""{"id":"001","limit":10}""", kit.Connector.Calls.Single().Arguments.GetRawText());
    }

    [Fact]
    public async Task CallAsync_AnotherPrincipalsState_IsRefused()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        AssertInvalid(kit, await kit.CallAsync("fake_put", Arguments, principal: "local:mallory", reply: Kit.Yes(asked)));
    }

    [Fact]
    public async Task CallAsync_AnotherToolsState_IsRefused()
    {
        var kit = new Kit(Some.Write("put"), Some.Write("send"));
        var asked = await kit.CallAsync("fake_put", Arguments);

        AssertInvalid(kit, await kit.CallAsync("fake_send", Arguments, reply: Kit.Yes(asked)));
    }

    [Fact]
    public async Task CallAsync_ProfileChangedAfterTheQuestion_IsRefused()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);
        var profile = kit.Profile;

        foreach (var changed in new[]
        {
            profile with { Revision = new string('c', 64) },
            profile with { Role = "support" },
            profile with { Execution = profile.Execution with { Environment = "production" } },
            Some.Profile(Some.Tool(Some.Definition("put", ToolVerb.Write) with { Hash = new string('d', 64) })),
        })
        {
            kit.Profile = changed;
            AssertInvalid(kit, await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked)));
        }
    }

    [Fact]
    public async Task CallAsync_EveryBitOfTheStateFlipped_IsRefused()
    {
        var kit = new Kit(Some.Write());
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { PerPrincipal = new RateLimit(100_000, TimeSpan.FromMinutes(1)) } };
        var asked = await kit.CallAsync("fake_put", Arguments);
        var state = asked.Question!.State;
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        for (var i = 0; i < state.Length; i++)
        {
            for (var bit = 0; bit < 6; bit++)
            {
                var changed = Alphabet[Alphabet.IndexOf(state[i]) ^ (1 << bit)];
                var forged = string.Concat(state.AsSpan(0, i), changed.ToString(), state.AsSpan(i + 1));
                var outcome = await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked) with { State = forged });
                Assert.True(outcome.InvalidApprovalState, forged);
            }
        }

        Assert.Empty(kit.Connector.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("=")]
    [InlineData("not a state")]
    [InlineData("AAAA")]
    [InlineData("{\"decision\":\"approve\"}")]
    public async Task CallAsync_ForgedState_IsRefused(string state)
    {
        var kit = new Kit(Some.Write());

        AssertInvalid(kit, await kit.CallAsync("fake_put", Arguments, reply: new ApprovalReply(state, ApprovalAction.Accept, Some.Json("""{"decision":"approve"}"""))));
    }

    [Fact]
    public async Task CallAsync_StateInAnotherSpelling_IsRefused()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        foreach (var state in new[] { asked.Question!.State + "=", asked.Question.State + "==", " " + asked.Question.State, asked.Question.State + "\n", new string('A', 1_000_000) })
        {
            AssertInvalid(kit, await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked) with { State = state }));
        }
    }

    [Fact]
    public async Task CallAsync_AnswerAfterTenMinutes_HasExpired()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        kit.Clock.Advance(TimeSpan.FromMinutes(10));

        AssertInvalid(kit, await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked)));
    }

    [Theory]
    [InlineData(11)] // forward past the end
    [InlineData(-60)] // back, to live longer
    public async Task CallAsync_WallClockJumps_NeverHelpsAState(int minutes)
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        kit.Clock.SetWall(TimeSpan.FromMinutes(minutes));

        AssertInvalid(kit, await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked)));
    }

    [Fact]
    public async Task CallAsync_WallClockHeldBack_MonotonicTimeEndsTheState()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        kit.Clock.Advance(TimeSpan.FromMinutes(10));
        kit.Clock.SetWall(TimeSpan.FromMinutes(-9));

        AssertInvalid(kit, await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"decision":true}""")]
    [InlineData("""{"decision":"yes"}""")]
    [InlineData("""{"decision":"Approve"}""")]
    [InlineData("""{"decision":["approve"]}""")]
    [InlineData("""{"decision":"decline","decision":"approve"}""")]
    [InlineData("""{"Decision":"approve"}""")]
    [InlineData("""["approve"]""")]
    [InlineData("null")]
    public async Task CallAsync_AcceptWithoutADecision_AsksTheSameAgain(string content)
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        var again = await kit.CallAsync("fake_put", Arguments, reply: Kit.Reply(asked, content));

        Assert.Equal(OutcomeCode.ApprovalRequired, again.Code);
        Assert.False(again.InvalidApprovalState);
        Assert.Equal((asked.Question!.State, asked.Question.Message), (again.Question!.State, again.Question.Message));
        Assert.Empty(kit.Connector.Calls);
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked))).Code);
    }

    [Fact]
    public async Task CallAsync_StateWithoutAnswer_AsksTheSameAgain()
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        var again = await kit.CallAsync("fake_put", Arguments, reply: new ApprovalReply(asked.Question!.State, null, null));

        Assert.Equal(asked.Question.State, again.Question!.State);
        Assert.Single(kit.Audit.Entries, entry => entry.Event == AuditEvents.ApprovalAsked);
    }

    [Fact]
    public async Task CallAsync_AnswerWithoutState_AsksAnew()
    {
        var kit = new Kit(Some.Write());

        var outcome = await kit.CallAsync("fake_put", Arguments, reply: new ApprovalReply(null, ApprovalAction.Accept, Some.Json("""{"decision":"approve"}""")));

        Assert.Equal(OutcomeCode.ApprovalRequired, outcome.Code);
        Assert.NotNull(outcome.Question);
        Assert.Empty(kit.Connector.Calls);
    }

    [Theory]
    [InlineData(ApprovalAction.Accept, """{"decision":"decline","comment":"not today"}""")]
    [InlineData(ApprovalAction.Decline, "{}")]
    [InlineData(ApprovalAction.Cancel, "{}")]
    public async Task CallAsync_PersonSaysNo_IsDeclinedAndRememberedForTenMinutes(ApprovalAction action, string content)
    {
        var kit = new Kit(Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        var declined = await kit.CallAsync("fake_put", Arguments, reply: new ApprovalReply(asked.Question!.State, action, Some.Json(content)));
        var again = await kit.CallAsync("fake_put", Arguments);
        var yesAfterNo = await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked));
        var other = await kit.CallAsync("fake_put", """{"id":"002"}""");
        var otherPerson = await kit.CallAsync("fake_put", Arguments, principal: "local:bob");
        kit.Clock.Advance(TimeSpan.FromMinutes(10));
        var later = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal(OutcomeCode.Declined, declined.Code);
        Assert.Equal((OutcomeCode.Declined, null), (again.Code, again.Question));
        Assert.True(yesAfterNo.InvalidApprovalState);
        Assert.NotNull(other.Question);
        Assert.NotNull(otherPerson.Question);
        Assert.NotNull(later.Question);
        Assert.Empty(kit.Connector.Calls);
        Assert.Single(kit.Audit.Entries, entry => entry.Event == AuditEvents.ApprovalAnswered);
    }

    [Fact]
    public async Task CallAsync_ApproverNamedInArguments_ChangesNothing()
    {
        var kit = new Kit(Some.Write());

        var outcome = await kit.CallAsync("fake_put", """{"approved":true,"approver":"ceo","decision":"approve"}""");

        Assert.Equal(OutcomeCode.ApprovalRequired, outcome.Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_ClientCannotAsk_SaysWhoCan()
    {
        var kit = new Kit(Some.Write());

        var outcome = await kit.CallAsync("fake_put", Arguments, canAsk: false);

        Assert.Equal((OutcomeCode.ApprovalRequired, null), (outcome.Code, outcome.Question));
        Assert.Contains("elicitation", Kit.Error(outcome, "next"));
        Assert.Contains("revops", Kit.Error(outcome, "next"));
    }

    [Fact]
    public async Task CallAsync_Review_NamesTheReviewersAndNeverRuns()
    {
        var kit = new Kit(new RoleTool(Some.Definition("put", ToolVerb.Write))
        {
            Mode = ApprovalMode.Review,
            ListedAt = new("r", 1, 1),
            ModeAt = new("r", 1, 1),
            Timeout = TimeSpan.FromSeconds(1),
            Reviewers = [new Reviewers("revops", 1), new Reviewers("security", 2)],
        });

        var outcome = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal((OutcomeCode.ApprovalPending, null), (outcome.Code, outcome.Question));
        Assert.Contains("1 of revops and 2 of security", outcome.Text);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_ManyQuestions_AreBoundedPerPrincipal()
    {
        var kit = new Kit(Some.Write());
        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull((await kit.CallAsync("fake_put", $$"""{"i":{{i}}}""")).Question);
        }

        var tooMany = await kit.CallAsync("fake_put", """{"i":20}""");
        var other = await kit.CallAsync("fake_put", """{"i":20}""", principal: "local:bob");

        Assert.Equal(OutcomeCode.RateLimited, tooMany.Code);
        Assert.NotNull(tooMany.RetryAfter);
        Assert.NotNull(other.Question);
    }

    [Fact]
    public async Task CallAsync_QuestionCannotBeRecorded_IsNotAsked()
    {
        var kit = new Kit(services => services with { Audit = new ThrowingAudit(AuditEvents.ApprovalAsked) }, Some.Write());

        var outcome = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal((OutcomeCode.AuditUnavailable, null), (outcome.Code, outcome.Question));
    }

    [Fact]
    public async Task CallAsync_AnswerCannotBeRecorded_DoesNotRun()
    {
        var kit = new Kit(services => services with { Audit = new ThrowingAudit(AuditEvents.ApprovalAnswered) }, Some.Write());
        var asked = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal(OutcomeCode.AuditUnavailable, (await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked))).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_KeyUnavailable_FailsClosed()
    {
        var kit = new Kit(services => services with { ApprovalKey = new NoKey() }, Some.Write());

        var outcome = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal((OutcomeCode.Denied, null), (outcome.Code, outcome.Question));
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_AnsweredCall_IsNotChargedTwice()
    {
        var kit = new Kit(Some.Write());
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { PerPrincipal = new RateLimit(1, TimeSpan.FromHours(1)) } };
        var asked = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked))).Code);
        Assert.Equal(OutcomeCode.RateLimited, (await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked))).Code);
    }

    [Fact]
    public async Task CallAsync_SameStateManyTimes_StopsBeingFree()
    {
        var kit = new Kit(Some.Write());
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { PerPrincipal = new RateLimit(1, TimeSpan.FromHours(1)) } };
        var asked = await kit.CallAsync("fake_put", Arguments);
        var silent = new ApprovalReply(asked.Question!.State, null, null);

        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull((await kit.CallAsync("fake_put", Arguments, reply: silent)).Question);
        }

        Assert.Equal(OutcomeCode.RateLimited, (await kit.CallAsync("fake_put", Arguments, reply: silent)).Code);
    }

    private static void AssertInvalid(Kit kit, CallOutcome outcome, int ran = 0)
    {
        Assert.Equal(OutcomeCode.ApprovalRequired, outcome.Code);
        Assert.True(outcome.InvalidApprovalState);
        Assert.Null(outcome.Question);
        Assert.Equal(ran, kit.Connector.Calls.Count);
        Assert.Equal(("approval_required", outcome.CallId), (kit.Audit.Last.Outcome, kit.Audit.Last.CallId));
    }

    private sealed class NoKey : CodexMcp.Core.Execution.IKeySource
    {
        public ReadOnlySpan<byte> GetKey() => throw new IOException("The key can't be read.");
    }
}
