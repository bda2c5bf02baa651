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

    /// <summary><c>{job.name}</c>: a value that the submit's answer gave of the job that is waited for.</summary>
    Job,

    /// <summary><c>{session.name}</c>: a value that the sign-in's answer gave.</summary>
    Session,
}

/// <summary>One <c>{…}</c> of a template: a source and what is done to its value.</summary>
internal sealed record Placeholder(PlaceholderKind Kind, string Name, Pointer? At, IReadOnlyList<Filter> Filters)
{
    private static readonly (string Prefix, PlaceholderKind Kind)[] Prefixes = [("setting.", PlaceholderKind.Setting), ("job.", PlaceholderKind.Job), ("session.", PlaceholderKind.Session)];

    /// <summary>Gives the value, or null when there is none.</summary>
    public JsonElement? Value(in TemplateScope scope)
    {
        var value = Kind switch
        {
            PlaceholderKind.Argument => Json.Member(scope.Arguments, Name),
            PlaceholderKind.Setting => Json.Member(scope.Settings, Name),
            PlaceholderKind.Answer => scope.Answer is { } answer ? At!.In(answer) : null,
            PlaceholderKind.CallId => scope.CallId is { } id ? Json.Text(id) : null,
            PlaceholderKind.Job => scope.Job is { } job ? Json.Member(job, Name) : null,
            _ => scope.Session is { } session ? Json.Member(session, Name) : null,
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

        foreach (var (prefix, kind) in Prefixes)
        {
            if (source.StartsWith(prefix, StringComparison.Ordinal) && IsName(source[prefix.Length..]))
            {
                return new(kind, source[prefix.Length..], null, filters);
            }
        }

        if (source is "." || source.StartsWith('/'))
        {
            return new(PlaceholderKind.Answer, source, Pointer.Parse(source), filters);
        }

        if (IsName(source))
        {
            return new(PlaceholderKind.Argument, source, null, filters);
        }

        problem = $"'{{{source}}}' is not a placeholder. Write {{argument}}, {{setting.name}}, {{session.name}}, {{job.name}}, {{call.id}} or, in a result, {{/pointer}}; a brace itself is written twice.";
        return null;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 100 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}

/// <summary>What placeholders are filled from.</summary>
/// <param name="Arguments">The call's arguments.</param>
/// <param name="Settings">The environment's settings.</param>
/// <param name="Answer">The answer, once there is one.</param>
/// <param name="CallId">The call's id.</param>
/// <param name="Job">What the submit's answer said of the job, once it is submitted.</param>
/// <param name="Session">What the sign-in's answer said, for systems that have one.</param>
/// <param name="RoleScope">The role's scope, for rules about rows.</param>
internal readonly record struct TemplateScope(
    JsonElement Arguments, JsonElement Settings, JsonElement? Answer = null, string? CallId = null, JsonElement? Job = null, JsonElement? Session = null,
    JsonElement? RoleScope = null);
