using System.Net;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Tests.Support;
using CodexMcp.Sandbox.Databricks;
using CodexMcp.Sandbox.Faults;

namespace CodexMcp.Connectors.Databricks.Tests.Connector;

public sealed class FailureTests
{
    private static string Failed(string code, string message) =>
        $$$"""{"statement_id":"01f0-1","status":{"state":"FAILED","error":{"error_code":"{{{code}}}","message":"{{{message}}}"},"sql_state":"42000"}}""";

    [Theory]
    [InlineData("BAD_REQUEST", "[TABLE_OR_VIEW_NOT_FOUND] The table `a`.`b` cannot be found.", ConnectorFailure.Refused, "databricks_list_tables")]
    [InlineData("BAD_REQUEST", "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `x` cannot be resolved.", ConnectorFailure.Refused, "databricks_describe_table")]
    [InlineData("BAD_REQUEST", "[PARSE_SYNTAX_ERROR] Syntax error at or near 'x'.", ConnectorFailure.Refused, "Correct it")]
    [InlineData("BAD_REQUEST", "[UNBOUND_SQL_PARAMETER] Found the unbound parameter: x.", ConnectorFailure.Refused, "parameters")]
    [InlineData("BAD_REQUEST", "[DIVIDE_BY_ZERO] Division by zero.", ConnectorFailure.Refused, "try_divide")]
    [InlineData("BAD_REQUEST", "[CAST_INVALID_INPUT] The value 'x' cannot be cast.", ConnectorFailure.Refused, "try_cast")]
    [InlineData("BAD_REQUEST", "[INSUFFICIENT_PERMISSIONS] No.", ConnectorFailure.Refused, "grant")]
    [InlineData("BAD_REQUEST", "[SOMETHING_NEW] Whatever.", ConnectorFailure.Refused, "Change the statement")]
    [InlineData("BAD_REQUEST", "no class at all", ConnectorFailure.Refused, "Change the statement")]
    [InlineData("RESOURCE_EXHAUSTED", "Inline byte limit exceeded.", ConnectorFailure.Refused, "aggregate")]
    [InlineData("DEADLINE_EXCEEDED", "", ConnectorFailure.Refused, "fewer rows")]
    [InlineData("CANCELLED", "", ConnectorFailure.Refused, "Run it again")]
    [InlineData("TEMPORARILY_UNAVAILABLE", "", ConnectorFailure.Unavailable, "same call")]
    [InlineData("WORKSPACE_TEMPORARILY_UNAVAILABLE", "", ConnectorFailure.Unavailable, "same call")]
    [InlineData("SERVICE_UNDER_MAINTENANCE", "", ConnectorFailure.Unavailable, "same call")]
    [InlineData("IO_ERROR", "", ConnectorFailure.Unavailable, "same call")]
    [InlineData("ABORTED", "", ConnectorFailure.Unavailable, "same call")]
    [InlineData("INTERNAL_ERROR", "", ConnectorFailure.Unavailable, "same call")]
    [InlineData("UNKNOWN", "", ConnectorFailure.Unavailable, "same call")]
    [InlineData("UNAUTHENTICATED", "", ConnectorFailure.Configuration, "operator")]
    [InlineData("NOT_FOUND", "x", ConnectorFailure.Refused, "Change the statement")]
    [InlineData("ALREADY_EXISTS", "x", ConnectorFailure.Refused, "Change the statement")]
    public async Task FailedStatement_IsA200_AndSaysWhatToDo(string code, string message, ConnectorFailure failure, string next)
    {
        await using var harness = new Harness(new Vendor((_, _) => Vendor.Json(200, Failed(code, message))));

        var exception = await harness.FailAsync("run_query", ("statement", "SELECT 1"));

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(next, exception.Next);
    }

    [Theory]
    [InlineData(400, """{"error_code":"INVALID_PARAMETER_VALUE","message":"bad"}""", ConnectorFailure.Refused, "bad")]
    [InlineData(401, """{"error_code":"UNAUTHENTICATED","message":"no"}""", ConnectorFailure.Configuration, "token")]
    [InlineData(403, """{"error_code":"PERMISSION_DENIED","message":"no"}""", ConnectorFailure.Refused, "may not")]
    [InlineData(403, "<html>blocked</html>", ConnectorFailure.Configuration, "does not let")]
    [InlineData(404, """{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"x"}""", ConnectorFailure.Refused, "no such thing")]
    [InlineData(404, "", ConnectorFailure.Refused, "no such thing")]
    [InlineData(409, """{"error_code":"RESOURCE_CONFLICT","message":"x"}""", ConnectorFailure.Refused, "in its way")]
    [InlineData(429, """{"error_code":"REQUEST_LIMIT_EXCEEDED","message":"x"}""", ConnectorFailure.RateLimited, "patience")]
    [InlineData(429, "slow down", ConnectorFailure.RateLimited, "patience")]
    [InlineData(499, "", ConnectorFailure.Refused, "cancelled")]
    [InlineData(500, """{"error":"INTERNAL"}""", ConnectorFailure.Unavailable, "HTTP 500")]
    [InlineData(503, "TEMPORARILY_UNAVAILABLE: later", ConnectorFailure.Unavailable, "HTTP 503")]
    [InlineData(504, "", ConnectorFailure.Timeout, "HTTP 504")]
    [InlineData(302, "", ConnectorFailure.Configuration, "does not answer")]
    [InlineData(200, "<html>maintenance</html>", ConnectorFailure.BadAnswer, "broken")]
    [InlineData(200, "[]", ConnectorFailure.BadAnswer, "no JSON object")]
    [InlineData(200, "{\"statement_id\":\"01", ConnectorFailure.BadAnswer, "incomplete")]
    [InlineData(200, "{}", ConnectorFailure.BadAnswer, "names no statement")]
    [InlineData(200, """{"statement_id":"../../x","status":{"state":"SUCCEEDED"}}""", ConnectorFailure.BadAnswer, "names no statement")]
    [InlineData(200, """{"statement_id":"01f0-1","status":{"state":"DANCING"}}""", ConnectorFailure.BadAnswer, "no state")]
    [InlineData(200, """{"statement_id":"01f0-1","status":{"state":"SUCCEEDED"}}""", ConnectorFailure.BadAnswer, "columns are missing")]
    [InlineData(200, """{"statement_id":"01f0-1","status":{"state":"CLOSED"}}""", ConnectorFailure.Refused, "for an hour")]
    [InlineData(200, """{"statement_id":"01f0-1","status":{"state":"CANCELED"}}""", ConnectorFailure.Refused, "cancelled")]
    public async Task Answer_OfEveryKind_BecomesASentence(int status, string body, ConnectorFailure failure, string says)
    {
        await using var harness = new Harness(new Vendor((_, _) => Vendor.Json(status, body, body.StartsWith('<') ? "text/html" : "application/json")));

        var exception = await harness.FailAsync("run_query", ("statement", "SELECT 1"));

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(says, exception.Message);
        Assert.NotEmpty(exception.Next);
    }

    [Theory]
    [InlineData("""{"external_links":[{"external_link":"https://evil.example/x"}]}""", "behind a link")]
    [InlineData("""{"chunk_index":3,"row_count":1,"data_array":[["1"]]}""", "another part")]
    [InlineData("""{"chunk_index":0,"row_count":5}""", "rows are missing")]
    [InlineData("""{"chunk_index":0,"row_count":1,"data_array":[["1","2"]]}""", "number of cells")]
    [InlineData("""{"chunk_index":0,"row_count":1,"data_array":["1"]}""", "number of cells")]
    public async Task Result_ThatMakesNoSense_IsNotPassedOn(string result, string says)
    {
        var body = $$$"""
            {"statement_id":"01f0-1","status":{"state":"SUCCEEDED"},
             "manifest":{"schema":{"column_count":1,"columns":[{"name":"x","type_name":"LONG"}]},"total_chunk_count":1},"result":{{{result}}}}
            """;
        await using var harness = new Harness(new Vendor((_, _) => Vendor.Json(200, body)));

        var exception = await harness.FailAsync("run_query", ("statement", "SELECT 1"));

        Assert.Equal(ConnectorFailure.BadAnswer, exception.Failure);
        Assert.Contains(says, exception.Message);
    }

    [Fact]
    public async Task Chunk_WithAnotherNumberOfRows_IsNotPassedOn()
    {
        const string Head = """
            {"statement_id":"01f0-1","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"column_count":1,"columns":[{"name":"x","type_name":"LONG"}]},
             "total_chunk_count":2,"chunks":[{"chunk_index":0,"row_count":1},{"chunk_index":1,"row_count":2}]},"result":{"chunk_index":0,"row_count":1,"data_array":[["1"]]}}
            """;
        await using var harness = new Harness(new Vendor((request, _) => Vendor.Json(200,
            request.RequestUri!.AbsolutePath.Contains("/chunks/", StringComparison.Ordinal) ? """{"chunk_index":1,"row_count":1,"data_array":[["2"]]}""" : Head)));

        Assert.Contains("number of rows", (await harness.FailAsync("run_query", ("statement", "SELECT 1"))).Message);
    }

    [Fact]
    public async Task RetryAfter_OfA429_IsPassedOn()
    {
        await using var harness = new Harness(new Vendor((_, _) =>
        {
            var answer = Vendor.Json(429, "{}");
            answer.Headers.Add("Retry-After", "17");
            return answer;
        }));

        Assert.Equal(TimeSpan.FromSeconds(17), (await harness.FailAsync("list_warehouses")).RetryAfter);
    }

    [Theory]
    [InlineData(WireFaultKind.AnswerLost, ConnectorFailure.Unavailable)]
    [InlineData(WireFaultKind.TruncatedBody, ConnectorFailure.Unavailable)]
    [InlineData(WireFaultKind.TruncatedJson, ConnectorFailure.BadAnswer)]
    [InlineData(WireFaultKind.BrokenGzip, ConnectorFailure.BadAnswer)]
    [InlineData(WireFaultKind.HtmlPage, ConnectorFailure.BadAnswer)]
    [InlineData(WireFaultKind.HugePage, ConnectorFailure.BadAnswer)]
    [InlineData(WireFaultKind.Unavailable, ConnectorFailure.Unavailable)]
    public async Task Wire_OfEveryFault_FailsClosed(WireFaultKind kind, ConnectorFailure failure)
    {
        await using var harness = new Harness();
        await harness.RunAsync("list_warehouses");
        harness.Activity.Fail(new WireFault(kind));

        Assert.Equal(failure, (await harness.FailAsync("run_query", ("statement", "SELECT 1 AS one"))).Failure);
        Assert.Equal("succeeded", (await harness.QueryAsync("SELECT 1 AS one")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Inline_TooLarge_IsCutBeforeItFails()
    {
        await using var harness = new Harness(options: new DatabricksSimulatorOptions { MaxInlineBytes = 200 });

        var exception = await harness.FailAsync("run_query", ("statement", "SELECT transaction_id FROM transactions LIMIT 500"));

        Assert.Equal("RESOURCE_EXHAUSTED", exception.VendorCode);
    }

    [Fact]
    public async Task VendorText_Hostile_IsCleanedAndCut()
    {
        await using var harness = new Harness(new Vendor((_, _) => Vendor.Json(200, Failed("BAD_REQUEST", "[X_Y] a\\u001b[2J\\u202e\\n" + new string('x', 5000)))));

        var exception = await harness.FailAsync("run_query", ("statement", "SELECT 1"));

        Assert.DoesNotContain(exception.Message, static c => c < ' ' || c == '\u202e');
        Assert.True(exception.Message.Length < 500);
    }

    [Theory]
    [InlineData("LONG", "9007199254740993", "\"9007199254740993\"")]
    [InlineData("LONG", "42", "42")]
    [InlineData("DECIMAL", "12.50", "12.50")]
    [InlineData("DOUBLE", "NaN", "\"NaN\"")]
    [InlineData("DOUBLE", "1.5E10", "1.5E10")]
    [InlineData("BOOLEAN", "true", "true")]
    [InlineData("DATE", "2026-05-31", "\"2026-05-31\"")]
    [InlineData("TIMESTAMP", "2026-05-31T10:00:00.000Z", "\"2026-05-31T10:00:00.000Z\"")]
    [InlineData("ARRAY", "[\"a\",1]", "[\"a\",1]")]
    [InlineData("STRUCT", "{\"a\":null}", "{\"a\":null}")]
    [InlineData("MAP", "not json", "\"not json\"")]
    [InlineData("STRING", "123", "\"123\"")]
    [InlineData("INTERVAL", "1 day", "\"1 day\"")]
    [InlineData("STRING", null, "null")]
    public async Task Cell_OfEveryType_BecomesExactJson(string type, string? cell, string expected)
    {
        await using var harness = new Harness(new Vendor((_, _) => Vendor.Json(200, Vendor.OneCell(type, cell))));

        Assert.Equal(expected, (await harness.QueryAsync("SELECT 1 AS x")).GetProperty("rows")[0][0].GetRawText());
    }

    [Fact]
    public async Task Poll_FailsAFewTimes_TheStatementIsStillWaitedFor()
    {
        var polls = 0;
        await using var harness = new Harness(new Vendor((request, _) => request.Method == HttpMethod.Post
            ? Vendor.Json(200, """{"statement_id":"01f0-1","status":{"state":"PENDING"}}""")
            : ++polls < 3 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("") }
            : Vendor.Json(200, Vendor.OneCell("LONG", "7"))), time: new SkippingTime());

        Assert.Equal(7, (await harness.QueryAsync("SELECT 1 AS x")).GetProperty("rows")[0][0].GetInt32());
    }
}
