namespace CodexMcp.Sandbox.Company;

/// <summary>Our own people and what we sell.</summary>
internal static class CatalogueBook
{
    /// <summary>The domain of our own addresses.</summary>
    public const string Domain = "larkspur.example";

    public static readonly IReadOnlyList<Colleague> Colleagues =
    [
        new(1, "Ada", "Sampleton", "ada.sampleton@larkspur.example", "Head of Sales", "Sales", null, true),
        new(2, "Bela", "Mockley", "bela.mockley@larkspur.example", "Account Executive", "Enterprise", 1, true),
        new(3, "Chidi", "Testmann", "chidi.testmann@larkspur.example", "Account Executive", "Enterprise", 1, true),
        new(4, "Dora", "Placeholder", "dora.placeholder@larkspur.example", "Account Executive", "Mid-Market", 1, true),
        new(5, "Emil", "Fixture", "emil.fixture@larkspur.example", "Account Executive", "Mid-Market", 1, true),
        new(6, "Fay", "Demoson", "fay.demoson@larkspur.example", "Sales Development Representative", "Inbound", 1, true),
        new(7, "Goran", "Dummyton", "goran.dummyton@larkspur.example", "Customer Success Manager", "Success", 1, true),
        new(8, "Hedda", "Sketch", "hedda.sketch@larkspur.example", "Account Executive", "Enterprise", 1, false),
    ];

    public static readonly IReadOnlyList<Product> Products =
    [
        new(1, "LUM-BASIC", "Lumen Basic", "subscription", 120m, true, "Dashboards for small teams, per seat and year"),
        new(2, "LUM-PLUS", "Lumen Plus", "subscription", 240m, true, "Dashboards and alerts, per seat and year"),
        new(3, "LUM-PRO", "Lumen Pro", "subscription", 480m, true, "Everything for analysts, per seat and year"),
        new(4, "LUM-TEAM", "Lumen Team", "subscription", 720m, true, "Shared workspaces and administration, per seat and year"),
        new(5, "LUM-ENT", "Lumen Enterprise", "subscription", 960m, true, "Single sign-on, audit, own region, per seat and year"),
        new(6, "ADD-API", "Lumen API Pack", "add_on", 6_000m, true, "A million API calls a month for a year"),
        new(7, "ADD-SSO", "Lumen Sign-on", "add_on", 4_500m, true, "Single sign-on for a year"),
        new(8, "ADD-AUD", "Lumen Audit Vault", "add_on", 9_000m, true, "Seven years of audit records"),
        new(9, "ADD-FCST", "Lumen Forecast", "add_on", 12_000m, true, "Forecast models for a year"),
        new(10, "SRV-START", "Quick Start", "services", 7_500m, true, "Five days of set-up"),
        new(11, "SRV-TRAIN", "Training Day", "services", 1_800m, true, "One day for up to twelve people"),
        new(12, "LUM-CLASSIC", "Lumen Classic", "subscription", 90m, false, "No longer sold"),
    ];

    public static Product Product(string code) => Products.First(p => p.Code == code);
}
