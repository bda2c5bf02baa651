using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>Where a placeholder's value comes from.</summary>
internal enum PlaceholderKind
{
    /// <summary><c>{name}</c>: an argument of the call.</summary>
    Argument,

    /// <summary><c>{setting.name}</c>: a setting of the environment.</summary>
    Setting,

    /// <summary><c>{/pointer}</c>: a part of the answer.</summary>
    Answer,

    /// <summary><c>{call.id}</c>: the call's id, the same for every repeat.</summary>
    CallId,

    /// <summary><c>{job.id}</c>: the vendor's id of the job that is waited for.</summary>
    JobId,
}

/// <summary>One <c>{…}</c> of a template: a source and what is done to its value.</summary>
internal sealed record Placeholder(PlaceholderKind Kind, string Name, Pointer? At, IReadOnlyList<Filter> Filters)
{
    /// <summary>Gives the value, or null when there is none.</summary>
    public JsonElement? Value(in TemplateScope scope)
    {
        var value = Kind switch
        {
            PlaceholderKind.Argument => Json.Member(scope.Arguments, Name),
            PlaceholderKind.Setting => Json.Member(scope.Settings, Name),
            PlaceholderKind.Answer => scope.Answer is { } answer ? At!.In(answer) : null,
            PlaceholderKind.CallId => scope.CallId is { } id ? Json.Text(id) : null,
            _ => scope.JobId is { } job ? Json.Text(job) : null,
        };
        foreach (var filter in Filters)
        {
            value = filter.Apply(value);
        }

        return value;
    }

    /// <summary>Reads what stands between the braces; null with the reason.</summary>
    public static Placeholder? TryParse(string text, out string problem)
    {
        var parts = text.Split('|');
        var source = parts[0].Trim();
        var filters = new List<Filter>();
        foreach (var part in parts.Skip(1))
        {
            if (Filter.TryParse(part.Trim(), out problem) is not { } filter)
            {
                return null;
            }

            filters.Add(filter);
        }

        problem = "";
        if (source is "call.id")
        {
            return new(PlaceholderKind.CallId, source, null, filters);
        }

        if (source is "job.id")
        {
            return new(PlaceholderKind.JobId, source, null, filters);
        }

        if (source.StartsWith("setting.", StringComparison.Ordinal) && IsName(source[8..]))
        {
            return new(PlaceholderKind.Setting, source[8..], null, filters);
        }

        if (source is "." || source.StartsWith('/'))
        {
            return new(PlaceholderKind.Answer, source, Pointer.Parse(source), filters);
        }

        if (IsName(source))
        {
            return new(PlaceholderKind.Argument, source, null, filters);
        }

        problem = $"'{{{source}}}' is not a placeholder. Write {{argument}}, {{setting.name}}, {{call.id}} or, in a result, {{/pointer}}; a brace itself is written twice.";
        return null;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 100 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}

/// <summary>What placeholders are filled from.</summary>
internal readonly record struct TemplateScope(JsonElement Arguments, JsonElement Settings, JsonElement? Answer = null, string? CallId = null, string? JobId = null);
