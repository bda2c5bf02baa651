using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CodexMcp.Benchmarks.Http;

/// <summary>What reading a whole list costs.</summary>
/// <param name="Pages">How many pages it has.</param>
/// <param name="WholeP50">All pages one after another, median in microseconds.</param>
/// <param name="PageP50">The longest page, median in microseconds.</param>
internal readonly record struct ListFigures(int Pages, double WholeP50, double PageP50);

/// <summary>Measures <c>tools/list</c> of 2026-07-28 on one connection.</summary>
internal static partial class HttpLists
{
    private const int Rounds = 400;

    /// <summary>Reads the whole list again and again.</summary>
    public static async Task<ListFigures> MeasureAsync(HttpServerProcess server)
    {
        using var connection = await HttpConnection.OpenAsync(server.Port);
        var wire = new HttpWire(server.Key);
        var pages = new List<byte[]> { wire.List(null) };
        var tools = 0;
        while (true)
        {
            await connection.SendAsync(pages[^1]);
            var text = connection.Text();
            tools += ToolName().Count(text);
            if (Cursor().Match(text) is not { Success: true } cursor)
            {
                break;
            }

            pages.Add(wire.List(cursor.Groups[1].Value));
        }

        if (tools != 1000)
        {
            throw new InvalidOperationException($"{server.Name} lists {tools} tools, not 1000.");
        }

        var whole = new List<double>();
        var single = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var (all, longest) = (0.0, 0.0);
            foreach (var page in pages)
            {
                var before = Stopwatch.GetTimestamp();
                await connection.SendAsync(page);
                var took = Stopwatch.GetElapsedTime(before).TotalMicroseconds;
                (all, longest) = (all + took, Math.Max(longest, took));
            }

            if (round >= Rounds / 2)
            {
                whole.Add(all);
                single.Add(longest);
            }
        }

        return new(pages.Count, Median(whole), Median(single));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    [GeneratedRegex("\"nextCursor\":\"([^\"]+)\"")]
    private static partial Regex Cursor();

    [GeneratedRegex("\"name\":\"echo_[a-z_0-9]+\"")]
    private static partial Regex ToolName();
}
