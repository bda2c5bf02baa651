namespace CodexMcp.Sandbox.Company;

/// <summary>One of us: an internal user who owns accounts and deals.</summary>
/// <remarks>Number: From 1; the same in every simulated system.
/// ManagerNumber: The manager's number, or null for the head of sales.
/// IsActive: False for one who has left: still the owner of old records.</remarks>
internal sealed record Colleague(
    int Number, string FirstName, string LastName, string Email, string Title, string Team, int? ManagerNumber, bool IsActive)
{
    public string Name => $"{FirstName} {LastName}";
}

/// <summary>Something we sell.</summary>
/// <remarks>Code: The stable product code, also the SKU: <c>LUM-TEAM</c>.
/// Line: <c>subscription</c>, <c>add_on</c> or <c>services</c>, as in the warehouse's product lines.
/// ListPrice: In US dollars: per seat and year for subscriptions, else per piece.</remarks>
internal sealed record Product(int Number, string Code, string Name, string Line, decimal ListPrice, bool IsActive, string Description);

/// <summary>How big a customer is for us.</summary>
internal enum CustomerSize { Small, Middle, Enterprise }

/// <summary>Where a customer's usage is going.</summary>
internal enum UsageTrend { Steady, Growing, Surging, Declining, Collapsing }

/// <summary>A company that we sell to: a customer or still a prospect.</summary>
/// <remarks>Number: From 1; the same in every simulated system. The warehouse shows it as ACCOUNT_KEY.
/// Domain: Unique, ends in <c>.example</c>.
/// Since: First day as a customer; null for a prospect.
/// Seats: Seats under contract; 0 for a prospect.
/// Arr: Annual recurring revenue in US dollars today; 0 for a prospect.
/// ArrYearAgo: The same a year ago; 0 when there was no contract.
/// HeadcountGrowth: Enrichment: change of its staff over a year, e.g. 0.12.
/// Technology: Enrichment: what it is known to use, separated by semicolons.
/// ParentNumber: The group it belongs to, if any.</remarks>
internal sealed record Customer(
    int Number,
    string Name,
    string Domain,
    string Industry,
    CustomerSize Size,
    int Employees,
    decimal AnnualRevenue,
    string Phone,
    string Street,
    string City,
    string Country,
    int OwnerNumber,
    DateOnly? Since,
    DateOnly CreatedOn,
    string? ProductCode,
    int Seats,
    decimal Arr,
    decimal ArrYearAgo,
    UsageTrend Trend,
    double HeadcountGrowth,
    string Technology,
    int? ParentNumber)
{
    /// <summary>False for a prospect.</summary>
    public bool IsCustomer => Since is not null;
}

/// <summary>A person at a customer. Every value is invented.</summary>
/// <remarks>Email: Unique, in the customer's domain.
/// BuyingRole: Champion, Economic Buyer, Decision Maker, Influencer, End User or Blocker.
/// HasLeft: True for one who no longer works there: mail to them bounces.
/// BornOn: Invented, for tests of what must not be shown.</remarks>
internal sealed record Person(
    int Number,
    int CustomerNumber,
    string FirstName,
    string LastName,
    string Email,
    string Phone,
    string Title,
    string Department,
    string BuyingRole,
    bool HasLeft,
    bool OptedOut,
    DateOnly BornOn,
    DateOnly CreatedOn)
{
    public string Name => $"{FirstName} {LastName}";
}

/// <summary>Someone who asked about us and belongs to no customer yet.</summary>
/// <remarks>Status: Open, Working, Nurturing, Qualified or Unqualified.</remarks>
internal sealed record Prospect(
    int Number, string FirstName, string LastName, string Email, string CompanyName, string Title, string Source, string Status, int OwnerNumber, DateOnly CreatedOn);

/// <summary>Product usage of one customer on one day.</summary>
internal sealed record UsageDay(int CustomerNumber, DateOnly Day, int Seats, int ActiveUsers, int Sessions, int Reports, int ApiCalls);

/// <summary>Product usage of one customer in one week, summed from the days, so that both tell the same.</summary>
/// <remarks>WeekOf: The Monday.
/// ActiveUsers: The busiest day's active users.</remarks>
internal sealed record UsageWeek(int CustomerNumber, DateOnly WeekOf, int Seats, int ActiveUsers, int Sessions, int Reports, int ApiCalls);
