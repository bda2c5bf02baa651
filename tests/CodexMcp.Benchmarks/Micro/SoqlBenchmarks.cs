using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>What the scope adds to a query: reading it, resolving every name, writing it anew with filters and a LIMIT, over descriptions that are there already.</summary>
[Config(typeof(MicroConfig))]
public class SoqlBenchmarks
{
    private const string SmallQuery = "SELECT Id, Name FROM Account WHERE Name = 'Acme' LIMIT 10";

    // One kilobyte, with what makes resolving dear: paths, a subquery, a semi-join, an alias and two row filters.
    private const string LargeQuery =
        """
        SELECT a.Id, a.Name, a.Industry, a.AnnualRevenue, a.Website, a.Phone, a.Owner.Name, a.Owner.Email, a.Parent.Name, a.Parent.Owner.Name,
          (SELECT Id, FirstName, LastName, Email, Title, Owner.Name FROM Contacts WHERE Email != NULL AND Title LIKE '%Director%' ORDER BY LastName, FirstName LIMIT 20),
          (SELECT Id, Name, StageName, Amount, CloseDate, NextStep, Owner.Name FROM Opportunities WHERE IsClosed = FALSE ORDER BY CloseDate NULLS LAST LIMIT 20)
        FROM Account a
        WHERE a.Industry IN ('Manufacturing', 'Retail', 'Logistics', 'Healthcare', 'Software') AND a.AnnualRevenue >= 1000000 AND a.CreatedDate > 2024-01-01T00:00:00Z
          AND (a.Owner.Name = 'Ada Rep' OR a.Owner.Name = 'Bert Rep' OR a.Parent.Owner.Name = 'Ada Rep' OR (NOT a.Website LIKE '%.test'))
          AND a.Id IN (SELECT AccountId FROM Opportunity WHERE StageName = 'Negotiation' AND CloseDate = NEXT_N_DAYS:90 AND Amount > 25000)
          AND a.Id NOT IN (SELECT AccountId FROM Contact WHERE Title = 'Former customer')
        ORDER BY a.AnnualRevenue DESC NULLS LAST, a.Name, a.Owner.Name
        LIMIT 500
        """;

    private static readonly SoqlLimits Limits = new(200, 50);

    private readonly SoqlCheck _check = new(Scope(), new Catalog());

    /// <summary>Fails when a query is not judged as its name says: then the figures would be of something else.</summary>
    [GlobalSetup]
    public void CheckVerdicts()
    {
        foreach (var (verdict, passes) in new[] { (Small(), true), (Large(), true), (Refused(), false) })
        {
            if (verdict.Problem is null != passes)
            {
                throw new InvalidOperationException($"A query is judged otherwise than expected: {verdict.Problem}{verdict.Text}");
            }
        }

        if (LargeQuery.Length is < 1_000 or > 1_600)
        {
            throw new InvalidOperationException($"The large query has {LargeQuery.Length} characters.");
        }
    }

    /// <summary>One object, two fields.</summary>
    [Benchmark(Baseline = true)]
    public object SmallCheck() => Small();

    /// <summary>Sixteen lines over four objects.</summary>
    [Benchmark]
    public object LargeCheck() => Large();

    /// <summary>A denied field at the end of a path.</summary>
    [Benchmark]
    public object RefusedCheck() => Refused();

    private SoqlVerdict Small() => Check(SmallQuery);

    private SoqlVerdict Large() => Check(LargeQuery);

    private SoqlVerdict Refused() => Check("SELECT Id, Account.TaxNumber__c FROM Contact");

    private SoqlVerdict Check(string soql)
    {
        // The descriptions are there, so the check never waits.
        var answer = _check.CheckAsync(soql, null, Limits, CancellationToken.None);
        return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException("The check waited.");
    }

    private static SalesforceScope Scope()
    {
        using var document = JsonDocument.Parse(
            """
            {"objects": ["Account", "Contact", "Opportunity", "User"], "deny_fields": ["Account.TaxNumber__c", "Contact.Birthdate"],
             "filters": {"Opportunity": "StageName != 'Closed Lost'", "Contact": "Email != 'none@x.example'"}}
            """);
        return SalesforceScope.Parse(document.RootElement);
    }

    private sealed class Catalog : IObjectCatalog
    {
        private readonly Dictionary<string, ObjectDescription> _objects = new(StringComparer.OrdinalIgnoreCase);

        public Catalog()
        {
            Add("Account", "Id Name Industry AnnualRevenue Website Phone CreatedDate TaxNumber__c", [("OwnerId", "Owner", "User"), ("ParentId", "Parent", "Account")], ("Contacts", "Contact", "AccountId"), ("Opportunities", "Opportunity", "AccountId"));
            Add("Contact", "Id FirstName LastName Email Title Birthdate", [("OwnerId", "Owner", "User"), ("AccountId", "Account", "Account")]);
            Add("Opportunity", "Id Name StageName Amount CloseDate NextStep IsClosed", [("OwnerId", "Owner", "User"), ("AccountId", "Account", "Account")]);
            Add("User", "Id Name Email", []);
        }

        public ValueTask<ObjectDescription?> FindAsync(string objectName, CancellationToken cancellationToken) => new(_objects.GetValueOrDefault(objectName));

        private void Add(string name, string fields, (string Name, string Relationship, string Target)[] references, params (string Name, string Child, string Field)[] children) =>
            _objects[name] = new ObjectDescription(
                name,
                null,
                [
                    .. fields.Split(' ').Select(static field => new FieldDescription { Name = field, Type = "string" }),
                    .. Enumerable.Range(0, 200).Select(static index => new FieldDescription { Name = $"Custom_{index}__c", Type = "string", Custom = true }),
                    .. references.Select(static reference => new FieldDescription { Name = reference.Name, Type = "reference", RelationshipName = reference.Relationship, ReferenceTo = [reference.Target] }),
                ],
                [.. children.Select(static child => new ChildRelationship(child.Name, child.Child, child.Field))]);
    }
}
