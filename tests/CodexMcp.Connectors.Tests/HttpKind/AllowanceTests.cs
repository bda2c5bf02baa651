using CodexMcp.Abstractions;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>What is used of a vendor's allowance, by its headers or by the host's own count; the pipeline stops calls at the reserve.</summary>
public sealed class AllowanceTests
{
    private const string Headers = "limits: { limit_header: X-Limit, remaining_header: X-Left, reset_header: X-Reset, reset_format: seconds, reserve: 0.1, what: calls }";

    [Theory]
    [InlineData("100", "40", "90", 60L)]
    [InlineData("100", "0", "90", 100L)]
    [InlineData("100", "140", "90", null)]
    [InlineData("100", "-1", "90", null)]
    [InlineData("0", "0", "90", null)]
    [InlineData("many", "40", "90", null)]
    [InlineData("99999999999999999999", "40", "90", null)]
    [InlineData("", "", "", null)]
    public async Task Quota_OfHeaders_IsWhatMakesSense(string all, string left, string reset, long? used)
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers["X-Limit"] = all;
            context.Response.Headers["X-Left"] = left;
            context.Response.Headers["X-Reset"] = reset;
            return Upstream.JsonAsync(context, "{}");
        });
        var time = new HostileAnswerTests.ManualTime();
        await using var rig = new Rig(upstream.Address, more: Headers, time: time);
        var source = Assert.IsAssignableFrom<IVendorQuota>(rig.Connector);
        Assert.Null(source.Quota);

        await rig.RunAsync("get", """{"id":"a"}""");

        Assert.Equal(used, source.Quota?.Used);
        if (used is not null)
        {
            Assert.Equal(("calls", 100L, 0.1, time.GetUtcNow() + TimeSpan.FromSeconds(90)), (source.Quota!.What, source.Quota.Limit, source.Quota.Reserve, source.Quota.ResetsAt));
        }
    }

    /// <summary>GitHub's way of saying too fast, and Outreach's of saying when: a time that HTTP itself does not write so.</summary>
    [Theory]
    [InlineData(403, "60", ConnectorFailure.RateLimited, 60)]
    [InlineData(403, null, ConnectorFailure.Refused, null)]
    [InlineData(503, "2026-03-01T12:02:00Z", ConnectorFailure.Unavailable, 120)]
    [InlineData(429, "2026-03-01T12:02:00.000+00:00", ConnectorFailure.RateLimited, 120)]
    [InlineData(503, "2020-01-01T00:00:00Z", ConnectorFailure.Unavailable, 0)]
    [InlineData(503, "tomorrow", ConnectorFailure.Unavailable, null)]
    public async Task Execute_RetryAfterInAnyForm_IsHonoured(int status, string? after, ConnectorFailure expected, int? seconds)
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            if (after is not null)
            {
                context.Response.Headers.RetryAfter = after;
            }

            return Upstream.JsonAsync(context, "{}", status);
        });
        await using var rig = new Rig(upstream.Address, time: new HostileAnswerTests.ManualTime());

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal((expected, seconds), (failure.Failure, (int?)failure.RetryAfter?.TotalSeconds));
    }

    [Fact]
    public async Task Quota_ThatIsDeclared_CountsWhatGoesOut()
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        var time = new HostileAnswerTests.ManualTime();
        await using var rig = new Rig(upstream.Address, more: "limits: { quota: { requests: 3, per: 1h } }", time: time);
        var source = (IVendorQuota)rig.Connector;
        for (var i = 0; i < 3; i++)
        {
            await rig.RunAsync("get", """{"id":"a"}""");
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((3L, 3L, 0.05), (source.Quota!.Used, source.Quota.Limit, source.Quota.Reserve));
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromMinutes(57), source.Quota.ResetsAt);
        time.Advance(TimeSpan.FromMinutes(57));
        Assert.Null(source.Quota);
        await rig.RunAsync("get", """{"id":"a"}""");
        Assert.Equal(1, source.Quota!.Used);
    }
}
