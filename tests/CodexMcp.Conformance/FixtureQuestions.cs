using CodexMcp.Abstractions;

namespace CodexMcp.Conformance;

/// <summary>The tools that have to ask before they can answer.</summary>
internal static class FixtureQuestions
{
    private const string Defaults =
        """
        {"name":{"type":"string","default":"John Doe"},"age":{"type":"integer","default":30},"score":{"type":"number","default":95.5},
        "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},"verified":{"type":"boolean","default":true}}
        """;

    private const string Choices =
        """
        {"untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
        "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},{"const":"value2","title":"Second Option"}]},
        "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["Option One","Option Two","Option Three"]},
        "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
        "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},{"const":"value2","title":"Second Choice"}]}}}
        """;

    public static ToolResult Ask(ToolInvocation invocation)
    {
        var answers = invocation.Answers;
        switch (invocation.Tool.Action)
        {
            case "sampling":
                return Whole(answers, Answer.Sample("sample", invocation.Arguments.GetProperty("prompt").GetString()!));
            case "elicitation":
                return Whole(answers, Answer.Form(
                    "form",
                    invocation.Arguments.GetProperty("message").GetString()!,
                    """{"username":{"type":"string","description":"The user's name."},"email":{"type":"string","description":"The user's address."}}""",
                    """["username","email"]"""));
            case "elicitation_sep1034_defaults":
                return Whole(answers, Answer.Form("form", "Please check the values.", Defaults, "[]"));
            case "elicitation_sep1330_enums":
                return Whole(answers, Answer.Form("form", "Please choose.", Choices, "[]"));
            case "missing_capability":
                return Whole(answers, Answer.Sample("sample", "Anything."));
            case "streaming_elicitation":
                return Whole(answers, Name("form"));
            case "input_required_result_elicitation":
                return Answer.Field(answers, "user_name", "name") is { } name ? Answer.Text($"Hello, {name}!") : Answer.Ask(null, Name("user_name"));
            case "input_required_result_sampling":
                return Whole(answers, Answer.Sample("capital_question", "What is the capital of France?"));
            case "input_required_result_list_roots":
                return Whole(answers, Answer.Roots("client_roots"));
            case "input_required_result_request_state" or "input_required_result_tampered_state":
                return Answer.Field(answers, "confirm", "ok") is not null && answers!.State == "asked"
                    ? Answer.Text("state-ok")
                    : Answer.Ask("asked", Answer.Form("confirm", "Go on?", """{"ok":{"type":"boolean"}}""", """["ok"]"""));
            case "input_required_result_multiple_inputs":
                return Answer.Raw(answers, "user_name") is { } user && Answer.Raw(answers, "greeting") is { } greeting && Answer.Raw(answers, "client_roots") is { } roots
                    ? Answer.Text($"{user} {greeting} {roots}")
                    : Answer.Ask("three", Name("user_name"), Answer.Sample("greeting", "Write a greeting."), Answer.Roots("client_roots"));
            case "input_required_result_multi_round":
                return Rounds(answers);
            default:
                return Declared(invocation);
        }
    }

    private static ToolResult Rounds(ToolAnswers? answers)
    {
        if (answers?.State is { } first && first.StartsWith("step1:", StringComparison.Ordinal) && Answer.Field(answers, "step2", "color") is { } color)
        {
            return Answer.Text($"Done: {first["step1:".Length..]}, {color}.");
        }

        return Answer.Field(answers, "step1", "name") is { } name
            ? Answer.Ask($"step1:{name}", Answer.Form("step2", "What is your favorite color?", """{"color":{"type":"string"}}""", """["color"]"""))
            : Answer.Ask("step0", Answer.Form("step1", "What is your name?", """{"name":{"type":"string"}}""", """["name"]"""));
    }

    private static ToolResult Declared(ToolInvocation invocation)
    {
        if (invocation.Answers is { } answers)
        {
            return Answer.Text(string.Join(' ', answers.Given.Values.Select(static answer => answer.GetRawText())));
        }

        var questions = new List<ToolQuestion>();
        if (invocation.CanAsk.HasFlag(ClientAbilities.Forms))
        {
            questions.Add(Name("user_name"));
        }

        if (invocation.CanAsk.HasFlag(ClientAbilities.Sampling))
        {
            questions.Add(Answer.Sample("capital_question", "What is the capital of France?"));
        }

        return questions.Count > 0 ? Answer.Ask(null, [.. questions]) : Answer.Text("The client can't be asked.");
    }

    private static ToolResult Whole(ToolAnswers? answers, ToolQuestion question) =>
        Answer.Raw(answers, question.Key) is { } answer ? Answer.Text($"The client answered: {answer}") : Answer.Ask(null, question);

    private static ToolQuestion Name(string key) => Answer.Form(key, "What is your name?", """{"name":{"type":"string"}}""", """["name"]""");
}
