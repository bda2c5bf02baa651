namespace CodexMcp.Sandbox.Salesforce;

/// <summary>query, queryAll, their next pages, and the two searches.</summary>
internal sealed class QueryResources(Org org)
{
    private readonly SearchEngine _search = new(org);

    public SimulatorResponse Answer(RestRequest request)
    {
        switch (request[0])
        {
            case "search":
                request.Allow("GET");
                return request.Path.Count == 1 ? _search.Sosl(request.Query.GetValueOrDefault("q") ?? "", request.Version) : throw SalesforceException.NotFound();
            case "parameterizedSearch":
                request.Allow("GET", "POST");
                return request.Method == "GET" ? _search.Parameterized(request.Query, request.Version) : _search.Parameterized(request.Json(), request.Version);
        }

        request.Allow("GET");
        if (request[1] is { Length: > 0 } locator)
        {
            var page = org.Queries.More(locator, request.Version);
            return JsonAnswers.Json(200, writer => QueryRunner.Write(writer, page));
        }

        if (request.Query.TryGetValue("explain", out var explained))
        {
            return Explain(explained);
        }

        if (!request.Query.TryGetValue("q", out var soql) || soql.Length == 0)
        {
            throw SalesforceException.Malformed("unexpected token: '<EOF>'. A SOQL query string has to be specified");
        }

        var result = org.Queries.Run(soql, request[0] == "queryAll", request.PageSize(org.Options), request.Version);
        return JsonAnswers.Json(200, writer => QueryRunner.Write(writer, result));
    }

    private SimulatorResponse Explain(string soql)
    {
        var query = SoqlParser.Parse(soql);
        var compiled = SoqlCompiler.Compile(query, soql, org.Schema, org.Queries.Today, false);
        var rows = (long)(org.Database.Scalar($"SELECT COUNT(*) FROM \"{compiled.Object.Name}\"") ?? 0L);
        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("plans"u8);
            writer.WriteStartObject();
            writer.WriteNumber("cardinality"u8, rows);
            writer.WriteStartArray("fields"u8);
            writer.WriteEndArray();
            writer.WriteString("leadingOperationType"u8, "TableScan"u8);
            writer.WriteStartArray("notes"u8);
            writer.WriteEndArray();
            writer.WriteNumber("relativeCost"u8, query.Where is null ? 1.0 : 0.8);
            writer.WriteNumber("sobjectCardinality"u8, rows);
            writer.WriteString("sobjectType"u8, compiled.Object.Name);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
