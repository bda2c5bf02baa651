using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>ACCOUNTS and ACCOUNT_USAGE_DAILY: the business customers as every simulated system shows them, without persons.</summary>
internal static class CustomerTables
{
    public static readonly CatalogColumn[] Accounts =
    [
        new("ACCOUNT_KEY", SqlType.Whole(9), true, "Number of the account; joins ACCOUNT_USAGE_DAILY"),
        new("ACCOUNT_NAME", new(SqlKind.Text, Length: 200), true, "Name, the same as in the CRM"),
        new("DOMAIN", new(SqlKind.Text, Length: 200), true, "Domain, the same as in the CRM"),
        new("INDUSTRY", new(SqlKind.Text, Length: 64), true, "Industry"),
        new("COUNTRY", new(SqlKind.Text, Length: 2), true, "ISO country code"),
        new("EMPLOYEES", SqlType.Whole(9), true, "Number of staff"),
        new("PRODUCT_CODE", new(SqlKind.Text, Length: 32), false, "Subscription under contract; empty for a prospect"),
        new("CUSTOMER_SINCE", SqlType.Date, false, "First day as a customer; empty for a prospect"),
        new("SEATS", SqlType.Whole(9), true, "Seats under contract"),
        new("ARR_USD", SqlType.Fixed(14, 2), true, "Annual recurring revenue"),
        new("ARR_YEAR_AGO_USD", SqlType.Fixed(14, 2), true, "The same a year ago; 0 without a contract then"),
        new("HEADCOUNT_GROWTH", SqlType.Real, true, "Change of its staff over a year"),
    ];

    public static readonly CatalogColumn[] UsageDaily =
    [
        new("ACCOUNT_KEY", SqlType.Whole(9), true, "Account; see ACCOUNTS"),
        new("DAY", SqlType.Date, true, "Calendar day, UTC"),
        new("SEATS", SqlType.Whole(9), true, "Seats under contract"),
        new("ACTIVE_USERS", SqlType.Whole(9), true, "Users active on the day"),
        new("SESSIONS", SqlType.Whole(9), true, "Sessions started"),
        new("REPORTS", SqlType.Whole(9), true, "Reports opened"),
        new("API_CALLS", SqlType.Whole(9), true, "API calls"),
    ];

    public static void FillAccounts(SyntheticCompany company, RowSink sink)
    {
        foreach (var c in company.Customers)
        {
            sink(
            [
                (long)c.Number, c.Name, c.Domain, c.Industry, c.Country, (long)c.Employees, c.ProductCode, c.Since is { } since ? Day(since) : null,
                (long)c.Seats, (double)c.Arr, (double)c.ArrYearAgo, c.HeadcountGrowth,
            ]);
        }
    }

    public static void FillUsageDaily(SyntheticCompany company, RowSink sink)
    {
        foreach (var day in company.DailyUsage().OrderBy(d => d.Day))
        {
            sink([(long)day.CustomerNumber, Day(day.Day), (long)day.Seats, (long)day.ActiveUsers, (long)day.Sessions, (long)day.Reports, (long)day.ApiCalls]);
        }
    }

    private static long Day(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
