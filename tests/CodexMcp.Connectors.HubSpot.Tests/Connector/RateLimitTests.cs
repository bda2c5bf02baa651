using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;

namespace CodexMcp.Connectors.HubSpot.Tests.Connector;

public sealed class RateLimitTests
{
    private const string Settings = """{"auth":{"method":"private_app","token":"t"},"limits":{"searches_per_second":2,"burst_per_10s":50}}""";

    [Fact]
    public async Task Searches_FasterThanAllowed_AreSpread()
    {
        var time = new ManualTime();
        await using var harness = new Harness(Stub.Always(200, """{"total":0,"results":[]}"""), time, Settings);

        for (var i = 0; i < 6; i++)
        {
            await harness.RunAsync("search_contacts", "{}");
        }

        Assert.Equal(4, time.Waits.Count);
        Assert.InRange(time.Waits.Sum(static wait => wait.TotalSeconds), 1.9, 2.1);
    }

    [Fact]
    public async Task Reads_FasterThanTheBurst_AreSpreadAndNotCountedAsSearches()
    {
        var time = new ManualTime();
        await using var harness = new Harness(Stub.Always(200, """{"results":[]}"""), time, Settings);

        for (var i = 0; i < 60; i++)
        {
            await harness.RunAsync("list_owners", "{}");
        }

        Assert.InRange(time.Waits.Sum(static wait => wait.TotalSeconds), 1.9, 2.1);
    }

    [Theory]
    [InlineData("TEN_SECONDLY_ROLLING", null, 10)]
    [InlineData("SECONDLY", null, 1)]
    [InlineData("SECONDLY", 7, 7)]
    [InlineData("DAILY", null, 3600)]
    [InlineData("DAILY", 7200, 7200)]
    [InlineData("DAILY", 5, 3600)]
    public async Task Limit_OfEachPolicy_IsWaitedOutAsItAsks(string policy, int? retryAfter, int seconds)
    {
        var stub = new Stub(_ =>
        {
            var response = Stub.Json(429, $$"""{"status":"error","message":"You have reached your limit.","errorType":"RATE_LIMIT","correlationId":"c","policyName":"{{policy}}"}""");
            if (retryAfter is { } after)
            {
                response.Headers.TryAddWithoutValidation("Retry-After", $"{after}");
            }

            return response;
        });
        await using var harness = new Harness(stub, new ManualTime());

        var failure = await harness.FailAsync("list_owners", "{}");

        Assert.Equal(ConnectorFailure.RateLimited, failure.Failure);
        Assert.Equal(TimeSpan.FromSeconds(seconds), failure.RetryAfter);
        Assert.Equal(policy, failure.VendorCode);
        Assert.Equal(policy == "DAILY", failure.Message.Contains("of this day", StringComparison.Ordinal));
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task Limit_WithRetryAfter_HoldsTheNextCallBack()
    {
        var time = new ManualTime();
        var first = true;
        var stub = new Stub(_ =>
        {
            if (!first)
            {
                return Stub.Json(200, """{"results":[]}""");
            }

            first = false;
            var response = Stub.Json(429, """{"policyName":"SECONDLY"}""");
            response.Headers.TryAddWithoutValidation("Retry-After", "4");
            return response;
        });
        await using var harness = new Harness(stub, time);

        await harness.FailAsync("list_owners", "{}");
        await harness.RunAsync("list_owners", "{}");

        Assert.Equal(4, Assert.Single(time.Waits).TotalSeconds, 1);
    }

    [Fact]
    public async Task Limit_WithALongRetryAfter_IsToldAtOnceAndNothingIsSent()
    {
        var stub = new Stub(_ =>
        {
            var response = Stub.Json(429, "{}");
            response.Headers.TryAddWithoutValidation("Retry-After", "600");
            return response;
        });
        await using var harness = new Harness(stub, new ManualTime());

        await harness.FailAsync("list_owners", "{}");
        var second = await harness.FailAsync("list_owners", "{}");

        Assert.Equal(ConnectorFailure.RateLimited, second.Failure);
        Assert.Equal(600, second.RetryAfter!.Value.TotalSeconds, 1);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task Quota_OfTheHeaders_IsToldToTheHost()
    {
        var stub = new Stub(static _ =>
        {
            var response = Stub.Json(200, """{"results":[]}""");
            response.Headers.TryAddWithoutValidation("X-HubSpot-RateLimit-Daily", "250000");
            response.Headers.TryAddWithoutValidation("X-HubSpot-RateLimit-Daily-Remaining", "249000");
            return response;
        });
        await using var harness = new Harness(stub);
        var source = (IVendorQuota)harness.Connector;

        Assert.Null(source.Quota);
        await harness.RunAsync("list_owners", "{}");

        Assert.Equal((1_000L, 250_000L), (source.Quota!.Used, source.Quota.Limit));
    }

    [Theory]
    [InlineData("-5", "10")]
    [InlineData("0", "0")]
    [InlineData("x", "10")]
    [InlineData("10", "99999999999999999999")]
    public async Task Quota_OfSenselessHeaders_IsNotBelieved(string daily, string remaining)
    {
        var stub = new Stub(_ =>
        {
            var response = Stub.Json(200, """{"results":[]}""");
            response.Headers.TryAddWithoutValidation("X-HubSpot-RateLimit-Daily", daily);
            response.Headers.TryAddWithoutValidation("X-HubSpot-RateLimit-Daily-Remaining", remaining);
            return response;
        });
        await using var harness = new Harness(stub);

        await harness.RunAsync("list_owners", "{}");

        Assert.Null(((IVendorQuota)harness.Connector).Quota);
    }
}
