using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks the guard rules of a tool: what can't be enforced is an error, not a comfort.</summary>
internal sealed class GuardCheck(ConfigNode root, ConfigNode tool, TemplateCheck templates, HostAllowlist allowed, CheckedSchemas schemas, ConfigurationErrors errors)
{
    /// <summary>Notes every error.</summary>
    public void Check()
    {
        foreach (var rule in tool["guard"]?.Items ?? [])
        {
            _ = schemas.Compile(rule["arguments"], "The rule's schema can't be used.");
            _ = schemas.Compile(rule["body"], "The rule's schema can't be used.");
            templates.Text(rule["value"]);
            templates.Source(rule["answer"]);
            InScope(rule);
            Answer(rule);
            if (rule["body"] is { } body && tool["request"]?["body"]?["json"] is null)
            {
                errors.Add(body.Location, "The rule is about a JSON body, and the request has none.", "Write 'arguments', or give the request body.json.");
            }

            if (rule["in_scope"] is null && rule["arguments"] is null && rule["body"] is null)
            {
                errors.Add(rule.Location, "The rule says nothing.", "Write 'arguments' or 'body' with a JSON Schema, or 'value' or 'answer' with 'in_scope'.");
            }
        }
    }

    private void InScope(ConfigNode rule)
    {
        if (rule["in_scope"] is { Text: { } key } at)
        {
            if (root["scope"]?["properties"]?[key] is null)
            {
                errors.Add(at.Location, $"'in_scope' names '{at.Shown}', which the connector's scope does not have.", "Add it to 'scope' as a list of strings.");
            }

            if (rule["value"] is null == rule["answer"] is null)
            {
                errors.Add(rule.Location, "'in_scope' needs 'value' or 'answer', one of them.", "Write what must be in the list, such as value: \"{project}\".");
            }
        }
        else if ((rule["value"] ?? rule["answer"]) is { } loose)
        {
            errors.Add(loose.Location, "The value is held against nothing.", "Add in_scope with the name of a list of the role's scope.");
        }
    }

    private void Answer(ConfigNode rule)
    {
        if (rule["ask"] is { } ask)
        {
            if (rule["answer"] is null)
            {
                errors.Add(ask.Location, "'ask' needs 'answer'.", "Write where its answer has what must be in scope.");
            }

            if (ask.String("method") is not (null or "GET") && ask["because"] is null)
            {
                errors.Add(ask.Location, $"A question before the call only reads, and a {ask.String("method")} usually changes something.", "Write a GET, or say in 'because' why it only reads.");
            }

            new RequestCheck(templates, allowed, errors) { Required = [.. (tool["input"]?["required"]?.Items ?? []).Select(static item => item.Text ?? "")] }.Check(ask);
        }
        else if (rule["answer"] is { } answer && (tool.String("verb") != "read" || tool["items"] is not null || tool["response"]?.String("body") == "binary" || tool["job"] is not null))
        {
            errors.Add(answer.Location, "The answer of this tool comes too late to be checked.", "Add 'ask' with a request that reads before the call, or 'where' with in_scope to the rows of a list.");
        }
    }
}
