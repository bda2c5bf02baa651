using CodexMcp.Sandbox.Company;
using CodexMcp.Sandbox.Snowflake;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Company;

/// <summary>The company holds together, on every day, and tells its two stories.</summary>
public sealed class SyntheticCompanyTests
{
    private readonly SyntheticCompany _company = SyntheticCompany.At(new ManualTime());

    public static TheoryData<DateOnly> Days => [.. Enumerable.Range(0, 14).Select(i => new DateOnly(2028, 2, 20).AddDays(i)), new DateOnly(2027, 12, 31), new DateOnly(2026, 1, 1)];

    [Theory]
    [MemberData(nameof(Days))]
    public void Create_OnAnyDay_HoldsTogether(DateOnly today)
    {
        var company = new SyntheticCompany(today);

        Assert.Equal((60, 180, 8, 12, 150), (company.Customers.Count, company.People.Count, SyntheticCompany.Colleagues.Count, SyntheticCompany.Products.Count, company.Deals.Count));
        Assert.Equal(60, company.Customers.Select(c => c.Domain).Distinct().Count());
        Assert.Equal(60, company.Customers.Select(c => c.Name).Distinct().Count());
        Assert.Equal(180, company.People.Select(p => p.Email).Distinct().Count());
        Assert.All(company.People, p => Assert.EndsWith("@" + company.Customer(p.CustomerNumber).Domain, p.Email));
        Assert.All(company.People.Select(p => p.Email).Concat(company.Prospects.Select(p => p.Email)), mail => Assert.EndsWith(".example", mail));
        Assert.All(company.Deals, deal =>
        {
            Assert.Equal(deal.Amount, deal.Lines.Sum(l => l.Quantity * l.UnitPrice));
            Assert.Equal((deal.Stage, deal.Amount, deal.CloseOn), (deal.History[^1].Stage, deal.History[^1].Amount, deal.History[^1].CloseOn));
            Assert.Equal(deal.History.OrderBy(h => h.At), deal.History);
            Assert.True(DateOnly.FromDateTime(deal.History[^1].At.UtcDateTime) <= today, deal.ToString());
            Assert.True(!deal.IsClosed || deal.CloseOn < today, deal.ToString());
            Assert.All(deal.People, p => Assert.Equal(deal.CustomerNumber, company.People[p - 1].CustomerNumber));
        });
        Assert.All(company.Renewals.Where(r => r.Status == "Upcoming"), r => Assert.True(r.DueOn > today));
        Assert.All(company.DailyUsage(), d => Assert.True(d.Day < today && d.ActiveUsers <= d.Seats));
        Assert.All(company.WeeklyUsage(), w => Assert.True(w.WeekOf.DayOfWeek == DayOfWeek.Monday && w.WeekOf.AddDays(6) < today));
        Assert.Equal(Enumerable.Range(1, company.Activities.Count), company.Activities.Select(a => a.Number));
    }

    [Fact]
    public void Create_Twice_IsTheSame()
    {
        var again = SyntheticCompany.At(new ManualTime());

        Assert.Equal(_company.Customers, again.Customers);
        Assert.Equal(_company.People, again.People);
        Assert.Equal(_company.Activities, again.Activities);
        Assert.Equal(_company.DailyUsage(), again.DailyUsage());
    }

    [Fact]
    public void Stories_AreTheExtremes()
    {
        double Change(int customer)
        {
            var weeks = _company.WeeklyUsage().Where(w => w.CustomerNumber == customer).ToArray();
            return weeks[^4..].Average(w => w.Sessions) / weeks[..^4].TakeLast(8).Average(w => w.Sessions);
        }

        var changes = _company.Customers.Where(c => c.IsCustomer).ToDictionary(c => c.Number, c => Change(c.Number));
        Assert.Equal(SyntheticCompany.UpsellCustomer, changes.MaxBy(c => c.Value).Key);
        Assert.Equal(SyntheticCompany.RiskCustomer, changes.MinBy(c => c.Value).Key);
        Assert.Equal(2, _company.Tickets.Count(t => t.CustomerNumber == SyntheticCompany.RiskCustomer && t.Status == "Escalated"));
        Assert.Contains(_company.PeopleOf(SyntheticCompany.RiskCustomer), p => p.HasLeft);
        Assert.InRange(_company.Renewals.Last(r => r.CustomerNumber == SyntheticCompany.RiskCustomer).DueOn.DayNumber - _company.Today.DayNumber, 1, 45);
        Assert.Contains(_company.Deals, d => d.CustomerNumber == SyntheticCompany.RiskCustomer && !d.IsClosed && d.History.Select(h => h.CloseOn).Distinct().Count() == 4);
    }

    [Fact]
    public async Task Warehouse_ShowsTheSameCompany()
    {
        await using var simulator = new SnowflakeSimulator(new ManualTime());
        using var client = SqlClient.InProcess(simulator);
        var customer = _company.Customer(SyntheticCompany.UpsellCustomer);
        var week = _company.WeeklyUsage().Last(w => w.CustomerNumber == customer.Number);

        var answer = await client.QueryAsync($"""
            SELECT a.account_name, a.domain, a.seats, a.arr_usd, SUM(u.sessions), MAX(u.active_users)
            FROM curated.accounts a JOIN account_usage_daily u USING (account_key)
            WHERE a.domain = '{customer.Domain}' AND u.day BETWEEN '{week.WeekOf:yyyy-MM-dd}' AND '{week.WeekOf.AddDays(6):yyyy-MM-dd}' GROUP BY 1, 2, 3, 4
            """);

        Assert.Equal($"{customer.Name}|{customer.Domain}|{customer.Seats}|{customer.Arr:0.00}|{week.Sessions}|{week.ActiveUsers}", answer.Text);
    }
}
