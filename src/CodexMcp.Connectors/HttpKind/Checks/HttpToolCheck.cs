using System.Text.Json;
using CodexMcp.Connectors.Http;
using CodexMcp.Core.Configuration;
using CodexMcp.JsonSchema;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks one tool of a manifest of kind <c>http</c>.</summary>
internal sealed class HttpToolCheck
{
    private readonly ConfigNode root;
    private readonly ConfigNode tool;
    private readonly SourceLocation name;
    private readonly HostAllowlist allowed;
    private readonly ConfigurationErrors errors;
    private readonly string[] arguments;
    private readonly HashSet<string> required;
    private readonly TemplateCheck templates;

    public HttpToolCheck(ConfigNode root, ConfigNode tool, SourceLocation name, SettingNames settings, HostAllowlist allowed, ConfigurationErrors errors)
    {
        this.root = root;
        this.tool = tool;
        this.name = name;
        this.allowed = allowed;
        this.errors = errors;
        arguments = [.. (tool["input"]?["properties"]?.Entries ?? []).Select(static entry => entry.Key)];
        required = [.. (tool["input"]?["required"]?.Items ?? []).Select(static item => item.Text ?? "")];
        templates = new(arguments, settings, errors);
    }

    /// <summary>Notes every error.</summary>
    public void Check()
    {
        if (tool["job"]?["of"] is not null)
        {
            JobCheck.Companion(root, tool, name, templates, errors);
            new GuardCheck(root, tool, templates.ForJob(JobCheck.ValueNames(JobCheck.Owner(root, tool))), allowed, errors).Check();
            Examples();
            return;
        }

        if (tool["request"] is not { } request)
        {
            errors.Add(name, "A tool of a connector of kind http needs 'request'.", "Add its method and path.");
            return;
        }

        if (tool["output"] is null)
        {
            errors.Add(name, "A tool of a connector of kind http needs 'output'.", "Describe the result as a JSON Schema: agents rely on it, and the sandbox is checked against it.");
        }

        new RequestCheck(templates, allowed, errors) { Required = required }.Check(request);
        VerbCheck.Check(tool, request, errors);
        var results = tool["job"] is { } job ? JobCheck.Owner(root, tool, job, templates, allowed, errors) : templates;
        ResultCheck.Check(root, tool, results, errors);
        HttpManifestCheck.Errors(tool["response"]?["errors"], templates);
        results.Named(tool["provenance"], answer: true);
        new GuardCheck(root, tool, templates, allowed, errors).Check();
        ReadBackCheck.Check(root, tool, templates, new RequestCheck(templates, allowed, errors) { Required = required }, errors);
        Paging();
        Examples();
        SandboxCheck.Tool(tool, name, errors);
        Unused();
    }

    private void Paging()
    {
        if (tool["rows_argument"] is { Text: { } rows } rowsAt)
        {
            templates.Used.Add(rows);
            if (tool["input"]?["properties"]?[rows]?.String("type") != "integer")
            {
                errors.Add(rowsAt.Location, $"'rows_argument' names '{rowsAt.Shown}', which is not an integer argument.", "Add it to the input schema as type: integer.");
            }
        }

        if (tool["pagination"] is not { } pagination)
        {
            return;
        }

        if (tool["items"] is null)
        {
            errors.Add(pagination.Location, "'pagination' needs 'items'.", "Say which list of the result grows, such as items: /rows.");
        }

        string[] needed = pagination.String("kind") switch
        {
            "cursor" => ["next", "parameter"],
            "next_url" => ["next"],
            "page" or "offset" => ["parameter", "rows"],
            _ => [],
        };
        foreach (var key in needed)
        {
            if (pagination[key] is null)
            {
                errors.Add(pagination.Location, $"pagination of kind {pagination.String("kind")} needs '{key}'.", "Add it.");
            }
        }

        if (pagination.String("in") == "body")
        {
            if (pagination.String("kind") is "link" or "next_url")
            {
                errors.Add(pagination.KeyLocation("in"), $"pagination of kind {pagination.String("kind")} has no parameter, so it goes nowhere.", "Remove 'in'.");
            }
            else if (tool["request"]?["body"] is not { } body || (body["json"]?.Json.ValueKind != JsonValueKind.Object && body["form"] is null && body["graphql"] is null))
            {
                errors.Add(pagination.KeyLocation("in"), "The page goes into the body, but the request has no body that it fits into.", "Add body.json (an object), body.form or body.graphql, or write in: query.");
            }
        }

        foreach (var key in (ReadOnlySpan<string>)["next", "more", "total", "rows"])
        {
            templates.At(pagination[key]);
        }
    }

    private void Examples()
    {
        if (tool["examples"]?.Items is not { Length: > 0 } examples)
        {
            errors.Add(name, "A tool of a connector of kind http needs at least one example.", "Add examples: [{ arguments: {…} }]; `codex-mcp connectors test` runs them.");
            return;
        }

        JsonSchema.JsonSchema input;
        try
        {
            input = JsonSchema.JsonSchema.Compile(tool["input"]!.Value.Json);
        }
        catch (JsonSchemaException)
        {
            return; // noted with the schema itself
        }

        foreach (var example in examples)
        {
            if (example["arguments"] is { } given && (example.String("outcome") ?? "succeeded") != "invalid_arguments" && input.Validate(given.Json) is [var misfit, ..])
            {
                errors.Add(given.At(misfit.InstancePath).Location, $"The example does not fit the input schema ({misfit.Keyword}).", "Correct the example or the schema.");
            }

            foreach (var (pointer, at, _) in example["expect"]?.Entries ?? [])
            {
                if (Pointer.TryParse(pointer) is null)
                {
                    errors.Add(at, $"'{ShownText.Escape(pointer)}' is not a JSON pointer.", "Write one into the result, such as /rows/0/name.");
                }
            }
        }
    }

    private void Unused()
    {
        foreach (var (argument, at, _) in tool["input"]?["properties"]?.Entries ?? [])
        {
            if (!templates.Used.Contains(argument) && tool.String("continuation") != argument && tool["idempotency"]?.String("argument") != argument)
            {
                errors.Add(at, $"Nothing uses the argument '{ShownText.Escape(argument)}'.", "Put it into the request or the result, or remove it.");
            }
        }
    }
}
