using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;

namespace CodexMcp.Connectors.HubSpot.Tests.Connector;

public sealed class RecoveryTests
{
    private const string Missing = """{"status":"error","message":"resource not found","category":"OBJECT_NOT_FOUND","correlationId":"c"}""";

    [Fact]
    public async Task Find_ByTheMarkerOfTheLostCall_GivesWhatItWouldHaveAnswered()
    {
        var stub = Stub.Always(200, """{"id":"900","properties":{"email":"a@b.example"},"createdAt":"2026-03-02T12:00:01Z"}""");
        await using var harness = new Harness(stub, new ManualTime());
        var call = harness.Call("create_contact", """{"properties":{"email":"a@b.example"}}""");

        var fate = await FindAsync(harness, call with { CallId = "ffff" }, call.CallId);

        Assert.Equal("""{"status":"created","record":{"id":"900","email":"a@b.example"}}""", fate.Result!.Structured.GetRawText());
        Assert.Equal($"/crm/v3/objects/contacts/call-{call.CallId}?properties=email&idProperty=codexmcp_key", Assert.Single(stub.Requests).Path);
    }

    [Fact]
    public async Task Find_NothingThere_IsCertainOnlyAfterAWhile()
    {
        var time = new ManualTime();
        await using var harness = new Harness(Stub.Always(404, Missing), time);
        var call = harness.Call("create_contact", """{"properties":{"email":"a@b.example"}}""");

        Assert.False((await FindAsync(harness, call, call.CallId)).IsKnown);
        time.Advance(TimeSpan.FromMinutes(3));
        var later = await FindAsync(harness, call, call.CallId);

        Assert.True(later.IsKnown);
        Assert.Null(later.Result);
    }

    [Theory]
    [InlineData("2026-03-02T12:00:05Z", true, true)]
    [InlineData("2025-01-01T00:00:00Z", true, false)]
    [InlineData("nonsense", false, false)]
    public async Task Find_WithoutMarker_GoesByTheAddressAndItsAge(string createdAt, bool known, bool happened)
    {
        var stub = Stub.Always(200, $$"""{"id":"900","properties":{"email":"a@b.example"},"createdAt":"{{createdAt}}"}""");
        stub.Properties["contacts"] = ["email", "phone"];
        await using var harness = new Harness(stub, new ManualTime());
        var call = harness.Call("create_contact", """{"properties":{"email":"a@b.example"}}""");

        var fate = await FindAsync(harness, call, call.CallId);

        Assert.Equal((known, happened), (fate.IsKnown, fate.Result is not null));
    }

    [Theory]
    [InlineData("create_deal", """{"properties":{"dealname":"d"}}""")]
    [InlineData("create_company", """{"properties":{"domain":"birch.example"}}""")]
    [InlineData("enroll_in_sequence", """{"user_id":"1","sequence_id":"2","contact_id":"3","sender_email":"a@b.example"}""")]
    public async Task Find_WithNothingToGoBy_SaysThatNobodyKnows(string tool, string arguments)
    {
        await using var harness = new Harness(Stub.Always(200, """{"id":"1","properties":{},"createdAt":"2026-03-02T12:00:05Z"}"""), new ManualTime());
        var call = harness.Call(tool, arguments);

        Assert.False((await FindAsync(harness, call, call.CallId)).IsKnown);
    }

    [Theory]
    [InlineData("2026-03-02T12:00:05Z", "2", true)]
    [InlineData("2026-03-02T12:00:05Z", "7", false)]
    [InlineData("2026-02-01T00:00:00Z", "2", false)]
    public async Task Find_LostEnrolment_IsCertainOnlyWhenItIsThere(string enrolledAt, string sequence, bool happened)
    {
        await using var harness = new Harness(Stub.Always(200, $$"""{"id":"8","sequenceId":"{{sequence}}","enrolledAt":"{{enrolledAt}}"}"""), new ManualTime());
        var call = harness.Call("enroll_in_sequence", """{"user_id":"1","sequence_id":"2","contact_id":"3","sender_email":"a@b.example"}""");

        var fate = await FindAsync(harness, call, call.CallId);

        Assert.Equal((happened, happened), (fate.IsKnown, fate.Result is not null));
    }

    [Fact]
    public async Task Find_WhenItCantBeLookedUp_StaysUnsettled()
    {
        await using var harness = new Harness(Stub.Always(503, ""), new ManualTime());
        var call = harness.Call("create_contact", """{"properties":{"email":"a@b.example"}}""");

        var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await FindAsync(harness, call, call.CallId));

        Assert.Equal(ConnectorFailure.Unavailable, failure.Failure);
    }

    private static ValueTask<WriteFate> FindAsync(Harness harness, ToolInvocation call, string lost) =>
        ((IWriteRecovery)harness.Connector).FindAsync(call, lost, TestContext.Current.CancellationToken);
}
