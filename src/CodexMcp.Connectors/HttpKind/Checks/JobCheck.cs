using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind.Jobs;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks the jobs of a manifest: what submits one, and the tools that ask for it or stop it.</summary>
internal static class JobCheck
{
    private static readonly string[] OwnKeys = ["handle", "values", "poll", "state", "running", "done", "failed", "result", "cancel", "every", "up_to", "wait"];
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>The names of a job's values.</summary>
    public static string[] ValueNames(ConfigNode? job) => [.. (job?["values"]?.Entries ?? []).Select(static entry => entry.Key)];

    /// <summary>The job that a tool asks for.</summary>
    public static ConfigNode? Owner(ConfigNode root, ConfigNode tool) => tool["job"]?.String("of") is { } of ? root["tools"]?[of]?["job"] : null;

    /// <summary>Checks a tool that submits jobs; gives what its result's placeholders can mean.</summary>
    public static TemplateCheck Owner(ConfigNode root, ConfigNode tool, ConfigNode job, TemplateCheck templates, HostAllowlist allowed, ConfigurationErrors errors)
    {
        foreach (var key in (ReadOnlySpan<string>)["handle", "values", "poll", "state", "running", "done", "failed"])
        {
            if (job[key] is null)
            {
                errors.Add(job.Location, $"A job needs '{key}'.", "Add it.");
            }
        }

        var later = templates.ForJob(ValueNames(job));
        foreach (var (_, _, value) in job["values"]?.Entries ?? [])
        {
            if (value.Text is { } text && Responses.ResultNode.IsSource(text))
            {
                templates.Source(value);
            }
            else
            {
                templates.Text(value, answer: true);
            }
        }

        if (job.String("state") != JobPlan.HttpStatus)
        {
            later.At(job["state"]);
        }

        foreach (var key in (ReadOnlySpan<string>)["poll", "result", "cancel"])
        {
            if (job[key] is { } request)
            {
                new RequestCheck(later, allowed, errors).Check(request);
            }
        }

        Times(root, tool, job, errors);
        Output(tool["output"], job.String("handle"), job.Location, errors);
        foreach (var key in (ReadOnlySpan<string>)["pagination", "rows_argument", "default_rows"])
        {
            if (tool[key] is not null)
            {
                errors.Add(tool.KeyLocation(key), $"A job's result has no '{key}'.", "Remove it: the system gives the result at once; 'items' says which list of it may be cut.");
            }
        }

        JobListCheck.Continuation(tool, job, errors);

        if (tool["response"]?["result"] is null && tool["response"]?.String("body") != "binary")
        {
            errors.Add(job.Location, "A job's tool needs response.result.", "Name each member of the result and where it comes from.");
        }

        OwnHandle(root, tool, job, templates, errors);
        return later;
    }

    /// <summary>Checks a tool that asks for another's job or stops it.</summary>
    public static void Companion(ConfigNode root, ConfigNode tool, SourceLocation name, TemplateCheck templates, ConfigurationErrors errors)
    {
        var section = tool["job"]!.Value;
        if (Owner(root, tool) is not { } job || job["of"] is not null)
        {
            errors.Add(section["of"]!.Value.Location, $"'{section["of"]!.Value.Shown}' is not a tool of this connector that submits jobs.", "Name one with 'job' and 'poll'.");
            return;
        }

        foreach (var key in OwnKeys)
        {
            if (section[key] is not null)
            {
                errors.Add(section.KeyLocation(key), $"'{key}' is said where the job is submitted.", "Remove it here.");
            }
        }

        foreach (var key in (ReadOnlySpan<string>)["request", "response", "sandbox", "provenance", "pagination", "rows_argument", "default_rows"])
        {
            if (tool[key] is not null)
            {
                errors.Add(tool.KeyLocation(key), $"A tool with 'job.of' has no '{key}' of its own.", "Remove it: it is said at the tool that submits the job.");
            }
        }

        var stops = section.String("does") == "cancel";
        if (stops && job["cancel"] is null)
        {
            errors.Add(section.Location, "The job has no 'cancel'.", "Add the request that stops it, or remove this tool.");
        }

        if (tool.String("verb") is { } verb && (verb == "read") == stops)
        {
            errors.Add(tool["verb"]!.Value.Location, stops ? "The verb is read, but it stops a job." : $"The verb is {verb}, but asking for a job only reads.", stops ? "Write verb: write." : "Write verb: read.");
        }

        var handle = job.String("handle") ?? "";
        templates.Used.Add(handle);
        if (tool["input"]?["properties"]?[handle]?.String("type") != "string" || tool["input"]?["properties"]?.Entries.Length != 1 || (tool["input"]?["required"]?.Items ?? []).All(item => item.Text != handle))
        {
            errors.Add(name, $"A tool that asks for a job has one argument: '{ShownText.Escape(handle)}', a required string.", "Correct its input schema.");
        }

        if (stops)
        {
            Needs(tool["output"], ["status"], section.Location, errors);
        }
        else
        {
            Output(tool["output"], handle, section.Location, errors);
            JobListCheck.Items(root["tools"]!.Value[section.String("of")!]!.Value, tool, name, errors);
            JobListCheck.Continuation(tool, job, errors);
        }
    }

    private static void Times(ConfigNode root, ConfigNode tool, ConfigNode job, ConfigurationErrors errors)
    {
        foreach (var key in (ReadOnlySpan<string>)["every", "up_to", "wait"])
        {
            ManifestTool.Duration(job, key, errors);
        }

        var wait = job.Duration("wait") ?? JobPlan.DefaultWait;
        foreach (var (what, limit) in (ReadOnlySpan<(string, TimeSpan?)>)[
            ("resilience.attempt_timeout", root["resilience"]?.Duration("attempt_timeout") ?? new ConnectorResilience().AttemptTimeout), ("the tool's timeout", tool.Duration("timeout"))])
        {
            if (limit is { } longest && wait + Margin > longest)
            {
                errors.Add((job["wait"] ?? job).Location, $"A call waits {wait.TotalSeconds:0.#} s for the job, but {what} is {longest.TotalSeconds:0.#} s.", "Wait at least 5 s less, so that the agent gets its handle.");
            }
        }
    }

    /// <summary>A handle that the same tool takes is for reads: asking again with a write would need a new yes.</summary>
    private static void OwnHandle(ConfigNode root, ConfigNode tool, ConfigNode job, TemplateCheck templates, ConfigurationErrors errors)
    {
        if (job["handle"] is not { Text: { } handle } at)
        {
            return;
        }

        var companion = (root["tools"]?.Entries ?? []).Any(entry => Owner(root, entry.Value)?.Location == job.Location && entry.Value["job"]?.String("does") != "cancel");
        if (tool["input"]?["properties"]?[handle] is { } argument)
        {
            templates.Used.Add(handle);
            if (tool.String("verb") != "read")
            {
                errors.Add(at.Location, $"Only a tool that reads takes its own handle, and the verb is {tool.String("verb")}.", "Add a tool with job: { of: … } and verb: read, and remove the argument.");
            }
            else if (argument.String("type") != "string" || (tool["input"]?["required"]?.Items ?? []).Any(item => item.Text == handle))
            {
                errors.Add(argument.Location, $"'{at.Shown}' takes a handle, but it is not an optional string.", "Write type: string, and don't require it.");
            }
        }
        else if (!companion)
        {
            errors.Add(at.Location, $"Nothing takes the handle '{at.Shown}'.", "Add it to the input schema of this tool when it reads, or a tool with job: { of: … }.");
        }
    }

    private static void Output(ConfigNode? output, string? handle, SourceLocation at, ConfigurationErrors errors)
    {
        Needs(output, ["status", handle ?? "status", "detail"], at, errors);
        foreach (var required in output?["required"]?.Items ?? [])
        {
            if (required.Text is not "status")
            {
                errors.Add(required.Location, $"The output schema requires '{required.Shown}', which a job that runs on does not have.", "Require status alone.");
            }
        }
    }

    private static void Needs(ConfigNode? output, ReadOnlySpan<string> members, SourceLocation at, ConfigurationErrors errors)
    {
        foreach (var member in members)
        {
            if (output?["properties"]?[member]?.String("type") != "string")
            {
                errors.Add(at, $"The output schema of a job needs '{ShownText.Escape(member)}'.", "Add it under output.properties as type: string.");
            }
        }
    }
}
