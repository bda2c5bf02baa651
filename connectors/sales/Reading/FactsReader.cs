using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sales;

/// <summary>Reads the accounts and what belongs to them from Salesforce, in batches.</summary>
internal sealed class FactsReader(RoleReader reader, DateOnly asOf)
{
    /// <summary>More accounts at once are refused: the agent is told to narrow.</summary>
    public const int MostAccounts = 500;

    /// <summary>Ids in one query.</summary>
    private const int Batch = 100;

    private static readonly string[] Enrichment = ["Domain__c", "Industry", "NumberOfEmployees", "AnnualRevenue", "Website", "BillingCountry", "Headcount_Growth__c", "Technologies__c"];

    private string From => Number.Day(asOf.AddDays(-UsageScore.Days));

    private string Until => Number.Day(asOf);

    /// <summary>The customers in question with all facts about them, by id.</summary>
    public async ValueTask<IReadOnlyList<AccountFacts>> ReadAsync(IReadOnlyList<string>? ids, string? owner, CancellationToken cancellationToken)
    {
        var soql = $"SELECT Id, Name, Seats__c, ARR__c, ARR_Year_Ago__c, {string.Join(", ", Enrichment)} FROM Account WHERE Customer_Since__c != null"
            + (ids is null ? "" : " AND Id IN :ids") + (owner is null ? "" : " AND OwnerId = :owner") + $" ORDER BY Id LIMIT {MostAccounts + 1}";
        var accounts = new Dictionary<string, AccountFacts>(StringComparer.Ordinal);
        await foreach (var record in reader.QueryAsync(soql, ids, owner, cancellationToken).ConfigureAwait(false))
        {
            var account = Account(record);
            accounts[account.Id] = account;
        }

        if (accounts.Count > MostAccounts)
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"The role sees more than {MostAccounts} customers, which is the most that is ranked at once.", "Give owner_id or account_ids.");
        }

        foreach (var batch in accounts.Keys.Order(StringComparer.Ordinal).Chunk(Batch))
        {
            await FillAsync(accounts, batch, cancellationToken).ConfigureAwait(false);
        }

        return [.. accounts.Values];
    }

    private async ValueTask FillAsync(Dictionary<string, AccountFacts> accounts, string[] batch, CancellationToken cancellationToken)
    {
        await EachAsync($"SELECT Id, Account__c, Week_Of__c, Active_Users__c FROM Usage__c WHERE Account__c IN :ids AND Week_Of__c > {From} AND Week_Of__c <= {Until} ORDER BY Account__c, Week_Of__c", "Account__c", (account, id, record) =>
        {
            if (Fields.Day(record, "Week_Of__c") is { } week && Fields.Number(record, "Active_Users__c") is { } active)
            {
                account.Usage.Add(new(id, week, active));
            }
        }).ConfigureAwait(false);
        await EachAsync("SELECT Id, Account__c, Due_Date__c, ARR__c, Previous_ARR__c, Status__c, Risk__c FROM Renewal__c WHERE Account__c IN :ids ORDER BY Id", "Account__c", (account, id, record) =>
        {
            if (Fields.Day(record, "Due_Date__c") is { } due)
            {
                account.Renewals.Add(new(id, due, Fields.Number(record, "ARR__c"), Fields.Number(record, "Previous_ARR__c"), Fields.Text(record, "Status__c"), Fields.Text(record, "Risk__c")));
            }
        }).ConfigureAwait(false);
        await EachAsync("SELECT Id, AccountId, Name, StageName, Amount, CloseDate FROM Opportunity WHERE AccountId IN :ids AND IsClosed = false ORDER BY Id", "AccountId", (account, id, record) =>
            account.Deals.Add(new(id, Fields.Text(record, "Name") ?? id, Fields.Text(record, "StageName") ?? "no stage", Fields.Number(record, "Amount"), Fields.Day(record, "CloseDate")))).ConfigureAwait(false);
        await EachAsync($"SELECT Id, AccountId, ActivityDate FROM Task WHERE AccountId IN :ids AND IsClosed = true AND ActivityDate > {From} AND ActivityDate <= {Until} ORDER BY Id", "AccountId", Touched("Task")).ConfigureAwait(false);
        await EachAsync($"SELECT Id, AccountId, ActivityDate FROM Event WHERE AccountId IN :ids AND ActivityDate > {From} AND ActivityDate <= {Until} ORDER BY Id", "AccountId", Touched("Event")).ConfigureAwait(false);

        async ValueTask EachAsync(string soql, string parent, Action<AccountFacts, string, JsonElement> take)
        {
            await foreach (var record in reader.QueryAsync(soql, batch, null, cancellationToken).ConfigureAwait(false))
            {
                if (Fields.Text(record, parent) is { } of && accounts.TryGetValue(of, out var account) && Fields.Text(record, "Id") is { } id)
                {
                    take(account, id, record);
                }
            }
        }
    }

    private static Action<AccountFacts, string, JsonElement> Touched(string type) => (account, id, record) =>
    {
        if (Fields.Day(record, "ActivityDate") is { } day)
        {
            account.Touches.Add(new("salesforce", $"{type}:{id}", day));
        }
    };

    private static AccountFacts Account(JsonElement record) => new()
    {
        Id = Fields.Text(record, "Id") ?? throw new ConnectorException(ConnectorFailure.BadAnswer, "salesforce_query gave an account without an id.", "Tell the operator."),
        Name = Fields.Text(record, "Name") ?? "(no name)",
        Domain = Fields.Text(record, "Domain__c")?.ToLowerInvariant(),
        Seats = Fields.Number(record, "Seats__c"),
        Arr = Fields.Number(record, "ARR__c"),
        ArrYearAgo = Fields.Number(record, "ARR_Year_Ago__c"),
        Enrichment = [.. Enrichment.Select(field => (field, Fields.IsFilled(record, field)))],
    };
}
