using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Tests.Support;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

/// <summary>Lists that are larger than the size cap, cut by the cutter that the host uses.</summary>
public sealed class ListPagingTests
{
    private const int Cap = 4_000;
    private const int FirstPartition = 400;

    public static TheoryData<string, string, string?, string?> Lists => new()
    {
        { "list_databases", "databases", null, null },
        { "list_schemas", "schemas", "database", "a" },
        { "list_tables", "tables", "like", "%" },
        { "describe_table", "columns", "table", "t" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task List_LargerThanTheCap_IsReadWholeByItsContinuations(string action, string member, string? argument, string? value)
    {
        await using var harness = new Harness(Many(700));
        var seen = new List<string>();
        string? token = null;
        var pages = 0;
        do
        {
            var result = await harness.RunAsync(Call(harness, action, argument, value, token));
            var cut = ResultCutter.Cut(Tool(harness.Manifest.Catalog.Tools[action]), result, Cap);
            var page = cut?.Structured ?? result.Structured;
            Assert.True(page.GetRawText().Length <= Cap);
            seen.AddRange(page.GetProperty(member).EnumerateArray().Select(static item => item.GetProperty("name").GetString()!));
            token = page.TryGetProperty("continuation", out var next) ? next.GetString() : null;
            pages++;
        }
        while (token is not null && pages < 1_000);

        Assert.Equal(Enumerable.Range(0, 700).Select(Name), seen);
        Assert.True(pages > 5);
    }

    [Fact]
    public async Task ExplainQuery_CutPlan_GoesOnAfterTheCut()
    {
        var statement = string.Join(" UNION ALL ", Enumerable.Repeat("SELECT SUM(dau) FROM daily_active_users", 20));
        await using var harness = new Harness();
        var whole = await harness.RunAsync(harness.Call("explain_query", ("statement", statement)));
        var operations = whole.Structured.GetProperty("operations").GetArrayLength();

        var rest = await harness.RunAsync(harness.Call("explain_query", ("statement", statement), ("continuation", whole.ContinueAfter!(1))));

        Assert.Equal(operations - 1, rest.Structured.GetProperty("operations").GetArrayLength());
        Assert.Equal(whole.Structured.GetProperty("operations")[1].GetRawText(), rest.Structured.GetProperty("operations")[0].GetRawText());
    }

    [Fact]
    public async Task List_MoreThanItsOwnCap_SaysSo()
    {
        await using var harness = new Harness(Many(10_001));

        var result = await harness.RunAsync(harness.Call("list_databases"));

        Assert.Equal(10_000, result.Structured.GetProperty("databases").GetArrayLength());
        Assert.True(result.Structured.GetProperty("truncated").GetBoolean());
        Assert.Contains("first 10000", result.Structured.GetProperty("notice").GetString());
    }

    [Fact]
    public async Task Continuation_OfAnotherCallOrPersonOrNobody_IsRefusedInOneSentence()
    {
        var vendor = Many(700);
        await using var harness = new Harness(vendor);
        var own = harness.Call("list_tables", ("like", "%"));
        var token = (await harness.RunAsync(own)).ContinueAfter!(3);
        var sent = vendor.Requests.Count;
        var query = own.Handles.Seal(own, "query1|01a-1|0|00");
        var said = new HashSet<string>();
        foreach (var call in new[]
        {
            harness.Call("list_tables", ("continuation", token)),
            harness.Call("list_tables", ("like", "a%"), ("continuation", token)),
            harness.Call("list_tables", ("like", "%"), ("schema", "x"), ("continuation", token)),
            harness.Call("list_databases", ("continuation", token)),
            harness.Call("describe_table", ("table", "t"), ("continuation", token)),
            harness.Call("explain_query", ("statement", "SELECT 1"), ("continuation", token)),
            harness.Call("list_tables", ("like", "%"), ("continuation", query)),
            harness.Call("list_tables", ("like", "%"), ("continuation", "forged")),
            harness.Call("list_tables", ("like", "%"), ("continuation", token)) with { Principal = "local:mallory" },
            harness.Call("list_tables", ("like", "%"), ("continuation", token)) with { Role = "sales" },
        })
        {
            var failure = await harness.FailAsync(call);
            Assert.Equal(ConnectorFailure.Refused, failure.Failure);
            said.Add($"{failure.Message} {failure.Next}");
        }

        Assert.Equal("The continuation is not known, or it belongs to another call. Send it with the same tool and arguments that it came from, or start again without a continuation.",
            Assert.Single(said));
        Assert.Equal(sent, vendor.Requests.Count);
    }

    private static ToolInvocation Call(Harness harness, string action, string? argument, string? value, string? token)
    {
        var arguments = new List<(string, object?)>();
        if (argument is not null)
        {
            arguments.Add((argument, value));
        }

        if (token is not null)
        {
            arguments.Add(("continuation", token));
        }

        return harness.Call(action, [.. arguments]);
    }

    private static RoleTool Tool(ToolDefinition definition) => new(definition)
    {
        Mode = ApprovalMode.Auto,
        ListedAt = new SourceLocation("role.yaml", 1, 1),
        ModeAt = new SourceLocation("role.yaml", 1, 1),
        Timeout = TimeSpan.FromMinutes(1),
    };

    private static string Name(int number) => $"ITEM_{number:00000}";

    /// <summary>A list in two partitions, with the columns that any of the tools looks for.</summary>
    private static Vendor Many(int count) => new((request, _) =>
    {
        var second = request.RequestUri!.Query.Contains("partition=1", StringComparison.Ordinal);
        var rows = string.Join(',', (second ? Enumerable.Range(FirstPartition, count - FirstPartition) : Enumerable.Range(0, FirstPartition))
            .Select(static number => $"[\"{Name(number)}\",\"{Name(number)}\",\"{Name(number)}\",\"TEXT\",\"about it\"]"));
        var columns = string.Join(',', new[] { "name", "TABLE_NAME", "COLUMN_NAME", "DATA_TYPE", "comment" }
            .Select(static name => $$"""{"name":"{{name}}","type":"text","nullable":true}"""));
        return Vendor.Json(200, $$"""
            {"resultSetMetaData":{"numRows":{{count}},"rowType":[{{columns}}],"partitionInfo":[{"rowCount":{{FirstPartition}}},{"rowCount":{{count - FirstPartition}}}]},
             "data":[{{rows}}],"code":"090001","statementHandle":"01a-1"}
            """);
    });
}
