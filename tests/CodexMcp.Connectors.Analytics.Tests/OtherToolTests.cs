using System.Buffers.Binary;
using System.IO.Compression;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Analytics.Tests.Support;

namespace CodexMcp.Connectors.Analytics.Tests;

/// <summary>Anomalies, cohorts and charts over the simulated warehouse.</summary>
public sealed class OtherToolTests : IAsyncLifetime
{
    private readonly Warehouse warehouse = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => warehouse.DisposeAsync();

    [Fact]
    public async Task Anomalies_DailyUsers_FindTheFirstOddDay()
    {
        var result = (await warehouse.RunAsync("detect_anomalies", """{"metric":"dau"}""")).Structured;

        Assert.Equal("ok", result.GetProperty("status").GetString());
        var run = result.GetProperty("runs").EnumerateArray().Last();
        Assert.Equal(Some.Day(Warehouse.Yesterday.AddDays(-2)), run.GetProperty("from").GetString());
        Assert.Equal(Some.Day(Warehouse.Yesterday), run.GetProperty("to").GetString());
        Assert.Equal("low", run.GetProperty("direction").GetString());
        Assert.True(result.GetProperty("anomalies").GetArrayLength() <= 6, result.GetRawText());
        Assert.Single(result.GetProperty("queries").EnumerateArray());
    }

    [Fact]
    public async Task Anomalies_AWeek_IsTooLittle()
    {
        var result = (await warehouse.RunAsync("detect_anomalies", $$"""{"metric":"signup_rate","from":"{{Some.Day(Warehouse.Yesterday.AddDays(-6))}}"}""")).Structured;

        Assert.Equal("too_little_data", result.GetProperty("status").GetString());
        Assert.Empty(result.GetProperty("anomalies").EnumerateArray());
        Assert.Contains("two seasons", result.GetProperty("notice").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cohorts_Subscriptions_ShrinkAndAddUpToTheTable()
    {
        var from = Warehouse.Yesterday.AddDays(-200);
        var result = (await warehouse.RunAsync("cohorts", $$"""{"table":"SUBSCRIPTIONS","date_column":"STARTED_ON","end_column":"ENDED_ON","grain":"month","from":"{{Some.Day(from)}}","periods":6}""")).Structured;

        var cohorts = result.GetProperty("cohorts").EnumerateArray().ToList();
        Assert.InRange(cohorts.Count, 6, 9);
        foreach (var cohort in cohorts)
        {
            var retained = cohort.GetProperty("retained").EnumerateArray().Select(cell => cell.GetInt64()).ToList();
            Assert.Equal(cohort.GetProperty("size").GetInt64(), retained[0]);
            Assert.Equal(retained.OrderDescending(), retained);
        }

        Assert.True(cohorts[^1].GetProperty("retained").GetArrayLength() == 1 || cohorts[^1].GetProperty("incomplete").GetArrayLength() <= 1);
        var count = await warehouse.CallAsync("snowflake_run_query", Some.Json($$"""
            {"statement":"SELECT COUNT(*) FROM SUBSCRIPTIONS WHERE STARTED_ON >= '{{Some.Day(new DateOnly(from.Year, from.Month, 1))}}'"}
            """), TestContext.Current.CancellationToken);
        Assert.Equal(count.Structured.GetProperty("rows")[0][0].GetInt64(), cohorts.Sum(cohort => cohort.GetProperty("size").GetInt64()));
    }

    [Fact]
    public async Task Cohorts_Activity_BeginsAtTheFirstSeen()
    {
        var result = (await warehouse.RunAsync("cohorts", $$"""
            {"table":"ACCOUNT_USAGE_DAILY","date_column":"DAY","entity":"ACCOUNT_KEY","from":"{{Some.Day(Warehouse.Yesterday.AddDays(-60))}}","since":"{{Some.Day(Warehouse.Yesterday.AddDays(-60))}}","periods":4}
            """)).Structured;

        var first = result.GetProperty("cohorts")[0];
        Assert.True(first.GetProperty("size").GetInt64() > 5);
        Assert.Equal(1, first.GetProperty("shares")[0].GetDecimal());
        Assert.Contains("OVER (PARTITION BY", result.GetProperty("queries")[0].GetProperty("statement").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"table":"T","date_column":"D"}""", "neither")]
    [InlineData("""{"table":"T","date_column":"D","entity":"E","end_column":"F"}""", "both")]
    [InlineData("""{"table":"SUBSCRIPTIONS","date_column":"STARTED_ON","end_column":"ENDED_ON","from":"2001-01-01","to":"2001-03-01"}""", "Nobody began")]
    public async Task Cohorts_WhatMakesNoSense_SaysSo(string arguments, string problem) =>
        Assert.Contains(problem, (await warehouse.FailAsync("cohorts", arguments)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("line", """{"kind":"line","metric":"dau","split":"SOURCE","from":"START"}""", 4, 60)]
    [InlineData("line-one", """{"kind":"line","metric":"signup_rate"}""", 1, 30)]
    [InlineData("line-many", """{"kind":"line","metric":"account_active_users","split":"ACCOUNT_KEY"}""", 7, 30)]
    [InlineData("bar", """{"kind":"bar","metric":"net_revenue","split":"PLAN"}""", 1, 4)]
    [InlineData("bar-time", """{"kind":"bar","metric":"spend_usd","from":"WEEK"}""", 1, 14)]
    [InlineData("heatmap", """{"kind":"heatmap","metric":"signup_rate","split":"CHANNEL","rows":"COUNTRY"}""", 6, 4)]
    [InlineData("heatmap-time", """{"kind":"heatmap","metric":"dau","split":"COUNTRY"}""", 6, 30)]
    public async Task Chart_EachKind_IsAPictureWithItsNumbers(string name, string arguments, int series, int values)
    {
        arguments = arguments.Replace("START", Some.Day(Warehouse.Yesterday.AddDays(-59)), StringComparison.Ordinal).Replace("WEEK", Some.Day(Warehouse.Yesterday.AddDays(-13)), StringComparison.Ordinal);
        var result = await warehouse.RunAsync("chart", arguments);

        var image = Assert.IsType<ToolContent.Image>(Assert.Single(result.Content));
        Assert.Equal("image/png", image.MediaType);
        Assert.InRange(image.Data.Length, 1_000, 200_000);
        AssertPng(image.Data.ToArray());
        var drawn = result.Structured.GetProperty("series").EnumerateArray().ToList();
        Assert.Equal(series, drawn.Count);
        Assert.All(drawn, one => Assert.Equal(values, one.GetProperty("values").GetArrayLength()));
        Assert.Equal(values, result.Structured.GetProperty("labels").GetArrayLength());
        if (Environment.GetEnvironmentVariable("CODEXMCP_CHARTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), image.Data.ToArray(), TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("""{"kind":"heatmap","metric":"dau"}""", "needs split")]
    [InlineData("""{"kind":"heatmap","metric":"dau","split":"SOURCE","rows":"SOURCE"}""", "another column")]
    [InlineData("""{"kind":"line","metric":"dau","rows":"SOURCE"}""", "takes no rows")]
    [InlineData("""{"kind":"heatmap","metric":"dau","split":"SOURCE","from":"2025-12-01","to":"2026-04-01"}""", "more than a chart can show")]
    public async Task Chart_WhatCannotBeShown_SaysSo(string arguments, string problem)
    {
        var failure = await warehouse.FailAsync("chart", arguments);
        Assert.Contains(problem, failure.Message + failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chart_NoRows_IsAPictureThatSaysSo()
    {
        var result = await warehouse.RunAsync("chart", """{"kind":"line","metric":"dau","filters":{"COUNTRY":["ZZ"]}}""");
        AssertPng(Assert.IsType<ToolContent.Image>(result.Content[0]).Data.ToArray());
        Assert.Empty(result.Structured.GetProperty("series").EnumerateArray());
    }

    /// <summary>Reads the file as any viewer does: signature, chunks with right checksums, as many bytes as the header says.</summary>
    private static void AssertPng(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var at = 8;
        var data = new MemoryStream();
        var (width, height, ended) = (0, 0, false);
        while (at < file.Length)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var type = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            Assert.Equal(Crc(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            (width, height) = type == "IHDR" ? (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 8)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 12))) : (width, height);
            data.Write(type == "IDAT" ? file.AsSpan(at + 8, length) : []);
            ended = type == "IEND";
            at += 12 + length;
        }

        Assert.Equal((1200, 720, true), (width, height, ended));
        data.Position = 0;
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        Assert.Equal(((width * 3) + 1) * height, raw.Length);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
