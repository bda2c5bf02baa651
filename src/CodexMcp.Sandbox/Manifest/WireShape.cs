using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>What a tool's request looks like on the wire, read from its manifest: which path fits, which fields must be there, and of which type they are.</summary>
internal sealed partial class WireShape
{
    private readonly Regex path;
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal); // regex group to placeholder
    private readonly JsonElement? request;
    private readonly JsonElement? properties;
    private readonly HashSet<string> required;

    public WireShape(JsonElement manifest, JsonElement? request, JsonElement? input, Func<string?, string?> settings)
    {
        this.request = request;
        properties = SandboxJson.Member(input, "properties");
        required = SandboxJson.Member(input, "required") is { } list ? [.. list.EnumerateArray().Select(static item => item.GetString()!)] : [];
        Method = SandboxJson.String(request, "method") ?? "GET";
        BaseUrl = settings(SandboxJson.String(request, "base_url") ?? SandboxJson.String(manifest, "base_url")) ?? "";
        var root = Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) ? address.AbsolutePath.TrimEnd('/') : "";
        path = new(Pattern(root + SandboxJson.String(request, "path")), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The address that the path is below.</summary>
    public string BaseUrl { get; }

    /// <summary>Gives the parts of a path that fits, or null.</summary>
    public Dictionary<string, string>? Match(string given)
    {
        if (path.Match(given) is not { Success: true } match)
        {
            return null;
        }

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (group, name) in names)
        {
            parts[name] = Uri.UnescapeDataString(match.Groups[group].Value);
        }

        return parts;
    }

    /// <summary>Gives the values of a request that stand where the manifest has <c>{job.name}</c>.</summary>
    public IEnumerable<string> JobValues(WireValues values)
    {
        foreach (var (name, value) in values.Path)
        {
            if (name.StartsWith("job.", StringComparison.Ordinal))
            {
                yield return value;
            }
        }

        foreach (var (where, section) in new (string, JsonElement?)[] { ("query", SandboxJson.Member(request, "query")), ("body", Body("json")), ("body", Body("form")) })
        {
            foreach (var field in section is { ValueKind: JsonValueKind.Object } fields ? fields.EnumerateObject() : default)
            {
                if (field.Value.ValueKind == JsonValueKind.String && field.Value.GetString()!.StartsWith("{job.", StringComparison.Ordinal) && values.Find($"{where}.{field.Name}") is { } value)
                {
                    yield return SandboxJson.Plain(value);
                }
            }
        }
    }

    private JsonElement? Body(string kind) => SandboxJson.Member(SandboxJson.Member(request, "body"), kind);

    /// <summary>Says what a vendor would not take: a field that is missing or of a wrong type; null when all is well.</summary>
    public string? Problem(WireValues values)
    {
        foreach (var header in SandboxJson.Member(request, "headers") is { } headers ? headers.EnumerateObject() : default)
        {
            if (Check(header.Name, header.Value, values.Headers.TryGetValue(header.Name, out var given) ? SandboxJson.Text(given) : null, isText: true) is { } problem)
            {
                return problem;
            }
        }

        foreach (var parameter in SandboxJson.Member(request, "query") is { } query ? query.EnumerateObject() : default)
        {
            if (Check(parameter.Name, parameter.Value, values.Query.TryGetValue(parameter.Name, out var text) ? SandboxJson.Text(text) : null, isText: true) is { } problem)
            {
                return problem;
            }
        }

        var body = SandboxJson.Member(request, "body");
        if (SandboxJson.Member(body, "file") is not null && !values.HasBytes)
        {
            return "the body is empty";
        }

        if (SandboxJson.Member(body, "form") is { } form)
        {
            foreach (var field in form.EnumerateObject())
            {
                if (Check(field.Name, field.Value, SandboxJson.Member(values.Body, field.Name), isText: true) is { } problem)
                {
                    return problem;
                }
            }
        }

        foreach (var part in SandboxJson.Member(body, "multipart") is { } parts ? parts.EnumerateObject() : default)
        {
            // A file's bytes are not the argument's text: it only has to be there.
            var isFile = part.Value.ValueKind == JsonValueKind.Object;
            var value = SandboxJson.Member(values.Body, part.Name);
            if ((isFile && value is not null ? null : Check(part.Name, SandboxJson.Member(part.Value, "content") ?? part.Value, value, isText: true)) is { } problem)
            {
                return problem;
            }
        }

        if (SandboxJson.Member(body, "graphql") is { } graphql)
        {
            return GraphQl(graphql, values.Body);
        }

        if (SandboxJson.Member(body, "json") is not { } json)
        {
            return null;
        }

        return values.Body is null ? "the body is no JSON" : Tree(json, values.Body, "");
    }

    /// <summary>All operations of a GraphQL API share one path: the document says which one it is.</summary>
    private string? GraphQl(JsonElement graphql, JsonElement? body)
    {
        if (body is null)
        {
            return "the body is no JSON";
        }

        if (Words(SandboxJson.String(body, "query")) != Words(SandboxJson.String(graphql, "document")))
        {
            return "the document is not one that is known here";
        }

        return SandboxJson.Member(graphql, "variables") is { } variables ? Tree(variables, SandboxJson.Member(body, "variables"), "variables") : null;
    }

    private static string Words(string? document) => string.Join(' ', (document ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string? Tree(JsonElement template, JsonElement? value, string at)
    {
        if (template.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in template.EnumerateArray())
            {
                var step = (index++).ToString(CultureInfo.InvariantCulture);
                if (Tree(item, SandboxJson.Step(value, step), $"{at}.{step}") is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }

        if (template.ValueKind != JsonValueKind.Object)
        {
            return Check(at, template, value, isText: false);
        }

        foreach (var member in template.EnumerateObject())
        {
            if (Tree(member.Value, SandboxJson.Member(value, member.Name), at.Length == 0 ? member.Name : $"{at}.{member.Name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Only a field that is one plain argument says what it must be.</summary>
    private string? Check(string field, JsonElement template, JsonElement? value, bool isText)
    {
        if (template.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        if (Plain().Match(template.GetString()!) is not { Success: true } match)
        {
            // A text around arguments: it is there when the arguments that it needs are.
            return value is null && Hole().Matches(template.GetString()!).Any(hole => required.Contains(hole.Groups[1].Value)) ? $"missing required field: {field}" : null;
        }

        var argument = match.Groups[1].Value;
        var (steps, schema) = (match.Groups[2].Value, SandboxJson.Member(properties, argument));
        if (value is not { } given)
        {
            return required.Contains(argument) && !steps.Contains("default:", StringComparison.Ordinal) ? $"missing required field: {field}" : null;
        }

        if (steps.Length > 0 || schema is not { } type)
        {
            return null;
        }

        // A query or a form has texts only: a number is one that reads as a number.
        if (isText && SandboxJson.String(type, "type") is "integer" or "number" or "boolean")
        {
            try
            {
                using var document = JsonDocument.Parse(given.GetString()!);
                given = document.RootElement.Clone();
            }
            catch (JsonException)
            {
                return $"field {field} is of a wrong type";
            }
        }

        return isText && SandboxJson.String(type, "type") is "array" || JsonSchema.JsonSchema.Compile(type).IsValid(given) ? null : $"invalid value for field: {field}";
    }

    private string Pattern(string template)
    {
        var pattern = new System.Text.StringBuilder("^");
        var at = 0;
        foreach (Match hole in Hole().Matches(template))
        {
            var group = $"p{names.Count}";
            names[group] = hole.Groups[1].Value;
            pattern.Append(Regex.Escape(template[at..hole.Index])).Append("(?<").Append(group).Append('>')
                .Append(hole.Value.Contains("segments", StringComparison.Ordinal) ? ".+" : "[^/]+").Append(')');
            at = hole.Index + hole.Length;
        }

        return pattern.Append(Regex.Escape(template[at..])).Append('$').ToString();
    }

    [GeneratedRegex(@"\{([A-Za-z0-9_.-]+)(?:\|[^}]*)?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();

    [GeneratedRegex(@"^\{([A-Za-z0-9_-]+)((?:\|[^}]*)?)\}$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
