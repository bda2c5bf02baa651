using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sales.Tests;

/// <summary>Plain parts for tests.</summary>
internal static class Some
{
    public static DateOnly Today { get; } = new(2026, 11, 21);

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static AccountFacts Account(string id = "001000000000001", string name = "Acme", decimal? arr = 120_000, decimal? before = 100_000, decimal? seats = 100) =>
        new() { Id = id, Name = name, Domain = name.ToLowerInvariant() + ".example", Arr = arr, ArrYearAgo = before, Seats = seats };

    public static AccountFacts WithUsage(this AccountFacts account, params decimal[] weekly)
    {
        for (var i = 0; i < weekly.Length; i++)
        {
            account.Usage.Add(new($"a{i:D2}", Today.AddDays(-7 * (weekly.Length - i)), weekly[i]));
        }

        return account;
    }

    public static AccountFacts WithTouches(this AccountFacts account, string system, int count, int lastAgo)
    {
        for (var i = 0; i < count; i++)
        {
            account.Touches.Add(new(system, $"Task:t{account.Touches.Count:D2}", Today.AddDays(-lastAgo - i)));
        }

        return account;
    }

    /// <summary>An account whose score with the weights (1, 0, 0, 0) is the given one.</summary>
    public static Scored Scored(string id, string name, decimal usage, decimal arr = 0, decimal accountArr = 0) =>
        new(Account(id, name, accountArr), new(usage, "", []), new(arr, "", []), new(0, "", []), new(0, "", []));

    public static ToolInvocation Invocation(IRoleTools? tools, string arguments = "{}", string? scope = null) => new()
    {
        CallId = "1",
        Role = "sales",
        Principal = "local:alice",
        Environment = "sandbox",
        Tool = new ToolDefinition
        {
            Name = "sales_rank_accounts",
            Connector = "sales",
            Action = "rank_accounts",
            Title = "Rank",
            Description = "Ranks.",
            Verb = ToolVerb.Read,
            InputSchema = Json("{}"),
            Hash = "",
        },
        Arguments = Json(arguments),
        Scope = scope is null ? null : Json(scope),
        Handles = Sealer.Shared,
        Tools = tools,
    };
}

/// <summary>A clock that stands still.</summary>
internal sealed class StandingClock(int daysLater = 0) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero).AddDays(daysLater);
}
