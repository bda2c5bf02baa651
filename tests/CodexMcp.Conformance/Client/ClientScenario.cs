using System.Text.Json;

namespace CodexMcp.Conformance.Client;

/// <summary>What a scenario of the suite's client side asks of whoever connects: which definitions to name, and which calls to make.</summary>
internal sealed record ClientScenario
{
    private static readonly Dictionary<string, Call[]> Known = new(StringComparer.Ordinal)
    {
        ["initialize"] = [],
        ["request-metadata"] = [],
        ["json-schema-ref-no-deref"] = [],
        ["tools_call"] = [new("add_numbers", """{"a":5,"b":3}""")],
        ["sse-retry"] = [new("test_reconnection")],
        ["elicitation-sep1034-client-defaults"] = [new("test_client_elicitation_defaults")],
        ["sep-2322-client-request-state"] = [new("test_mrtr_echo_state"), new("test_mrtr_unrelated"), new("test_mrtr_no_state"), new("test_mrtr_no_result_type")],
        ["http-standard-headers"] = [new("test_headers"), new("my-hyphenated-tool")],
        ["http-invalid-tool-headers"] =
        [
            new("valid_tool", """{"region":"north"}"""),
            .. Array.ConvertAll<string, Call>(
                ["empty_header", "object_header", "array_header", "null_header", "number_header", "duplicate_same_case", "duplicate_diff_case", "space_in_name", "colon_in_name", "non_ascii_name", "control_char_name"],
                static name => new("invalid_" + name) { IsRefused = true }),
        ],
        ["json-schema-2020-12-preservation"] = [new("json_schema_echo") { EchoesSchemaOf = "json_schema_2020_12_tool" }],
    };

    /// <summary>The scenario's name.</summary>
    public required string Name { get; init; }

    /// <summary>modern or legacy.</summary>
    public required string Protocol { get; init; }

    /// <summary>What the suite gives along, or nothing.</summary>
    public required JsonElement Context { get; init; }

    /// <summary>Whether the server wants a login.</summary>
    public bool IsAuth => Name.StartsWith("auth/", StringComparison.Ordinal);

    /// <summary>Whether the client can be asked.</summary>
    public bool IsAsked => Name.StartsWith("elicitation-", StringComparison.Ordinal) || Name.StartsWith("sep-2322-", StringComparison.Ordinal);

    /// <summary>Whether prompts and resources are called too.</summary>
    public bool HasGuidance => Name == "http-standard-headers";

    /// <summary>The calls, in order.</summary>
    public IReadOnlyList<Call> Calls => IsAuth ? [new("test-tool")]
        : Context.ValueKind == JsonValueKind.Object && Context.TryGetProperty("toolCalls", out var given)
            ? [.. given.EnumerateArray().Select(static call => new Call(call.GetProperty("name").GetString()!, call.GetProperty("arguments").GetRawText()))]
            : Known.GetValueOrDefault(Name) ?? throw new NotSupportedException($"The scenario {Name} is not known.");

    /// <summary>Every tool that the manifest names.</summary>
    public IEnumerable<string> Tools => Calls.Select(static call => call.Tool).Concat(Calls.Select(static call => call.EchoesSchemaOf).OfType<string>()).DefaultIfEmpty("none");

    /// <summary>Reads what the suite says in the environment.</summary>
    public static ClientScenario Read() => new()
    {
        Name = Environment.GetEnvironmentVariable("MCP_CONFORMANCE_SCENARIO") ?? "initialize",
        Protocol = Environment.GetEnvironmentVariable("MCP_CONFORMANCE_PROTOCOL_VERSION") == "2026-07-28" ? "modern" : "legacy",
        Context = Environment.GetEnvironmentVariable("MCP_CONFORMANCE_CONTEXT") is { Length: > 0 } context ? Answer.Json(context) : default,
    };

    /// <summary>A text of the context, or null.</summary>
    public string? Given(string name) => Context.ValueKind == JsonValueKind.Object && Context.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>One call.</summary>
/// <param name="Tool">The server's name of the tool.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Call(string Tool, string Arguments = "{}")
{
    /// <summary>Whether the connector must not send it.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The tool whose schema is sent as the argument, as the connector knows it; or null.</summary>
    public string? EchoesSchemaOf { get; init; }

    /// <summary>Our name for the tool.</summary>
    public string Action => ActionOf(Tool);

    /// <summary>Our name for a tool.</summary>
    public static string ActionOf(string tool) => tool.Replace('-', '_').ToLowerInvariant();
}
