using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks the list in a job's result: who may cut it, and who asks for the rest.</summary>
internal static class JobListCheck
{
    /// <summary>A list that the job's tool may cut is cut in the same way by whoever asks for it.</summary>
    public static void Items(ConfigNode owner, ConfigNode tool, SourceLocation name, ConfigurationErrors errors)
    {
        if (owner.String("items") != tool.String("items"))
        {
            errors.Add(tool["items"]?.Location ?? name, "The tool that submits the job and the one that asks for it differ in 'items'.",
                owner.String("items") is { } items ? $"Write items: {ShownText.Escape(items)} here too." : "Remove it here, or add it there.");
        }

        if (tool["items"] is { } list)
        {
            ResultCheck.ListMembers(tool["output"]?["properties"], list.Location, errors);
        }
    }

    /// <summary>The handle takes the continuation: it is a handle that says how many rows were given.</summary>
    public static void Continuation(ConfigNode tool, ConfigNode job, ConfigurationErrors errors)
    {
        if (tool["items"] is not { } items)
        {
            if (tool["continuation"] is { } idle)
            {
                errors.Add(idle.Location, "'continuation' needs 'items'.", "Say which list of the result may be cut, such as items: /rows.");
            }

            return;
        }

        var handle = job.String("handle") ?? "";
        var takes = tool["input"]?["properties"]?[handle] is not null;
        if (takes && tool.String("continuation") != handle)
        {
            errors.Add((tool["continuation"] ?? items).Location, "The rest of a job's result is asked for with its handle.", $"Write continuation: {ShownText.Escape(handle)}.");
        }
        else if (!takes && tool["continuation"] is { } wrong)
        {
            errors.Add(wrong.Location, "This tool does not take the job's handle, so it gives no rest.", "Remove 'continuation' here: the tool with job.of has it.");
        }
    }
}
