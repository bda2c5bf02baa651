using System.Globalization;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Analytics.Reading;
using CodexMcp.Connectors.Analytics.Results;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Analytics.Cohorts;

/// <summary>The tool <c>analytics_cohorts</c>: how many of those who began in a period are still there later.</summary>
internal static class CohortTool
{
    private const int DefaultPeriods = 12;
    private const int HistoryDays = 90;

    /// <summary>More would not fit into one answer, and nobody reads them.</summary>
    private const int MostCells = 1_200;

    public static async ValueTask<ToolResult> RunAsync(AnalyticsCall call)
    {
        var invocation = call.Invocation;
        var entity = Arguments.Text(invocation, "entity");
        var end = Arguments.Text(invocation, "end_column");
        if (entity is null == end is null)
        {
            throw AnalyticsCall.Refused(
                entity is null ? "The call says neither entity nor end_column." : "The call says both entity and end_column.",
                "Give entity (who is active, one row for each activity), or end_column (the end of what date_column began, empty while it lasts).");
        }

        var grain = Arguments.Text(invocation, "grain") is { } text ? Grains.Read(text) : Grain.Week;
        var periods = Arguments.Number(invocation, "periods", DefaultPeriods);
        var asked = Windows.Read(call, grain == Grain.Month ? 365 : 7 * (periods + 1));
        var window = new Window(grain.Start(asked.From), asked.To);
        var source = new MetricSource
        {
            Title = entity is null ? "Retention" : $"Retention of {entity}",
            Table = Arguments.Required(invocation, "table"),
            DateColumn = Arguments.Required(invocation, "date_column"),
            Grain = grain,
            Measure = new Measure(new Part(entity is null ? PartKind.Count : PartKind.CountDistinct, entity), null),
            Filters = SourceReader.Filters(Arguments.Any(invocation, "filters")),
        };
        var table = new CohortTable(grain, window.To, periods);
        var history = Windows.Day(invocation, "since") ?? window.From.AddDays(-HistoryDays);
        var cohorts = entity is null
            ? table.FromLifetimes(await LifetimesAsync(call, source, window, end!).ConfigureAwait(false))
            : [.. table.FromActivity(await ActivityAsync(call, source, Windows.Check(window with { From = history < window.From ? history : window.From }, "since", "to"), entity).ConfigureAwait(false))
                .Where(cohort => cohort.Start >= window.From)];
        if (cohorts.Count == 0)
        {
            throw AnalyticsCall.Refused($"Nobody began in {window}.", "Choose another period, look at the filters, or check whether the data has arrived.");
        }

        if (cohorts.Sum(static cohort => cohort.Cells.Count) is > MostCells and var cells)
        {
            throw AnalyticsCall.Refused($"The table would have {cells} cells; at most {MostCells} are told.", "Choose a shorter period, fewer periods, or grain month.");
        }

        return new ToolResult
        {
            Structured = JsonResult.Build(writer => Write(writer, source, window, entity is null ? null : history, cohorts, call.Queries.Ran)),
            Text = Words(cohorts, grain),
        };
    }

    private static async ValueTask<List<(DateOnly, DateOnly?, long)>> LifetimesAsync(AnalyticsCall call, MetricSource source, Window window, string end)
    {
        var statement = Statement.Over(call.Queries.Names, source, window);
        var sql = statement.Select(source.Table, [statement.Start(source.DateColumn, source.Grain), statement.Start(end, source.Grain)], ["COUNT(*)"]);
        var rows = await call.Queries.RunAsync(sql, statement.Values).ConfigureAwait(false) ?? throw SeriesReader.TooMany();
        return [.. rows.Where(static row => Cell.Day(row, 0) is not null).Select(static row => (Cell.Day(row, 0)!.Value, Cell.Day(row, 1), Count(row, 2)))];
    }

    private static async ValueTask<List<(DateOnly, DateOnly, long)>> ActivityAsync(AnalyticsCall call, MetricSource source, Window window, string entity)
    {
        var statement = Statement.Over(call.Queries.Names, source, window).NotNull(entity);
        var rows = await call.Queries.RunAsync(statement.FirstSeen(source.Table, entity, source.DateColumn, source.Grain), statement.Values).ConfigureAwait(false) ?? throw SeriesReader.TooMany();
        return [.. rows.Where(static row => Cell.Day(row, 0) is not null && Cell.Day(row, 1) is not null).Select(static row => (Cell.Day(row, 0)!.Value, Cell.Day(row, 1)!.Value, Count(row, 2)))];
    }

    private static long Count(JsonElement row, int column) => decimal.ToInt64(Cell.Number(row, column));

    private static void Write(Utf8JsonWriter writer, MetricSource source, Window window, DateOnly? history, IReadOnlyList<Cohort> cohorts, IReadOnlyList<RanQuery> queries)
    {
        writer.WriteStartObject();
        writer.WriteString("table", source.Table);
        writer.WriteString("grain", source.Grain.Name());
        writer.Window("window", window);
        if (history is { } since)
        {
            writer.Day("history_from", since);
        }

        writer.WriteStartArray("cohorts");
        foreach (var cohort in cohorts)
        {
            writer.WriteStartObject();
            writer.Day("cohort", cohort.Start);
            writer.WriteNumber("size", cohort.Size);
            if (!cohort.Complete)
            {
                writer.WriteBoolean("growing", true);
            }

            writer.WriteStartArray("retained");
            foreach (var cell in cohort.Cells)
            {
                writer.WriteNumberValue(cell.Retained);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("shares");
            foreach (var cell in cohort.Cells)
            {
                if (cohort.Size == 0)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    writer.WriteNumberValue(ResultJson.Round(Math.Round((decimal)cell.Retained / cohort.Size, 4)));
                }
            }

            writer.WriteEndArray();
            writer.WriteStartArray("incomplete");
            for (var later = 0; later < cohort.Cells.Count; later++)
            {
                if (!cohort.Cells[later].Complete)
                {
                    writer.WriteNumberValue(later);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("average");
        for (var later = 0; later < cohorts.Max(static cohort => cohort.Cells.Count); later++)
        {
            if (CohortTable.Average(cohorts, later) is { } share)
            {
                writer.WriteNumberValue(ResultJson.Round(Math.Round(share, 4)));
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
        writer.WriteString("legend", history is null
            ? "retained[k]: not ended before period k after the start. incomplete: places of cells whose period is not over. average: over whole cells, weighted by size."
            : "retained[k]: active in period k after the first activity since history_from. incomplete: places of cells whose period is not over. average: over whole cells, weighted by size.");
        SourceWriter.Queries(writer, queries);
        writer.WriteEndObject();
    }

    private static string Words(IReadOnlyList<Cohort> cohorts, Grain grain)
    {
        var text = new StringBuilder($"{grain.Name()} of start: size, share retained by {grain.Name()} (* not over yet)\n");
        foreach (var cohort in cohorts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{ResultJson.Text(cohort.Start)}: {cohort.Size}:");
            foreach (var cell in cohort.Cells)
            {
                text.Append(CultureInfo.InvariantCulture, $" {(cohort.Size == 0 ? 0 : 100m * cell.Retained / cohort.Size):0}%{(cell.Complete ? "" : "*")}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
