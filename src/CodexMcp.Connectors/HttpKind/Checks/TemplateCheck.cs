using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Reads every template of one tool, or of the connector itself, and notes what its placeholders can't mean. Remembers what was used.</summary>
/// <param name="arguments">The tool's arguments; null outside tools.</param>
/// <param name="settings">The names of the settings.</param>
/// <param name="errors">Takes the errors.</param>
internal sealed class TemplateCheck(IReadOnlyCollection<string>? arguments, SettingNames settings, ConfigurationErrors errors)
{
    /// <summary>The arguments that something uses.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of the job's values where there is a job; null elsewhere.</summary>
    public IReadOnlyCollection<string>? Job { get; init; }

    /// <summary>Whether there is no session yet: in what signs in, and in addresses.</summary>
    public bool BeforeSession { get; init; }

    /// <summary>What stands here instead of arguments, for a request that is sent when they are gone; null where there are arguments.</summary>
    public string? InsteadOfArguments { get; init; }

    /// <summary>The same for a job's own requests: its values and no arguments.</summary>
    public TemplateCheck ForJob(IReadOnlyCollection<string> values) => new(arguments, settings, errors) { Job = values, InsteadOfArguments = "Copy it into job.values, and write {job.name}: the call that asks later has other arguments." };

    /// <summary>The same for what signs in: settings alone.</summary>
    public TemplateCheck ForSession() => new(null, settings, errors) { BeforeSession = true };

    /// <summary>Reads one text; null after noting why it can't be.</summary>
    public Template? Text(ConfigNode? node, bool answer = false, bool credential = false)
    {
        if (node is not { Text: { } text } at)
        {
            return null;
        }

        if (Template.TryParse(text, out var problem) is not { } template)
        {
            errors.Add(at.Location, $"'{at.Shown}' is not a template.", problem);
            return null;
        }

        foreach (var placeholder in template.Placeholders)
        {
            Check(at, placeholder, answer, credential);
        }

        return template;
    }

    /// <summary>Reads a mapping of names to texts or constants.</summary>
    public void Named(ConfigNode? section, bool answer = false, bool credential = false)
    {
        foreach (var (_, _, value) in section?.Entries ?? [])
        {
            if (value.Json.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
            {
                errors.Add(value.Location, $"'{value.Shown}' must be a text or a plain value here.", "Write a text with placeholders, a number, or true or false.");
            }

            Text(value, answer, credential);
        }
    }

    /// <summary>Reads every text of a JSON template.</summary>
    public void Tree(ConfigNode? node, bool credential = false)
    {
        if (node is not { } there)
        {
            return;
        }

        Text(there, credential: credential);
        foreach (var (_, _, value) in there.Entries)
        {
            Tree(value, credential);
        }

        foreach (var item in there.Items)
        {
            Tree(item, credential);
        }
    }

    /// <summary>Reads a pointer with steps.</summary>
    public void Source(ConfigNode? node)
    {
        if (node is not { Text: { } text } at)
        {
            return;
        }

        var problem = "";
        if (!Responses.ResultNode.IsSource(text) || Responses.ResultNode.Source(text, out problem) is not { } source)
        {
            errors.Add(at.Location, $"'{at.Shown}' is not a place in the answer.", problem.Length > 0 ? problem : "Write a JSON pointer, with steps after |: /items or /created | epoch_iso; the whole answer is a single dot.");
            return;
        }

        Check(at, source, answer: true, credential: false);
    }

    /// <summary>Reads a plain pointer.</summary>
    public void At(ConfigNode? node)
    {
        if (node is { Text: { } text } at && Pointer.TryParse(text) is null)
        {
            errors.Add(at.Location, $"'{at.Shown}' is not a JSON pointer.", "Write one such as /response/next, or . for the whole.");
        }
    }

    private void Check(ConfigNode at, Placeholder placeholder, bool answer, bool credential)
    {
        switch (placeholder.Kind)
        {
            case PlaceholderKind.Argument when InsteadOfArguments is { } instead:
                errors.Add(at.Location, $"'{{{placeholder.Name}}}' is an argument of the call that began the job.", instead);
                break;
            case PlaceholderKind.Argument when arguments is null:
                errors.Add(at.Location, $"'{{{placeholder.Name}}}' is an argument, but no tool's arguments are known here.", $"Write {{setting.{placeholder.Name}}} for a setting.");
                break;
            case PlaceholderKind.Argument when !arguments.Contains(placeholder.Name):
                errors.Add(at.Location, $"'{{{placeholder.Name}}}' is not an argument of this tool.", NameSuggestion.For(placeholder.Name, arguments, "Arguments", "Add it to the input schema."));
                break;
            case PlaceholderKind.Argument:
                Used.Add(placeholder.Name);
                break;
            case PlaceholderKind.Setting:
                settings.Check(at, placeholder.Name, credential, errors);
                break;
            case PlaceholderKind.Answer when !answer:
                errors.Add(at.Location, $"'{{{placeholder.Name}}}' is a place in the answer, and there is none yet.", "Use an argument or a setting.");
                break;
            case PlaceholderKind.Job when Job is null:
                errors.Add(at.Location, "There is no job here.", "Use an argument or a setting.");
                break;
            case PlaceholderKind.Job when !Job.Contains(placeholder.Name):
                errors.Add(at.Location, $"'{{job.{placeholder.Name}}}' is not one of the job's values.", NameSuggestion.For(placeholder.Name, Job, "Values", "Add it under job.values."));
                break;
            case PlaceholderKind.Session when BeforeSession || credential || !settings.Session.Contains(placeholder.Name):
                errors.Add(at.Location, $"'{{session.{placeholder.Name}}}' is not known here.", settings.Session.Count == 0 || BeforeSession || credential
                    ? "Only what is sent after a sign-in has a session: auth of kind sign_in with 'values'."
                    : NameSuggestion.For(placeholder.Name, settings.Session, "Values", "Add it under auth.values."));
                break;
            default:
                break;
        }
    }
}

/// <summary>The names of the settings by environment.</summary>
internal sealed class SettingNames
{
    private readonly Dictionary<string, HashSet<string>> byEnvironment = new(StringComparer.Ordinal);

    public SettingNames(ConfigNode root)
    {
        Session = root["auth"]?.String("kind") == "sign_in" ? [.. (root["auth"]?["values"]?.Entries ?? []).Select(static entry => entry.Key)] : [];
        foreach (var (name, _, environment) in root["environments"]?.Entries ?? [])
        {
            byEnvironment[name] = [.. (environment["settings"]?.Entries ?? []).Select(static entry => entry.Key)];
        }
    }

    /// <summary>The names of the values that a sign-in gives.</summary>
    public IReadOnlyCollection<string> Session { get; }

    /// <summary>Notes a setting that an environment does not have. The sandbox's own credentials come from its simulator.</summary>
    public void Check(ConfigNode at, string name, bool credential, ConfigurationErrors errors)
    {
        foreach (var (environment, names) in byEnvironment)
        {
            if (!names.Contains(name) && !(credential && environment == "sandbox"))
            {
                errors.Add(at.Location, $"'{{setting.{name}}}' is not a setting of the environment '{environment}'.", NameSuggestion.For(name, names, "Settings", $"Add it under environments.{environment}.settings."));
            }
        }
    }
}
