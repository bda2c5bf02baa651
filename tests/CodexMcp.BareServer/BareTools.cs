using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace CodexMcp.BareServer;

/// <summary>Eight tools with schemas and annotations of the size that a real connector has; all of them echo.</summary>
public static class BareTools
{
    /// <summary>The tools' names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "echo_run_query", "echo_list_databases", "echo_list_schemas", "echo_list_tables",
        "echo_describe_table", "echo_explain_query", "echo_get_query_status", "echo_cancel_query",
    ];

    /// <summary>The arguments of each tool.</summary>
    public const string InputSchema =
        """
        {
          "type": "object",
          "properties": {
            "statement": {"type": "string", "description": "One SELECT, SHOW, DESCRIBE or EXPLAIN statement. Names are database.schema.table.", "minLength": 1, "maxLength": 20000},
            "database": {"type": "string", "description": "The database that unqualified names are looked up in. Default: the role's own."},
            "limit": {"type": "integer", "description": "The most rows to return, 1 to 10000. Default 1000.", "minimum": 1, "maximum": 10000},
            "cursor": {"type": "string", "description": "The continuation that an earlier result gave."}
          },
          "required": ["statement"],
          "additionalProperties": false
        }
        """;

    /// <summary>The structured result of each tool.</summary>
    public const string OutputSchema =
        """
        {
          "type": "object",
          "properties": {
            "columns": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "type": {"type": "string"}}, "required": ["name", "type"]}},
            "rows": {"type": "array", "items": {"type": "array"}},
            "truncated": {"type": "boolean"}
          },
          "required": ["columns", "rows", "truncated"]
        }
        """;

    /// <summary>What every call answers.</summary>
    public const string Answer = """{"columns":[{"name":"N","type":"NUMBER"}],"rows":[[1]],"truncated":false}""";

    private static readonly JsonElement Structured = JsonDocument.Parse(Answer).RootElement;

    /// <summary>Makes the list of tools.</summary>
    public static List<Tool> Create()
    {
        var input = JsonDocument.Parse(InputSchema).RootElement;
        var output = JsonDocument.Parse(OutputSchema).RootElement;
        return
        [
            .. Names.Select(name => new Tool
            {
                Name = name,
                Title = "Run a query",
                Description = "Runs one read-only statement on the synthetic warehouse and returns its rows as columns and arrays.",
                InputSchema = input,
                OutputSchema = output,
                Annotations = new ToolAnnotations { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
            }),
        ];
    }

    /// <summary>Answers any call of any tool with the same small table.</summary>
    public static CallToolResult Echo(CallToolRequestParams? call) => call?.Arguments is { Count: > 0 }
        ? new CallToolResult { StructuredContent = Structured, Content = [new TextContentBlock { Text = Answer }] }
        : new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "The argument 'statement' is missing." }] };
}
