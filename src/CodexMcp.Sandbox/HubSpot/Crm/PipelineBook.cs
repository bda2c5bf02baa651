using System.Globalization;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>A step of a pipeline: with a probability for deals, with a state (OPEN or CLOSED) for tickets.</summary>
internal sealed record Stage(string Id, string Label, string? Probability, bool IsClosed, string? State = null);

/// <summary>A pipeline of deals or of tickets.</summary>
internal sealed record Pipeline(ObjectType Type, string Id, string Label, IReadOnlyList<Stage> Stages);

/// <summary>The pipelines of the account, and what follows from a record's stage.</summary>
internal sealed class PipelineBook
{
    private static readonly IReadOnlyList<Pipeline> Pipelines =
    [
        new(ObjectType.Deals, "default", "Sales Pipeline",
        [
            new("appointmentscheduled", "Appointment Scheduled", "0.1", false),
            new("qualifiedtobuy", "Qualified To Buy", "0.2", false),
            new("presentationscheduled", "Presentation Scheduled", "0.4", false),
            new("decisionmakerboughtin", "Decision Maker Bought-In", "0.6", false),
            new("contractsent", "Contract Sent", "0.8", false),
            new("closedwon", "Closed Won", "1.0", true),
            new("closedlost", "Closed Lost", "0.0", true),
        ]),
        new(ObjectType.Deals, "48100", "Renewals",
        [
            new("48101", "Upcoming", "0.5", false),
            new("48102", "Terms sent", "0.8", false),
            new("48103", "Renewed", "1.0", true),
            new("48104", "Churned", "0.0", true),
        ]),
        new(ObjectType.Tickets, "0", "Support Pipeline",
        [
            new("1", "New", null, false, "OPEN"),
            new("2", "Waiting on contact", null, false, "OPEN"),
            new("3", "Waiting on us", null, false, "OPEN"),
            new("5", "Escalated", null, false, "OPEN"),
            new("4", "Closed", null, true, "CLOSED"),
        ]),
    ];

    /// <summary>The pipelines of a kind of record.</summary>
    public IReadOnlyList<Pipeline> Of(ObjectType type) => [.. Pipelines.Where(pipeline => pipeline.Type == type)];

    /// <summary>Checks pipeline and stage together, and fills in the pipeline of a new record.</summary>
    public (string Name, string Code, string Message)? Check(ObjectType type, Dictionary<string, string?> values, Func<string, string?> value)
    {
        var (line, step) = Names(type);
        if (line is null || !(values.ContainsKey(line) || values.ContainsKey(step)))
        {
            return null;
        }

        var pipelines = Of(type);
        values[line] = value(line) ?? pipelines[0].Id;
        if (pipelines.FirstOrDefault(one => one.Id == values[line]) is not { } pipeline)
        {
            return (line, "INVALID_OPTION", $"{values[line]} was not one of the allowed options: [{string.Join(", ", pipelines.Select(one => one.Id))}]");
        }

        return value(step) is { } stage && !pipeline.Stages.Any(one => one.Id == stage)
            ? (step, "INVALID_OPTION", $"{stage} was not one of the allowed options: [{string.Join(", ", pipeline.Stages.Select(one => one.Id))}]")
            : null;
    }

    /// <summary>Sets what HubSpot computes from a record's stage and amount.</summary>
    public void Derive(CrmRecord record, DateTimeOffset now)
    {
        var (line, step) = Names(record.Type);
        if (line is null)
        {
            return;
        }

        var stage = Of(record.Type).FirstOrDefault(one => one.Id == record[line])?.Stages.FirstOrDefault(one => one.Id == record[step]);
        if (record.Type == ObjectType.Tickets)
        {
            record.Set("closed_date", stage?.IsClosed == true ? record["closed_date"] ?? HubSpotTime.Text(now) : null, now, "CALCULATED");
            return;
        }

        record.Set("hs_is_closed", stage?.IsClosed == true ? "true" : "false", now, "CALCULATED");
        record.Set("hs_is_closed_won", stage is { IsClosed: true, Probability: "1.0" } ? "true" : "false", now, "CALCULATED");
        record.Set("hs_deal_stage_probability", stage?.Probability, now, "CALCULATED");
        record.Set("hs_projected_amount", Weighted(record["amount"], stage?.Probability), now, "CALCULATED");
    }

    private static string? Weighted(string? amount, string? probability) =>
        decimal.TryParse(amount, NumberStyles.Float, CultureInfo.InvariantCulture, out var sum) && probability is not null
            ? $"{sum * decimal.Parse(probability, CultureInfo.InvariantCulture):0.##}"
            : null;

    private static (string? Pipeline, string Stage) Names(ObjectType type) =>
        type == ObjectType.Deals ? ("pipeline", "dealstage") : type == ObjectType.Tickets ? ("hs_pipeline", "hs_pipeline_stage") : (null, "");
}
