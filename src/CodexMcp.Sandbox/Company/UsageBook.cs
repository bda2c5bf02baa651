namespace CodexMcp.Sandbox.Company;

/// <summary>Makes product usage: a level, a trend, a week's shape and some noise.</summary>
internal static class UsageBook
{
    private const int Seed = 1_201;

    public static IEnumerable<UsageDay> Days(Customer customer, DateOnly today)
    {
        for (var ago = SyntheticCompany.UsageDays; ago >= 1; ago--)
        {
            var day = today.AddDays(-ago);
            if (customer.Since is not { } since || day < since)
            {
                continue;
            }

            var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            var share = Level(customer) * Factor(customer.Trend, ago) * (weekend ? .12 : 1) * Prng.Near(.06, Seed, customer.Number, ago);
            var active = Math.Clamp((int)Math.Round(customer.Seats * share), 0, customer.Seats);
            yield return new UsageDay(
                customer.Number,
                day,
                customer.Seats,
                active,
                (int)Math.Round(active * 2.3 * Prng.Near(.1, Seed + 1, customer.Number, ago)),
                (int)Math.Round(active * .7 * Prng.Near(.2, Seed + 2, customer.Number, ago)),
                (int)Math.Round(active * 41 * Prng.Near(.3, Seed + 3, customer.Number, ago)));
        }
    }

    public static IEnumerable<UsageWeek> Weeks(Customer customer, DateOnly today)
    {
        // The Monday of the running week: usage is told in whole weeks before it.
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var first = monday.AddDays(-7 * SyntheticCompany.UsageWeeks);
        return
            from day in Days(customer, today)
            where day.Day >= first && day.Day < monday
            group day by first.AddDays((day.Day.DayNumber - first.DayNumber) / 7 * 7) into week
            select new UsageWeek(
                customer.Number, week.Key, customer.Seats, week.Max(d => d.ActiveUsers), week.Sum(d => d.Sessions), week.Sum(d => d.Reports), week.Sum(d => d.ApiCalls));
    }

    /// <summary>The share of seats in use on a working day, before the trend.</summary>
    private static double Level(Customer customer) => customer.Number switch
    {
        SyntheticCompany.UpsellCustomer => .96,
        SyntheticCompany.RiskCustomer => .66,
        _ => .45 + (Prng.Unit(Seed + 4, customer.Number) * .3),
    };

    /// <summary>1 today, or what the trend has made of it; the two stories turn twelve and eight weeks ago.</summary>
    private static double Factor(UsageTrend trend, int ago) => trend switch
    {
        UsageTrend.Growing => 1 - (.22 * ago / SyntheticCompany.UsageDays),
        UsageTrend.Declining => 1 - (.2 * (SyntheticCompany.UsageDays - ago) / SyntheticCompany.UsageDays),
        UsageTrend.Surging => ago >= 84 ? .6 : 1 - (.4 * ago / 84),
        UsageTrend.Collapsing => ago >= 56 ? 1 : .42 + (.58 * ago / 56),
        _ => 1,
    };
}
