using System.Security.Cryptography;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.FixtureServer;

/// <summary>The tools that have to ask before they can answer. The SDK turns the exception into what each era has for it.</summary>
internal static class FixtureQuestions
{
    private const string Defaults = """
        {"name":{"type":"string","default":"John Doe"},"age":{"type":"integer","default":30},"score":{"type":"number","default":95.5},
        "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},"verified":{"type":"boolean","default":true}}
        """;

    private const string Choices = """
        {"untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
        "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},{"const":"value2","title":"Second Option"}]},
        "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["Option One","Option Two","Option Three"]},
        "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
        "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},{"const":"value2","title":"Second Choice"}]}}}
        """;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static readonly string[] Names =
    [
        "test_elicitation_sep1034_defaults", "test_elicitation_sep1330_enums", "test_missing_capability", "test_streaming_elicitation",
        "test_input_required_result_elicitation", "test_input_required_result_sampling", "test_input_required_result_list_roots",
        "test_input_required_result_request_state", "test_input_required_result_tampered_state", "test_input_required_result_multiple_inputs",
        "test_input_required_result_multi_round", "test_input_required_result_capabilities",
    ];

    public static CallToolResult Call(RequestContext<CallToolRequestParams> request)
    {
        var parameters = request.Params!;
        var state = State(parameters);
        switch (parameters.Name)
        {
            case "test_sampling":
                return Whole(request, "sample", Fixture.Sample(parameters.Arguments?["prompt"].GetString() ?? ""));
            case "test_elicitation":
                return Whole(request, "form", Fixture.Form(parameters.Arguments?["message"].GetString() ?? "", """{"username":{"type":"string"},"email":{"type":"string"}}""", """["username","email"]"""));
            case "test_elicitation_sep1034_defaults":
                return Whole(request, "form", Fixture.Form("Please check the values.", Defaults, "[]"));
            case "test_elicitation_sep1330_enums":
                return Whole(request, "form", Fixture.Form("Please choose.", Choices, "[]"));
            case "test_missing_capability":
                return Whole(request, "sample", Fixture.Sample("Anything."));
            case "test_streaming_elicitation":
                return Whole(request, "form", Name());
            case "test_input_required_result_elicitation":
                return Fixture.Field(parameters, "user_name", "name") is { } name ? Fixture.Text($"Hello, {name}!") : throw Ask(request, null, ("user_name", Name()));
            case "test_input_required_result_sampling":
                return Whole(request, "capital_question", Fixture.Sample("What is the capital of France?"));
            case "test_input_required_result_list_roots":
                return Whole(request, "client_roots", Fixture.Roots());
            case "test_input_required_result_request_state" or "test_input_required_result_tampered_state":
                return Fixture.Field(parameters, "confirm", "ok") is not null && state == "asked"
                    ? Fixture.Text("state-ok")
                    : throw Ask(request, "asked", ("confirm", Fixture.Form("Go on?", """{"ok":{"type":"boolean"}}""", """["ok"]""")));
            case "test_input_required_result_multiple_inputs":
                return Fixture.Answer(parameters, "user_name") is { } user && Fixture.Answer(parameters, "greeting") is { } greeting && Fixture.Answer(parameters, "client_roots") is { } roots
                    ? Fixture.Text($"{user} {greeting} {roots}")
                    : throw Ask(request, "three", ("user_name", Name()), ("greeting", Fixture.Sample("Write a greeting.")), ("client_roots", Fixture.Roots()));
            case "test_input_required_result_multi_round":
                return Rounds(request, state);
            case "test_input_required_result_capabilities":
                return Declared(request);
            default:
                throw new McpProtocolException($"Unknown tool: {parameters.Name}", McpErrorCode.InvalidParams);
        }
    }

    private static CallToolResult Rounds(RequestContext<CallToolRequestParams> request, string? state)
    {
        if (state?.StartsWith("step1:", StringComparison.Ordinal) == true && Fixture.Field(request.Params!, "step2", "color") is { } color)
        {
            return Fixture.Text($"Done: {state["step1:".Length..]}, {color}.");
        }

        throw Fixture.Field(request.Params!, "step1", "name") is { } name
            ? Ask(request, $"step1:{name}", ("step2", Fixture.Form("What is your favorite color?", """{"color":{"type":"string"}}""", """["color"]""")))
            : Ask(request, "step0", ("step1", Fixture.Form("What is your name?", """{"name":{"type":"string"}}""", """["name"]""")));
    }

    private static CallToolResult Declared(RequestContext<CallToolRequestParams> request)
    {
        if (request.Params!.InputResponses is { Count: > 0 } answers)
        {
            return Fixture.Text(string.Join(' ', answers.Values.Select(answer => answer.RawValue.GetRawText())));
        }

        var capabilities = Capabilities(request);
        var questions = new List<(string, InputRequest)>();
        if (capabilities?.Elicitation is not null)
        {
            questions.Add(("user_name", Name()));
        }

#pragma warning disable MCP9005 // Deprecated in 2026-07-28 and still served in both eras.
        if (capabilities?.Sampling is not null)
        {
            questions.Add(("capital_question", Fixture.Sample("What is the capital of France?")));
        }
#pragma warning restore MCP9005

        return questions.Count > 0 ? throw Fixture.Ask(null, [.. questions]) : Fixture.Text("The client can't be asked.");
    }

    private static CallToolResult Whole(RequestContext<CallToolRequestParams> request, string key, InputRequest question) =>
        Fixture.Answer(request.Params!, key) is { } answer ? Fixture.Text($"The client answered: {answer}") : throw Ask(request, null, (key, question));

    /// <summary>The questions, or what the client would have to declare.</summary>
    private static Exception Ask(RequestContext<CallToolRequestParams> request, string? state, params (string Key, InputRequest Request)[] questions)
    {
        var has = Capabilities(request);
        var lacking = new ClientCapabilities();
        var any = false;
        foreach (var (_, question) in questions)
        {
#pragma warning disable MCP9005 // Deprecated in 2026-07-28 and still served in both eras.
            switch (question.Method)
            {
                case RequestMethods.ElicitationCreate when has?.Elicitation is null:
                    (lacking.Elicitation, any) = (new(), true);
                    break;
                case RequestMethods.SamplingCreateMessage when has?.Sampling is null:
                    (lacking.Sampling, any) = (new(), true);
                    break;
                case RequestMethods.RootsList when has?.Roots is null:
                    (lacking.Roots, any) = (new(), true);
                    break;
            }
#pragma warning restore MCP9005
        }

        return any ? new MissingRequiredClientCapabilityException(lacking) : Fixture.Ask(state is null ? null : Seal(state), questions);
    }

    private static ClientCapabilities? Capabilities(RequestContext<CallToolRequestParams> request) => request.JsonRpcRequest.Context?.ClientCapabilities ?? request.Server.ClientCapabilities;

    private static InputRequest Name() => Fixture.Form("What is your name?", """{"name":{"type":"string"}}""", """["name"]""");

    private static string Seal(string state) => $"{state}|{Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(state)))}";

    private static string? State(RequestParams parameters)
    {
        if (parameters.RequestState is not { } sealedState)
        {
            return null;
        }

        var at = sealedState.LastIndexOf('|');
        return at > 0 && Seal(sealedState[..at]) == sealedState ? sealedState[..at] : throw new McpProtocolException("The state was changed.", McpErrorCode.InvalidParams);
    }
}
