using CodexMcp.Abstractions;

namespace CodexMcp.Conformance;

/// <summary>The prompts and resources that the scenarios name.</summary>
internal static class FixtureGuidance
{
    public static ToolResult Prompt(ToolInvocation invocation)
    {
        switch (invocation.Tool.Action)
        {
            case "simple_prompt":
                return Answer.Text("This is a simple prompt for testing.");
            case "prompt_with_arguments":
                return Answer.Text($"Prompt with arguments: arg1='{Argument(invocation, "arg1")}', arg2='{Argument(invocation, "arg2")}'");
            case "prompt_with_embedded_resource":
                return Answer.Blocks(
                    new ToolContent.Document(Argument(invocation, "resourceUri"), "text/plain", "Embedded resource content for testing."),
                    new ToolContent.Text("Please process the embedded resource above."));
            case "prompt_with_image":
                return Answer.Blocks(new ToolContent.Image(Answer.Png, "image/png"), new ToolContent.Text("Please analyze the image above."));
            default:
                return Answer.Field(invocation.Answers, "user_context", "context") is { } context
                    ? Answer.Text($"Use this context: {context}")
                    : Answer.Ask(null, Answer.Form("user_context", "What context should the prompt use?", """{"context":{"type":"string"}}""", """["context"]"""));
        }
    }

    public static ToolResult Resource(ToolInvocation invocation)
    {
        var uri = Argument(invocation, "uri");
        return invocation.Tool.Action switch
        {
            "static_binary" => Answer.Blocks(new ToolContent.Document(uri, "image/png", null, Answer.Png)),
            "template" => Answer.Blocks(new ToolContent.Document(
                uri, "application/json", $$"""{"id":"{{Argument(invocation, "id")}}","templateTest":true,"data":"Data for ID: {{Argument(invocation, "id")}}"}""")),
            "watched" => Answer.Blocks(new ToolContent.Document(uri, "text/plain", "Watched resource content.")),
            _ => Answer.Blocks(new ToolContent.Document(uri, "text/plain", "This is the content of the static text resource.")),
        };
    }

    private static string Argument(ToolInvocation invocation, string name) => invocation.Arguments.GetProperty(name).GetString()!;
}
