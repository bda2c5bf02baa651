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
            Guard(templates.ForJob(JobCheck.ValueNames(JobCheck.Owner(root, tool))));
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
        ResultCheck.Check(tool, results, errors);
        HttpManifestCheck.Errors(tool["response"]?["errors"], templates);
        results.Named(tool["provenance"], answer: true);
        Guard(templates);
        Paging();
        Examples();
        SandboxCheck.Tool(tool, name, errors);
        Unused();
    }

    private void Guard(TemplateCheck templates)
    {
        foreach (var rule in tool["guard"]?.Items ?? [])
        {
            Schema(rule["arguments"]);
            Schema(rule["body"]);
            templates.Text(rule["value"]);
            if (rule["in_scope"] is { Text: { } key } at)
            {
                if (root["scope"]?["properties"]?[key] is null)
                {
                    errors.Add(at.Location, $"'in_scope' names '{at.Shown}', which the connector's scope does not have.", "Add it to 'scope' as a list of strings.");
                }

                if (rule["value"] is null)
                {
                    errors.Add(rule.Location, "'in_scope' needs 'value'.", "Write what must be in the list, such as value: \"{project}\".");
                }
            }
            else if (rule["arguments"] is null && rule["body"] is null)
            {
                errors.Add(rule.Location, "The rule says nothing.", "Write 'arguments' or 'body' with a JSON Schema, or 'value' and 'in_scope'.");
            }
        }
    }

    private void Schema(ConfigNode? node)
    {
        if (node is not { } schema)
        {
            return;
        }

        try
        {
            _ = JsonSchema.JsonSchema.Compile(schema.Json);
        }
        catch (JsonSchemaException exception)
        {
            errors.Add(schema.At(exception.SchemaPath).Location, "The rule's schema can't be used.", exception.Problem);
        }
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
