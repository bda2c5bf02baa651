namespace CodexMcp.Sandbox.Databricks;

/// <summary>A question that a space can answer: which words it is known by, and the query that answers it.</summary>
internal sealed record GenieEntry(string Title, string[] Words, string Sql);

/// <summary>A Genie space.</summary>
internal sealed record GenieSpace(string Id, string Title, string Description, IReadOnlyList<GenieEntry> Entries)
{
    /// <summary>The entry that has most of its words in the question; null when none has any.</summary>
    public GenieEntry? Find(string question)
    {
        var words = question.ToLowerInvariant().Split([' ', '?', ',', '.', '!', ';', ':', '\'', '"', '-'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return Entries.Select(entry => (Entry: entry, Score: entry.Words.Count(words.Contains))).Where(static pair => pair.Score > 0)
            .OrderByDescending(static pair => pair.Score).FirstOrDefault().Entry;
    }
}

/// <summary>The spaces and what they can answer. There is no model behind them: words of the question choose a query, which is then really run.</summary>
internal static class GenieBook
{
    public static readonly IReadOnlyList<GenieSpace> Spaces =
    [
        new("01ef5a0dbc5a11a000000000000000e1", "Product growth", "Active users, releases and the marketing funnel.",
        [
            new("Active users by day", ["active", "users", "dau", "drop", "day"],
                "SELECT day, SUM(dau) AS dau FROM analytics.curated.daily_active_users WHERE day >= date_sub(current_date(), 30) GROUP BY day ORDER BY day"),
            new("Active users by country", ["active", "users", "dau", "country", "countries"],
                "SELECT country, SUM(dau) AS dau FROM analytics.curated.daily_active_users WHERE day = date_sub(current_date(), 1) GROUP BY country ORDER BY dau DESC"),
            new("Releases", ["release", "releases", "version", "versions"], "SELECT * FROM analytics.curated.releases ORDER BY released_on DESC"),
            new("Funnel by channel", ["funnel", "conversion", "channel", "signups", "spend"],
                "SELECT channel, SUM(signups) AS signups, SUM(paid) AS paid, SUM(spend_usd) AS spend_usd FROM analytics.curated.marketing_funnel WHERE day >= date_sub(current_date(), 28) GROUP BY channel ORDER BY signups DESC"),
        ]),
        new("01ef5a0dbc5a11a000000000000000e2", "Revenue", "Revenue, refunds and business customers.",
        [
            new("Revenue by month", ["revenue", "month", "refunds", "monthly"],
                "SELECT month, SUM(revenue_usd) AS revenue_usd, SUM(refunds_usd) AS refunds_usd FROM analytics.curated.monthly_revenue GROUP BY month ORDER BY month DESC LIMIT 12"),
            new("Largest customers", ["customers", "customer", "accounts", "largest", "arr"],
                "SELECT account_name, country, arr_usd FROM analytics.curated.accounts ORDER BY arr_usd DESC LIMIT 10"),
            new("Churned subscriptions", ["churn", "churned", "cancelled", "reason", "reasons"],
                "SELECT churn_reason, COUNT(*) AS subscriptions FROM analytics.curated.subscriptions WHERE status = 'churned' GROUP BY churn_reason ORDER BY subscriptions DESC"),
        ]),
    ];
}
