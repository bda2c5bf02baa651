using System.Buffers;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CodexMcp.Host.Telemetry.Prometheus;

namespace CodexMcp.Host.Tests.Telemetry;

/// <summary>The text of /metrics, held against the rules of Prometheus' exposition format 0.0.4.</summary>
public sealed partial class ExpositionTests : IDisposable
{
    private readonly Meter meter = new("test-" + Guid.NewGuid());
    private readonly MetricCollector collector;

    public ExpositionTests() => collector = new(new HashSet<string> { meter.Name });

    [Fact]
    public void Counter_IsNamedTotalAndAddsUp()
    {
        var counter = meter.CreateCounter<long>("codexmcp.calls", "{call}", "Calls\nthat \\ ended.");
        counter.Add(1, new("role", "sales"), new KeyValuePair<string, object?>("tool", "b"));
        counter.Add(2, new("tool", "b"), new KeyValuePair<string, object?>("role", "sales"));

        Assert.Equal(
            """
            # HELP codexmcp_calls_total Calls\nthat \\ ended.
            # TYPE codexmcp_calls_total counter
            codexmcp_calls_total{role="sales",tool="b"} 3

            """.ReplaceLineEndings("\n"),
            Text());
    }

    [Fact]
    public void LabelValue_QuotesBackslashesAndNewlines_AreEscapedAndNothingElse()
    {
        meter.CreateCounter<int>("c").Add(1, new KeyValuePair<string, object?>("v", "a\"b\\c\nd{}=,é"));

        Assert.Contains("c_total{v=\"a\\\"b\\\\c\\nd{}=,é\"} 1\n", Text());
    }

    [Fact]
    public void Histogram_BucketsAreCumulativeInclusiveAndEndAtInfinity()
    {
        var histogram = meter.CreateHistogram("h.duration", "s", "d", tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in new[] { 0.05, 0.1, 0.5, 1, 7, double.PositiveInfinity, double.NaN })
        {
            histogram.Record(value, new KeyValuePair<string, object?>("le", "x"));
        }

        var lines = Text().Split('\n');
        Assert.Contains("# TYPE h_duration_seconds histogram", lines);
        Assert.Contains("h_duration_seconds_bucket{tag_le=\"x\",le=\"0.1\"} 2", lines);
        Assert.Contains("h_duration_seconds_bucket{tag_le=\"x\",le=\"1\"} 4", lines);
        Assert.Contains("h_duration_seconds_bucket{tag_le=\"x\",le=\"+Inf\"} 6", lines);
        Assert.Contains("h_duration_seconds_count{tag_le=\"x\"} 6", lines);
        Assert.Contains("h_duration_seconds_sum{tag_le=\"x\"} +Inf", lines);
    }

    [Fact]
    public void Gauge_GoesUpAndDown_AndWhatIsNoLongerObservedIsGone()
    {
        var names = new List<string> { "a", "b" };
        meter.CreateUpDownCounter<long>("open").Add(5);
        meter.CreateObservableGauge("state", () => names.Select(name => new Measurement<double>(1.5, new KeyValuePair<string, object?>("name", name))));

        Assert.Contains("state{name=\"b\"} 1.5\n", Text());
        names.Remove("b");
        var text = Text();
        Assert.Contains("# TYPE open gauge\nopen 5\n", text);
        Assert.Contains("state{name=\"a\"} 1.5\n", text);
        Assert.DoesNotContain("name=\"b\"", text);
    }

    [Theory]
    [InlineData("a.b-c", "By", "a_b_c_bytes")]
    [InlineData("a..b", "1", "a_b_ratio")]
    [InlineData("wait_seconds", "s", "wait_seconds")]
    [InlineData("a", "{thing}", "a")]
    [InlineData("a", "MiBy/s", "a_MiBy_s")]
    public void Name_OfAGauge_FollowsTheRules(string name, string unit, string expected)
    {
        meter.CreateUpDownCounter<int>(name, unit).Add(1);

        Assert.Contains($"\n{expected} 1\n", Text());
    }

    [Fact]
    public void Labels_WithoutEnd_AreCountedTogether()
    {
        var counter = meter.CreateCounter<int>("many");
        for (var i = 0; i < 5_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        var lines = Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length <= MetricFamily.MaxSeries + 3, $"{lines.Length} lines");
        Assert.Contains($"many_total{{otel_metric_overflow=\"true\"}} {5_000 - MetricFamily.MaxSeries}", lines);
    }

    [Fact]
    public void Labels_LongOrCollidingOrReserved_StayWellFormed()
    {
        var counter = meter.CreateCounter<int>("odd");
        counter.Add(1, new("a.b", "1"), new KeyValuePair<string, object?>("a-b", "2"));
        counter.Add(1, new("__name__", true), new KeyValuePair<string, object?>("9", null));
        counter.Add(1, new KeyValuePair<string, object?>("long", new string('x', 127) + "\U0001F600"));

        var text = Text();
        Assert.Contains("{a_b=\"1;2\"}", text);
        Assert.Contains("{_9=\"\",_name_=\"true\"}", text);
        Assert.Contains($"{{long=\"{new string('x', 127)}\"}}", text);
        Check(text);
    }

    [Fact]
    public void SameNameOtherKind_IsLeftOut()
    {
        meter.CreateUpDownCounter<int>("x.total").Add(1);
        meter.CreateCounter<int>("x").Add(1);

        Assert.Equal(1, Regex.Count(Text(), "# TYPE x_total "));
    }

    [Fact]
    public void Everything_TheProcessHas_IsWellFormed()
    {
        using var all = new MetricCollector();
        var output = new ArrayBufferWriter<byte>();
        all.Write(output);

        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        Check(text);
        Assert.Contains("dotnet_process_memory_working_set_bytes ", text);
    }

    [Fact]
    public async Task Measurements_FromManyThreads_AreAllThere()
    {
        var counter = meter.CreateCounter<int>("parallel");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("odd", (i % 2) == 1));
            }
        })));

        Assert.Contains("parallel_total{odd=\"false\"} 40000\nparallel_total{odd=\"true\"} 40000\n", Text());
    }

    public void Dispose()
    {
        collector.Dispose();
        meter.Dispose();
    }

    private string Text()
    {
        var output = new ArrayBufferWriter<byte>();
        collector.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Holds a text against the format's grammar: each metric once, its HELP and TYPE before its samples, no series twice.</summary>
    private static void Check(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var families = new HashSet<string>();
        var series = new HashSet<string>();
        var current = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                current = line.Split(' ')[2];
                Assert.True(families.Add(current), $"{current} comes twice");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Assert.Equal(current, line.Split(' ')[2]);
            }
            else
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                Assert.StartsWith(current, sample.Groups["name"].Value, StringComparison.Ordinal);
                Assert.True(series.Add(line[..line.LastIndexOf(' ')]), $"{line} comes twice");
                Assert.True(sample.Groups["value"].Value is "NaN" or "+Inf" or "-Inf" || double.TryParse(sample.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _), line);
            }
        }
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*")(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*")*\})? (?<value>\S+)$""")]
    private static partial Regex Sample();
}
