using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The account's objects, shifted so that the data ends on the day before the simulator's today.</summary>
internal static class SyntheticWarehouse
{
    private static readonly string[] Everyone = ["ANALYST", "SYSADMIN"];
    private static readonly string[] Admins = ["SYSADMIN"];

    public static Catalog Create(SessionContext now)
    {
        var story = new ProductStory(now.Today);
        // The same companies as the simulated CRMs show. Nothing is made before one of its tables is read.
        var company = new SyntheticCompany(DateOnly.FromDateTime(now.Now.UtcDateTime));
        var catalog = new Catalog
        {
            Roles = ["ANALYST", "PUBLIC", "SYSADMIN"],
            Warehouses = [("ANALYST_WH", "X-Small", Everyone), ("LOAD_WH", "Medium", Admins)],
            Databases = [new CatalogDatabase("ANALYTICS", "SYSADMIN", "Synthetic product data", Everyone)],
            Schemas =
            [
                new CatalogSchema("ANALYTICS", "CURATED", "SYSADMIN", "Reviewed tables and views for analysis, without personal data", Everyone),
                new CatalogSchema("ANALYTICS", "INFORMATION_SCHEMA", "", "Views describing the contents of schemas in this database", Everyone),
                new CatalogSchema("ANALYTICS", "RAW", "SYSADMIN", "As loaded: events and personal data", Admins),
            ],
        };
        var created = now.Now.UtcDateTime.Date.AddDays(-800);
        var altered = now.Now.UtcDateTime.Date.AddHours(4);

        void Add(string schema, string name, string comment, CatalogColumn[] columns, Action<RowSink> seed, string? day = null, int days = ProductStory.Days) => catalog.Add(new CatalogTable
        {
            Database = "ANALYTICS",
            Schema = schema,
            Name = name,
            Comment = comment,
            Columns = columns,
            Seed = seed,
            Storage = $"b{catalog.NextStorage++}",
            Clustering = day is null ? null : (day, now.Today - days, now.Today - 1),
            CreatedOn = new DateTimeOffset(created, TimeSpan.Zero),
            AlteredOn = new DateTimeOffset(altered, TimeSpan.Zero),
        });

        void View(string name, string comment, string text, CatalogColumn[] columns) => catalog.Add(new CatalogTable
        {
            Database = "ANALYTICS",
            Schema = "CURATED",
            Name = name,
            Comment = comment,
            Columns = columns,
            ViewText = $"CREATE VIEW ANALYTICS.CURATED.{name} AS {text}",
            ViewQuery = SqlParser.ParseQuery(text),
            CreatedOn = new DateTimeOffset(created, TimeSpan.Zero),
            AlteredOn = new DateTimeOffset(created, TimeSpan.Zero),
        });

        Add("CURATED", "DAILY_ACTIVE_USERS", "Active users by day, channel, country, platform and version", ActivityTables.DailyActiveUsers,
            sink => ActivityTables.FillDailyActiveUsers(story, sink), "DAY");
        Add("CURATED", "MARKETING_FUNNEL", "From impression to paying customer by day, channel, country and platform", ActivityTables.MarketingFunnel,
            sink => ActivityTables.FillMarketingFunnel(story, sink), "DAY");
        Add("CURATED", "RELEASES", "Releases of the apps", ActivityTables.Releases, sink => ActivityTables.FillReleases(story, sink));
        Add("CURATED", "TRANSACTIONS", "Payments and refunds", CommerceTables.Transactions, sink => CommerceTables.FillTransactions(story, sink), "DAY");
        Add("CURATED", "SUBSCRIPTIONS", "Subscriptions with start, end and monthly revenue", CommerceTables.Subscriptions,
            sink => CommerceTables.FillSubscriptions(story, sink), "STARTED_ON");
        Add("CURATED", "USER_COHORTS", "Weekly signup cohorts with activation, retention and revenue; no personal data", CommerceTables.UserCohorts,
            sink => CommerceTables.FillUserCohorts(story, sink), "COHORT_WEEK");
        Add("CURATED", "ACCOUNTS", "Business customers and prospects with contract and revenue, as in the CRM; no persons", CustomerTables.Accounts,
            sink => CustomerTables.FillAccounts(company, sink));
        Add("CURATED", "ACCOUNT_USAGE_DAILY", "Product usage of business customers by day, the last 27 weeks", CustomerTables.UsageDaily,
            sink => CustomerTables.FillUsageDaily(company, sink), "DAY", SyntheticCompany.UsageDays);
        Add("RAW", "EVENTS", "Product events of the last 30 days", RawTables.Events, sink => RawTables.FillEvents(story, sink), "DAY", 30);
        Add("RAW", "CUSTOMERS", "Synthetic persons: personal data, restricted", RawTables.CustomersTable, sink => RawTables.FillCustomers(story, sink));
        View("DAILY_TOTALS", "Active users, new users and sessions by day",
            "SELECT day, SUM(dau) AS dau, SUM(new_users) AS new_users, SUM(sessions) AS sessions FROM daily_active_users GROUP BY day",
            [
                new("DAY", SqlType.Date, true, "Calendar day, UTC"),
                new("DAU", SqlType.Whole(), false, "Active users"),
                new("NEW_USERS", SqlType.Whole(), false, "Users who signed up"),
                new("SESSIONS", SqlType.Whole(), false, "Sessions started"),
            ]);
        View("MONTHLY_REVENUE", "Settled revenue and refunds by month and product line",
            "SELECT DATE_TRUNC('month', day) AS month, product_line, SUM(IFF(status = 'settled', amount_usd, 0)) AS revenue_usd, "
            + "SUM(IFF(status = 'refunded', -amount_usd, 0)) AS refunds_usd, COUNT(*) AS transactions FROM transactions GROUP BY 1, 2",
            [
                new("MONTH", SqlType.Date, true, "First day of the month"),
                new("PRODUCT_LINE", new(SqlKind.Text, Length: 32), true, "subscription, add_on or services"),
                new("REVENUE_USD", SqlType.Fixed(38, 2), false, "Settled amount"),
                new("REFUNDS_USD", SqlType.Fixed(38, 2), false, "Refunded amount"),
                new("TRANSACTIONS", SqlType.Whole(18), false, "Number of transactions"),
            ]);
        return catalog;
    }
}
