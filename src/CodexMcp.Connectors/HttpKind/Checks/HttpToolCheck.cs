using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks one tool of a manifest of kind <c>http</c>.</summary>
internal sealed class HttpToolCheck
{
    private readonly ConfigNode root;
    private readonly ConfigNode tool;
    private readonly SourceLocation name;
    private readonly HostAllowlist allowed;
    private readonly CheckedSchemas schemas;
    private readonly ConfigurationErrors errors;
    private readonly string[] arguments;
    private readonly HashSet<string> required;
    private readonly TemplateCheck templates;

    public HttpToolCheck(ConfigNode root, ConfigNode tool, SourceLocation name, SettingNames settings, HostAllowlist allowed, CheckedSchemas schemas, ConfigurationErrors errors)
    {
        this.root = root;
        this.tool = tool;
        this.name = name;
        this.allowed = allowed;
        this.schemas = schemas;
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
            new GuardCheck(root, tool, templates.ForJob(JobCheck.ValueNames(JobCheck.Owner(root, tool))), allowed, schemas, errors).Check();
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
        new GuardCheck(root, tool, templates, allowed, schemas, errors).Check();
        ReadBackCheck.Check(root, tool, templates, new RequestCheck(templates, allowed, errors) { Required = required }, errors);
        PagingCheck.Check(tool, templates, errors);
        Examples();
        SandboxCheck.Tool(tool, name, errors);
        new SandboxTemplateCheck(tool, errors).Check();
        Unused();
    }

    private void Examples()
    {
        if (tool["examples"]?.Items is not { Length: > 0 } examples)
        {
            errors.Add(name, "A tool of a connector of kind http needs at least one example.", "Add examples: [{ arguments: {…} }]; `codex-mcp connectors test` runs them.");
            return;
        }

        var input = schemas.Compile(tool["input"], "The input schema can't be used.");
        foreach (var example in examples)
        {
            if (example["arguments"] is { } given && (example.String("outcome") ?? "succeeded") != "invalid_arguments" && input?.Validate(given.Json) is [var misfit, ..])
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
