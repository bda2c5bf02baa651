using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.FixtureServer;

/// <summary>The prompts and resources that the suite names.</summary>
internal static class FixtureGuidance
{
    public static IList<Prompt> Prompts { get; } =
    [
        new() { Name = "test_simple_prompt", Description = "A prompt without arguments." },
        new()
        {
            Name = "test_prompt_with_arguments",
            Description = "A prompt with two arguments.",
            Arguments = [new() { Name = "arg1", Description = "The first.", Required = true }, new() { Name = "arg2", Description = "The second.", Required = true }],
        },
        new() { Name = "test_prompt_with_embedded_resource", Description = "A prompt that brings a document.", Arguments = [new() { Name = "resourceUri", Description = "The URI.", Required = true }] },
        new() { Name = "test_prompt_with_image", Description = "A prompt that brings a picture." },
        new() { Name = "test_input_required_result_prompt", Description = "A prompt that has to know more first." },
    ];

    public static IList<Resource> Resources { get; } =
    [
        new() { Uri = "test://static-text", Name = "static_text", Description = "A fixed text.", MimeType = "text/plain" },
        new() { Uri = "test://static-binary", Name = "static_binary", Description = "A fixed picture.", MimeType = "image/png" },
        new() { Uri = "test://watched-resource", Name = "watched", Description = "A text that clients watch.", MimeType = "text/plain" },
    ];

    public static IList<ResourceTemplate> Templates { get; } =
        [new() { UriTemplate = "test://template/{id}/data", Name = "template", Description = "Data for one id.", MimeType = "application/json" }];

    public static GetPromptResult Prompt(RequestContext<GetPromptRequestParams> request)
    {
        var parameters = request.Params!;
        switch (parameters.Name)
        {
            case "test_simple_prompt":
                return Of(Text("This is a simple prompt for testing."));
            case "test_prompt_with_arguments":
                return Of(Text($"Prompt with arguments: arg1='{Argument(parameters, "arg1")}', arg2='{Argument(parameters, "arg2")}'"));
            case "test_prompt_with_embedded_resource":
                return Of(FixtureTools.Document(Argument(parameters, "resourceUri"), "text/plain", "Embedded resource content for testing."), Text("Please process the embedded resource above."));
            case "test_prompt_with_image":
                return Of(ImageContentBlock.FromBytes(FixtureTools.Png, "image/png"), Text("Please analyze the image above."));
            case "test_input_required_result_prompt":
                return Fixture.Field(parameters, "user_context", "context") is { } context
                    ? Of(Text($"Use this context: {context}"))
                    : throw Fixture.Ask(null, ("user_context", Fixture.Form("What context should the prompt use?", """{"context":{"type":"string"}}""", """["context"]""")));
            default:
                throw new McpProtocolException($"Unknown prompt: {parameters.Name}", McpErrorCode.InvalidParams);
        }
    }

    public static ReadResourceResult Read(string uri, bool modern)
    {
        const string template = "test://template/";
        ResourceContents contents = uri switch
        {
            "test://static-text" => new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = "This is the content of the static text resource." },
            "test://static-binary" => BlobResourceContents.FromBytes(FixtureTools.Png, uri, "image/png"),
            "test://watched-resource" => new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = "Watched resource content." },
            _ when uri.StartsWith(template, StringComparison.Ordinal) && uri.EndsWith("/data", StringComparison.Ordinal) => Data(uri, uri[template.Length..^"/data".Length]),
            _ => throw NotFound(uri, modern),
        };
        return new() { Contents = [contents] };
    }

    public static CompleteResult Complete(CompleteRequestParams parameters)
    {
        if (parameters is { Ref: ResourceTemplateReference, Argument.Name: "id" })
        {
            // Not what a good server does: more than a hundred, one with a hidden character; and a failure.
            return parameters.Argument.Value switch
            {
                "many" => new() { Completion = new() { Values = [.. Enumerable.Range(0, 150).Select(i => i == 0 ? "0\u202e0" : $"{i}")] } },
                "fail" => throw new McpProtocolException("No completion today.", McpErrorCode.InternalError),
                _ => new() { Completion = new() { Values = [$"{parameters.Argument.Value}7", parameters.Context?.Arguments is { } context && context.TryGetValue("id", out var id) ? id : "none"], HasMore = true } },
            };
        }

        string[] values = parameters.Ref is PromptReference { Name: "test_prompt_with_arguments" } && parameters.Argument.Name == "arg1" ? ["hello", "help", "world"] : [];
        values = [.. values.Where(value => value.StartsWith(parameters.Argument.Value ?? "", StringComparison.Ordinal))];
        return new() { Completion = new() { Values = values, Total = values.Length, HasMore = false } };
    }

    private static McpProtocolException NotFound(string uri, bool modern)
    {
        var error = new McpProtocolException("Resource not found", modern ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound);
        error.Data["uri"] = uri;
        return error;
    }

    private static TextResourceContents Data(string uri, string id) =>
        new() { Uri = uri, MimeType = "application/json", Text = $$"""{"id":"{{id}}","templateTest":true,"data":"Data for ID: {{id}}"}""" };

    private static TextContentBlock Text(string text) => new() { Text = text };

    private static GetPromptResult Of(params ContentBlock[] blocks) => new() { Messages = [.. blocks.Select(block => new PromptMessage { Role = Role.User, Content = block })] };

    private static string Argument(GetPromptRequestParams parameters, string name) =>
        parameters.Arguments is { } arguments && arguments.TryGetValue(name, out var value) ? value.GetString() ?? "" : throw new McpProtocolException($"The argument {name} is missing.", McpErrorCode.InvalidParams);
}
