using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>Turns an operation's parameters and body into a request of a manifest.</summary>
internal sealed partial class RequestDraft(ChosenOperation operation, ArgumentSet arguments, Action<string> note)
{
    private static readonly string[] HeadersOfTheHost = ["accept", "content-type", "authorization", "host", "content-length"];
    private readonly JsonObject query = [];
    private readonly JsonObject headers = [];

    /// <summary>Gives the request.</summary>
    /// <exception cref="NotExpressibleException">A part that must be there has no form in a manifest.</exception>
    public JsonObject Write()
    {
        var path = operation.Path;
        var filled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.Name is not { Length: > 0 } name || parameter.In is not { } place)
            {
                throw new NotExpressibleException("a parameter is defined in another document, or has no name");
            }

            switch (place)
            {
                case ParameterLocation.Path:
                    path = path.Replace($"{{{name}}}", InPath(parameter, name), StringComparison.Ordinal);
                    filled.Add(name);
                    break;
                case ParameterLocation.Query:
                    InQuery(parameter, name);
                    break;
                case ParameterLocation.Header:
                    InHeader(parameter, name);
                    break;
                default:
                    Leave(parameter.Required, $"the {(place == ParameterLocation.Cookie ? "cookie" : "query string")} '{SchemaWriter.Clean(name, 60)}'");
                    break;
            }
        }

        if (Holes().Matches(operation.Path).FirstOrDefault(hole => !filled.Contains(hole.Groups[1].Value)) is { } open)
        {
            throw new NotExpressibleException($"the path's '{SchemaWriter.Clean(open.Value, 60)}' is no parameter");
        }

        if (!path.StartsWith('/') || path.Contains("//", StringComparison.Ordinal) || path.AsSpan().IndexOfAny("?#\\ ") >= 0 || path.Split('/').Any(static part => part is "." or ".."))
        {
            throw new NotExpressibleException("its path is none below the server's address");
        }

        var request = new JsonObject { ["method"] = operation.Method, ["path"] = path };
        Put("query", query);
        Put("headers", headers);
        if (Body() is { } body)
        {
            request["body"] = body;
        }

        return request;

        void Put(string name, JsonObject members)
        {
            if (members.Count > 0)
            {
                request[name] = members;
            }
        }
    }

    private string InPath(IOpenApiParameter parameter, string name)
    {
        var shape = SchemaShape.Of(parameter.Schema, null);
        if (parameter.Style is ParameterStyle.Label or ParameterStyle.Matrix || shape.Kind == "object" || shape.IsUnion)
        {
            throw new NotExpressibleException($"the path parameter '{SchemaWriter.Clean(name, 60)}' is no plain value");
        }

        var argument = arguments.Add(name, "path", shape, parameter.Description, required: true, Examples(parameter));
        return shape.Kind == "array" ? $"{{{argument}|join:,}}" : $"{{{argument}}}";
    }

    private void InQuery(IOpenApiParameter parameter, string name)
    {
        if (parameter.Schema is null && parameter.Content?.FirstOrDefault() is { Key: { } type, Value: { } media } && IsJson(type))
        {
            query[name] = $"{{{arguments.Add(name, "query", SchemaShape.Of(media.Schema, null), parameter.Description, parameter.Required, Examples(media))}|json}}";
            return;
        }

        var shape = SchemaShape.Of(parameter.Schema, null);
        if (shape.Kind == "object")
        {
            Flatten(parameter, name, shape);
        }
        else if (shape.Kind == "array" && (parameter.Style is ParameterStyle.SpaceDelimited or ParameterStyle.PipeDelimited or ParameterStyle.DeepObject || Inner(shape) is not { IsScalar: true }))
        {
            Leave(parameter.Required, $"the list '{SchemaWriter.Clean(name, 60)}' in the query (its style)");
        }
        else
        {
            var argument = arguments.Add(name, "query", shape, parameter.Description, parameter.Required, Examples(parameter));
            query[name] = shape.Kind == "array" && !parameter.Explode ? $"{{{argument}|join:,}}" : $"{{{argument}}}";
        }
    }

    /// <summary>An object in the query: each plain member is an argument of its own.</summary>
    private void Flatten(IOpenApiParameter parameter, string name, SchemaShape shape)
    {
        var deep = parameter.Style == ParameterStyle.DeepObject;
        if ((!deep && !parameter.Explode) || shape.Properties.Count == 0)
        {
            Leave(parameter.Required, $"the object '{SchemaWriter.Clean(name, 60)}' in the query");
            return;
        }

        foreach (var (member, required, inner) in SchemaWriter.Members(shape))
        {
            if (inner.IsScalar)
            {
                var argument = arguments.Add(deep ? $"{name}_{member}" : member, "query", inner, inner.Description, parameter.Required && required, []);
                query[deep ? $"{name}[{member}]" : member] = $"{{{argument}}}";
            }
            else
            {
                Leave(parameter.Required && required, $"'{SchemaWriter.Clean($"{name}[{member}]", 80)}' in the query (no plain value)");
            }
        }
    }

    private void InHeader(IOpenApiParameter parameter, string name)
    {
        var shape = SchemaShape.Of(parameter.Schema, null);
        if (HeadersOfTheHost.Contains(name.ToLowerInvariant()))
        {
            note($"the header '{SchemaWriter.Clean(name, 60)}' is the host's own and was left out");
        }
        else if (!HeaderName().IsMatch(name) || !(shape.IsScalar || shape.Kind is null))
        {
            Leave(parameter.Required, $"the header '{SchemaWriter.Clean(name, 60)}'");
        }
        else
        {
            headers[name] = $"{{{arguments.Add(name, "header", shape, parameter.Description, parameter.Required, Examples(parameter))}}}";
        }
    }

    private JsonObject? Body()
    {
        if (operation.Operation.RequestBody is not { } body)
        {
            return null;
        }

        if (operation.Method == "GET")
        {
            Leave(body.Required, "the body of a GET");
            return null;
        }

        var content = body.Content ?? new Dictionary<string, IOpenApiMediaType>();
        foreach (var (type, media) in content)
        {
            if (IsJson(type))
            {
                return new JsonObject { ["json"] = Json(media, body.Required) };
            }
        }

        foreach (var (type, media) in content)
        {
            if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) && Fields(media, body.Required, files: false) is { } form)
            {
                return new JsonObject { ["form"] = form };
            }

            if (type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) && Fields(media, body.Required, files: true) is { } parts)
            {
                return new JsonObject { ["multipart"] = parts };
            }
        }

        Leave(body.Required, content.Count == 0 ? "a body that is defined in another document" : $"a body of {SchemaWriter.Clean(string.Join(", ", content.Keys), 80)}");
        return null;
    }

    private JsonNode Json(IOpenApiMediaType media, bool required)
    {
        var shape = SchemaShape.Of(media.Schema, null);
        var examples = Examples(media).ToList();
        if (shape.Kind != "object" || shape.IsUnion || shape.Properties.Count == 0)
        {
            return $"{{{arguments.Add("body", "json", shape, shape.Description ?? "The body of the request.", required, examples)}}}";
        }

        var members = new JsonObject();
        foreach (var (name, needed, inner) in SchemaWriter.Members(shape).Where(static member => !member.Shape.ReadOnly))
        {
            var given = examples.Select(example => (example as JsonObject)?[name]);
            members[name] = $"{{{arguments.Add(name, "body", inner, null, required && needed, given)}}}";
        }

        return members;
    }

    private JsonObject? Fields(IOpenApiMediaType media, bool required, bool files)
    {
        var shape = SchemaShape.Of(media.Schema, null);
        if (shape.Kind != "object" || shape.Properties.Count == 0)
        {
            return null;
        }

        var fields = new JsonObject();
        foreach (var (name, needed, inner) in SchemaWriter.Members(shape).Where(static member => !member.Shape.ReadOnly))
        {
            var must = required && needed;
            if (files && inner.Kind == "string" && inner.Format == "binary")
            {
                var file = arguments.Add(name, "file", inner, $"{SchemaWriter.Clean(inner.Description, 80)} The file as base64.".Trim(), must, []);
                fields[name] = new JsonObject { ["content"] = $"{{{file}}}", ["filename"] = name, ["encoding"] = "base64" };
            }
            else if (inner.IsScalar || (inner.Kind == "array" && !files && Inner(inner) is { IsScalar: true }))
            {
                fields[name] = $"{{{arguments.Add(name, "form", inner, null, must, [])}}}";
            }
            else
            {
                Leave(must, $"the field '{SchemaWriter.Clean(name, 60)}' of the form");
            }
        }

        return fields.Count > 0 ? fields : null;
    }

    private void Leave(bool required, string what)
    {
        if (required)
        {
            throw new NotExpressibleException($"{what} has no form in a manifest");
        }

        note($"{what} has no form in a manifest and was left out");
    }

    private static SchemaShape? Inner(SchemaShape list) => list.Items is var (items, trail) ? SchemaShape.Of(items, trail) : null;

    internal static bool IsJson(string type) => type.Split(';')[0].Trim() is var plain
        && (plain.Equals("application/json", StringComparison.OrdinalIgnoreCase) || plain.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    internal static IEnumerable<JsonNode?> Examples(IOpenApiMediaType media) => Of(media.Example, media.Examples);

    private static IEnumerable<JsonNode?> Examples(IOpenApiParameter parameter) => Of(parameter.Example, parameter.Examples);

    private static IEnumerable<JsonNode?> Of(JsonNode? one, IDictionary<string, IOpenApiExample>? several) => (several?.Values.Select(static example => example.Value) ?? []).Prepend(one);

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Holes();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
