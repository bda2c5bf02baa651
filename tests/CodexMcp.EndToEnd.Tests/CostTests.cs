using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>What a query may cost, over STDIO with the real executable and the simulated warehouse: it runs, it is asked for, it is refused, the budget ends.</summary>
public sealed class CostTests
{
    // A dollar for each megabyte, so that the small tables of the sandbox cost something.
    private const string Role = """
        role: costs
        version: 1.0.0
        description: Reads the warehouse for a price.
        owner: costs
        instructions:
          summary: Ask for little.
        tools:
          default_tools_approval_mode: writes
          connectors:
            snowflake:
              enabled_tools: [run_query, explain_query]
        execution:
          environment: sandbox
          cost:
            rates: { snowflake: { per_tb: 1000000 } }
            ask_over: { dollars: ASK }
            refuse_over: { dollars: REFUSE }
            budgets: { per_principal: { dollars: BUDGET } }
        governance:
          access: { groups: [costs] }

        """;

    private const string Dear = "SELECT COUNT(*), SUM(amount_usd) FROM transactions";
    private const string Cheap = "SELECT COUNT(*), SUM(amount_usd) FROM transactions WHERE day >= CURRENT_DATE - 3";

    [Fact]
    public async Task Stdio_OverTheAskLimit_ThePersonSeesTheEstimateAndAYesRunsItOnce()
    {
        using var folder = new TestFolder();
        var (cheap, dear) = await PricesAsync(folder);
        await using var host = HostProcess.Serve(folder.State, Roles(folder, (cheap + dear) / 2, dear * 10, dear * 100), "costs");
        await host.HandshakeAsync("""{"elicitation":{}}""");

        await QueryAsync(host, 1, Cheap);
        var free = Structured(await host.ReadAsync(1));
        Assert.Equal("Snowflake's query history", free.GetProperty("cost").GetProperty("basis").GetString());
        Assert.True(free.GetProperty("cost").GetProperty("dollars").GetDecimal() > 0);

        await QueryAsync(host, 2, Dear);
        var question = await host.ReadAsync();
        Assert.Equal("elicitation/create", question.GetProperty("method").GetString());
        var shown = question.GetProperty("params").GetProperty("message").GetString()!;
        Assert.Contains("Note: Estimated cost: at most $", shown);
        Assert.Contains("partitions, by Snowflake's plan", shown);
        Assert.Contains("ANALYTICS.CURATED.transactions", shown); // the statement after every rewrite
        await AnswerAsync(host, question, "approve");
        var done = Structured(await host.ReadAsync(2));
        Assert.Equal("succeeded", done.GetProperty("status").GetString());

        // A yes counts once: the same call is asked for again, and a no ends it.
        await QueryAsync(host, 3, Dear);
        await AnswerAsync(host, await host.ReadAsync(), "decline");
        Assert.Equal("declined", Error(await host.ReadAsync(3), "code"));
        Assert.Contains("Estimated cost", string.Join('\n', Directory.EnumerateFiles(folder.Audit, "*.jsonl").Select(ReadShared)));
    }

    [Fact]
    public async Task Stdio_OverTheRefuseLimit_IsRefusedWithAdviceAndTheAdviceHelps()
    {
        using var folder = new TestFolder();
        var (cheap, dear) = await PricesAsync(folder);
        await using var host = HostProcess.Serve(folder.State, Roles(folder, cheap * 2, (cheap + dear) / 2, dear * 100), "costs");
        await host.HandshakeAsync();

        await QueryAsync(host, 1, Dear);
        var refused = await host.ReadAsync(1);
        await QueryAsync(host, 2, "SELECT COUNT(*), SUM(a.amount_usd), SUM(b.amount_usd) FROM transactions a, transactions b");
        var crossed = await host.ReadAsync(2);
        await QueryAsync(host, 3, Cheap);

        Assert.Equal("denied", Error(refused, "code"));
        Assert.Contains("refuses what may cost more than $", Error(refused, "message"));
        Assert.Contains("ANALYTICS.CURATED.TRANSACTIONS", Error(refused, "next"));
        Assert.Contains("in the WHERE of the SELECT that reads it", Error(refused, "next"));
        Assert.Contains("B is joined to everything before it", Error(crossed, "next"));
        Assert.Equal("succeeded", Structured(await host.ReadAsync(3)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Stdio_ProductOfTablesThatAreCheapToRead_IsRefusedUnrun()
    {
        using var folder = new TestFolder();
        var (_, dear) = await PricesAsync(folder);
        await using var host = HostProcess.Serve(folder.State, Roles(folder, dear * 4, dear * 8, dear * 100), "costs");
        await host.HandshakeAsync();

        await QueryAsync(host, 1, "SELECT COUNT(*) FROM transactions a, transactions b, transactions c WHERE a.day >= CURRENT_DATE - 1 AND b.day >= CURRENT_DATE - 1 AND c.day >= CURRENT_DATE - 1");
        var refused = await host.ReadAsync(1);
        await QueryAsync(host, 2, "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000000000))");
        var made = await host.ReadAsync(2);
        await QueryAsync(host, 3, "SELECT COUNT(*) AS n FROM transactions a CROSS JOIN (SELECT MAX(day) AS last FROM transactions) m WHERE a.day = m.last");

        Assert.Equal(("denied", "denied"), (Error(refused, "code"), Error(made, "code")));
        Assert.Contains("rows that are made of each other", Error(refused, "message"));
        Assert.Contains("C is joined to everything before it", Error(refused, "next"));
        Assert.Equal("succeeded", Structured(await host.ReadAsync(3)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Stdio_BudgetSpent_EndsAsOverBudgetInTheNextProcessToo()
    {
        using var folder = new TestFolder();
        var (_, dear) = await PricesAsync(folder);
        var roles = Roles(folder, dear * 5, dear * 10, dear * 1.5m);
        await using (var host = HostProcess.Serve(folder.State, roles, "costs"))
        {
            await host.HandshakeAsync();
            await QueryAsync(host, 1, Dear);
            Assert.Equal("succeeded", Structured(await host.ReadAsync(1)).GetProperty("status").GetString());
        }

        await using var next = HostProcess.Serve(folder.State, roles, "costs");
        await next.HandshakeAsync();
        await QueryAsync(next, 1, Dear);
        var over = await next.ReadAsync(1);
        await QueryAsync(next, 2, Cheap);
        var cheap = await next.ReadAsync(2);
        await next.CallAsync(3, "snowflake_run_query", """{"statement":"SHOW TABLES"}""");

        Assert.Equal("over_budget", Error(over, "code"));
        Assert.Contains("A new day begins at 00:00 UTC", Error(over, "next"));
        Assert.Equal("succeeded", Structured(cheap).GetProperty("status").GetString());
        Assert.Equal("succeeded", Structured(await next.ReadAsync(3)).GetProperty("status").GetString()); // costs nothing, so there is money for it
    }

    /// <summary>What explain_query says that both cost, in dollars; each is dearer than nothing, and one much dearer than the other.</summary>
    private static async Task<(decimal Cheap, decimal Dear)> PricesAsync(TestFolder folder)
    {
        await using var host = HostProcess.Serve(folder.State, Roles(folder, 1_000_000, 2_000_000, 1_000_000), "costs");
        await host.HandshakeAsync();
        var prices = new List<decimal>();
        foreach (var statement in new[] { Cheap, Dear })
        {
            await host.CallAsync(prices.Count, "snowflake_explain_query", $$"""{"statement":"{{statement}}"}""");
            var estimate = Structured(await host.ReadAsync(prices.Count)).GetProperty("estimate");
            Assert.Equal(("upper_bound", "run"), (estimate.GetProperty("confidence").GetString(), estimate.GetProperty("verdict").GetString()));
            Assert.True(estimate.GetProperty("partitions").GetInt64() <= estimate.GetProperty("partitions_total").GetInt64());
            prices.Add(estimate.GetProperty("dollars").GetDecimal());
        }

        Assert.True(prices[0] > 0 && prices[1] > prices[0] * 4, string.Join(' ', prices));
        return (prices[0], prices[1]);
    }

    private static string Roles(TestFolder folder, decimal ask, decimal refuse, decimal budget)
    {
        var roles = Path.Combine(folder.Path, "roles");
        Directory.CreateDirectory(Path.Combine(roles, "costs"));
        File.WriteAllText(Path.Combine(roles, "groups.yaml"), "groups:\n  costs: { description: All who may ask., members: [\"local:*\"] }\n");
        File.WriteAllText(Path.Combine(roles, "costs", "role.yaml"), Role
            .Replace("ASK", Number(ask), StringComparison.Ordinal).Replace("REFUSE", Number(refuse), StringComparison.Ordinal).Replace("BUDGET", Number(budget), StringComparison.Ordinal));
        return roles;
    }

    private static string Number(decimal value) => decimal.Round(value, 6).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Task QueryAsync(HostProcess host, int id, string statement) => host.CallAsync(id, "snowflake_run_query", $$"""{"statement":"{{statement}}"}""");

    private static Task AnswerAsync(HostProcess host, JsonElement question, string decision) => host.SendAsync(
        $$"""{"jsonrpc":"2.0","id":{{question.GetProperty("id").GetRawText()}},"result":{"action":"accept","content":{"decision":"{{decision}}"} } }""");

    /// <summary>The host still writes to it.</summary>
    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static JsonElement Structured(JsonElement message) => message.GetProperty("result").GetProperty("structuredContent");

    private static string Error(JsonElement message, string member) => Structured(message).GetProperty("error").GetProperty(member).GetString()!;
}
