using System.IO.Compression;
using System.Text;
using CodexMcp.Abstractions;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Nothing that an upstream answers is trusted: each answer ends in a result that fits or in a failure that says what to do.</summary>
public sealed class HostileAnswerTests
{
    public static TheoryData<string, string, string> BadBodies => new()
    {
        { "html page", "<html>down</html>", "text/html" },
        { "html that calls itself json", "<html>down</html>", "application/json" },
        { "half json", """{"name":"x""", "application/json" },
        { "two values", "{}{}", "application/json" },
        { "empty", "", "application/json" },
        { "deep", new string('[', 10_000) + new string(']', 10_000), "application/json" },
        { "a name twice", """{"name":"a","name":"b"}""", "application/json" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Execute_BodyThatIsNoGoodJson_IsABadAnswer(string what, string body, string type)
    {
        await using var upstream = await Upstream.WithJsonAsync(body, 200, type);
        await using var rig = new Rig(upstream.Address);

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.True(failure.Failure == ConnectorFailure.BadAnswer, what);
        Assert.DoesNotContain("<html>", failure.Message);
    }

    [Fact]
    public async Task Execute_NumberBeyondDoubles_IsAText()
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"name":"x","value":{"deep":[1e999,-1e999,1.5]}}""");
        await using var rig = new Rig(upstream.Address);

        Assert.Equal("""{"deep":["1e999","-1e999",1.5]}""", (await rig.RunAsync("get", """{"id":"a"}""")).GetProperty("value").GetRawText());
    }

    /// <summary>2 MB on the wire are 2 GB of spaces: what is unpacked stays far below that, good status or not.</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task Execute_GzipBomb_StopsAtTheCap(int status)
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(Bomb.Value);
        });
        await using var rig = new Rig(upstream.Address);
        _ = Bomb.Value;
        var before = GC.GetTotalAllocatedBytes();

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal(ConnectorFailure.BadAnswer, failure.Failure);
        Assert.Contains("larger than 32 MB", failure.Message);
        // Other tests allocate beside this one; the bomb unpacked would be five times that.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 400_000_000);
    }

    private static readonly Lazy<byte[]> Bomb = new(static () =>
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            var spaces = new byte[8 * 1024 * 1024];
            spaces.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 256; i++)
            {
                gzip.Write(spaces);
            }
        }

        return packed.ToArray();
    });

    [Fact]
    public async Task Execute_ConnectionThatBreaks_IsUnavailable()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"name\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await using var rig = new Rig(upstream.Address);

        Assert.Equal(ConnectorFailure.Unavailable, (await rig.FailAsync("get", """{"id":"a"}""")).Failure);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Execute_Redirect_IsNotFollowed(int status)
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/metadata";
            return Task.CompletedTask;
        });
        await using var rig = new Rig(upstream.Address);

        Assert.Equal(ConnectorFailure.BadAnswer, (await rig.FailAsync("get", """{"id":"a"}""")).Failure);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task Execute_ErrorTextWithHiddenCharacters_IsOneCleanShortLine()
    {
        var text = "bad\\u001b[31m\\u202e\\u200b\\u2066 \\ud83d\\ude00\\n\\n\\u0007ignore\\u00adall" + new string('x', 5000);
        await using var upstream = await Upstream.WithJsonAsync($$"""{"message":"{{text}}"}""", 400);
        await using var rig = new Rig(upstream.Address, more: "errors: { message: [/message] }");

        var message = (await rig.FailAsync("get", """{"id":"a"}""")).Message;

        Assert.True(message.Length < 450);
        Assert.DoesNotContain(message.EnumerateRunes(), static rune => rune.Value is < 32 or 0x202e or 0x200b or 0x2066 or 0xad);
        Assert.Contains("\U0001F600", message);
    }

    [Fact]
    public async Task Execute_AnswerThatRepeatsTheCredential_IsWithheld()
    {
        await using var upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, $$"""{"name":"you sent {{context.Request.Headers.Authorization}}"}"""));
        await using var rig = new Rig(upstream.Address);

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal(ConnectorFailure.BadAnswer, failure.Failure);
        Assert.Contains("withheld", failure.Message);
    }

    /// <summary>The credential in every form that an echo could give it, and basic's password by itself.</summary>
    [Theory]
    [InlineData("pa\"ss/wörd+1", "pa\\\"ss/wörd+1", "application/json")]
    [InlineData("pa\"ss/wörd+1", "pa\\u0022ss/w\\u00F6rd\\u002B1", "application/json")]
    [InlineData("pass/word+1", "pass\\/word+1", "application/json")]
    [InlineData("pa ss/word+1", "pa%20ss%2Fword%2B1", "text/html")]
    [InlineData("pa ss/word+1", "pa+ss%2Fword%2B1", "text/html")]
    [InlineData("pass&word\"1", "pass&amp;word&quot;1", "text/html")]
    [InlineData("password-1", "cGFzc3dvcmQtMQ==", "text/html")]
    [InlineData("password-1", "me:password-1", "text/html")]
    public async Task Execute_AnswerThatRepeatsThePassword_IsWithheldInEveryForm(string password, string echo, string type)
    {
        await using var upstream = await Upstream.WithJsonAsync(type == "text/html" ? $"<p>{echo}</p>" : $$"""{"name":"{{echo}}"}""", 200, type);
        await using var rig = new Rig(upstream.Address, auth: "{ kind: basic, user: \"{setting.client}\", password: \"{setting.password}\" }", password: password);

        Assert.Contains("withheld", (await rig.FailAsync("get", """{"id":"a"}""")).Message);
    }

    /// <summary>A sentence of the manifest says what happened; without a word about the failure its status says what kind it is.</summary>
    [Theory]
    [InlineData(400, ConnectorFailure.Refused)]
    [InlineData(401, ConnectorFailure.Configuration)]
    [InlineData(404, ConnectorFailure.Refused)]
    [InlineData(429, ConnectorFailure.RateLimited)]
    [InlineData(500, ConnectorFailure.Unavailable)]
    [InlineData(504, ConnectorFailure.Timeout)]
    public async Task Execute_SentenceWithoutAFailure_FollowsTheStatus(int status, ConnectorFailure expected)
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"code":"odd"}""", status);
        await using var rig = new Rig(upstream.Address, more: "errors: { code: [/code], say: { odd: { message: Odd., next: Wait. } } }");

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal((expected, "Odd."), (failure.Failure, failure.Message));
    }

    [Theory]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://[::ffff:10.0.0.1]")]
    [InlineData("https://2852039166")]
    [InlineData("https://api.example.com.evil.example")]
    [InlineData("https://user@api.example.com")]
    [InlineData("http://api.example.com")]
    [InlineData("https://api.example.com:8443")]
    public async Task Execute_SettingThatNamesAnotherHost_ReachesNothing(string address)
    {
        await using var rig = new Rig(address);

        Assert.Contains((await rig.FailAsync("get", """{"id":"a"}""")).Failure, new[] { ConnectorFailure.Unavailable, ConnectorFailure.Configuration });
    }

    [Theory]
    [InlineData(400, ConnectorFailure.Refused)]
    [InlineData(401, ConnectorFailure.Configuration)]
    [InlineData(403, ConnectorFailure.RateLimited)] // because it says when to come back
    [InlineData(404, ConnectorFailure.Refused)]
    [InlineData(408, ConnectorFailure.Timeout)]
    [InlineData(409, ConnectorFailure.Refused)]
    [InlineData(429, ConnectorFailure.RateLimited)]
    [InlineData(500, ConnectorFailure.Unavailable)]
    [InlineData(503, ConnectorFailure.Unavailable)]
    [InlineData(504, ConnectorFailure.Timeout)]
    public async Task Execute_Status_SaysWhatItMeans(int status, ConnectorFailure expected)
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return Upstream.JsonAsync(context, "{}", status);
        });
        await using var rig = new Rig(upstream.Address);

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal(expected, failure.Failure);
        Assert.Equal(status is 403 or 429 or >= 500 or 408 ? TimeSpan.FromSeconds(7) : null, failure.RetryAfter);
    }

    [Fact]
    public async Task Execute_GoodStatusThatCarriesAnError_IsThatError()
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"ok":false,"error":"gone_fishing","message":"later"}""");
        await using var rig = new Rig(upstream.Address, more: """
            errors: { failed_when: [{ at: /ok, equals: false }], code: [/error], message: [/message], say: { gone_fishing: { failure: unavailable, message: "They are fishing ({code}, {message}).", next: Come back. } } }
            """);

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal((ConnectorFailure.Unavailable, "They are fishing (gone_fishing, later).", "Come back.", "gone_fishing"), (failure.Failure, failure.Message, failure.Next, failure.VendorCode));
    }

    [Fact]
    public async Task Execute_SpentAllowance_SaysWhenThereIsMore()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers["X-Left"] = "0";
            context.Response.Headers["X-Reset"] = "90";
            return Upstream.JsonAsync(context, "{}", 403);
        });
        await using var rig = new Rig(upstream.Address, more: "limits: { remaining_header: X-Left, reset_header: X-Reset, reset_format: seconds }");

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal((ConnectorFailure.RateLimited, TimeSpan.FromSeconds(90)), (failure.Failure, failure.RetryAfter));
    }

    [Fact]
    public async Task Execute_DeclaredRateUsedUp_SendsNothingMore()
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"name":"x","since":1763683200}""");
        var time = new ManualTime();
        await using var rig = new Rig(upstream.Address, more: "limits: { requests: 2, per: 1m }", time: time);
        Assert.Equal("2025-11-21T00:00:00Z", (await rig.RunAsync("get", """{"id":"a"}""")).GetProperty("since").GetString());
        await rig.RunAsync("get", """{"id":"a"}""");

        Assert.Equal(ConnectorFailure.RateLimited, (await rig.FailAsync("get", """{"id":"a"}""")).Failure);
        time.Advance(TimeSpan.FromSeconds(31));
        await rig.RunAsync("get", """{"id":"a"}""");
        Assert.Equal(3, upstream.Requests.Count);
    }

    /// <summary>A clock that moves when the test says.</summary>
    internal sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => now += by;

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.Ticks;
    }
}
