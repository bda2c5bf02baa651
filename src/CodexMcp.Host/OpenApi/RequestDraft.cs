using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>Turns an operation's parameters and body into a request of a manifest.</summary>
internal sealed partial class RequestDraft(ChosenOperation operation, ArgumentSet arguments, Action<string> note)
{
    private static readonly string[] HeadersOfTheHost = ["accept", "content-type", "authorization", "host", "content-length"];

    /// <summary>What a manifest takes.</summary>
    private const int MostQuery = 50, MostHeaders = 20;
    private readonly JsonObject query = [];
    private readonly JsonObject headers = [];

    /// <summary>Gives the request.</summary>
    /// <exception cref="NotExpressibleException">A part that must be there has no form in a manifest.</exception>
    public JsonObject Write()
    {
        var filled = new Dictionary<string, string>(StringComparer.Ordinal);
        var parameters = operation.Parameters.ToList();
        // Where not all have room, those that must be there come first.
        foreach (var parameter in parameters.Count > MostHeaders ? parameters.OrderByDescending(static one => one.Required) : parameters.AsEnumerable())
        {
            if (parameter.Name is not { Length: > 0 } name || parameter.In is not { } place)
            {
                throw new NotExpressibleException("a parameter is defined in another document, or has no name");
            }

            switch (place)
            {
                case ParameterLocation.Path:
                    filled[name] = InPath(parameter, name);
                    break;
                case ParameterLocation.Query:
                    InQuery(parameter, name);
                    break;
                case ParameterLocation.Header:
                    InHeader(parameter, name);
                    break;
                default:
                    LeftOut.Note(parameter.Required, $"the {(place == ParameterLocation.Cookie ? "cookie" : "query string")} '{SchemaWriter.Clean(name, 60)}'", note);
                    break;
            }
        }

        if (Holes().Matches(operation.Path).FirstOrDefault(hole => !filled.ContainsKey(hole.Groups[1].Value)) is { } open)
        {
            throw new NotExpressibleException($"the path's '{SchemaWriter.Clean(open.Value, 60)}' is no parameter");
        }

        if (filled.Keys.FirstOrDefault(name => !operation.Path.Contains($"{{{name}}}", StringComparison.Ordinal)) is { } nowhere)
        {
            throw new NotExpressibleException($"the path parameter '{SchemaWriter.Clean(nowhere, 60)}' has no place in the path");
        }

        // In one go: what stands for one part must not be taken for another.
        var path = Holes().Replace(operation.Path, hole => filled[hole.Groups[1].Value]);
        if (!path.StartsWith('/') || path.Contains("//", StringComparison.Ordinal) || path.AsSpan().IndexOfAny("?#\\ ") >= 0 || path.Split('/').Any(static part => part is "." or ".."))
        {
            throw new NotExpressibleException("its path is none below the server's address");
        }

        var request = new JsonObject { ["method"] = operation.Method, ["path"] = path };
        Put("query", query);
        Put("headers", headers);
        if (new BodyDraft(operation, arguments, note).Write() is { } body)
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

        var argument = arguments.Add(name, "path", shape, parameter.Description, required: true, MediaContent.Examples(parameter));
        return shape.Kind == "array" ? $"{{{argument}|join:,}}" : $"{{{argument}}}";
    }

    private void InQuery(IOpenApiParameter parameter, string name)
    {
        if (!LeftOut.HasRoom(query.Count, MostQuery, parameter.Required, $"'{SchemaWriter.Clean(name, 60)}' in the query", note))
        {
            return;
        }

        if (parameter.Schema is null && parameter.Content?.FirstOrDefault() is { Key: { } type, Value: { } media } && MediaContent.IsJson(type))
        {
            query[name] = $"{{{arguments.Add(name, "query", SchemaShape.Of(media.Schema, null), parameter.Description, parameter.Required, MediaContent.Examples(media))}|json}}";
            return;
        }

        var shape = SchemaShape.Of(parameter.Schema, null);
        if (shape.Kind == "object")
        {
            Flatten(parameter, name, shape);
        }
        else if (shape.Kind == "array" && (parameter.Style is ParameterStyle.SpaceDelimited or ParameterStyle.PipeDelimited or ParameterStyle.DeepObject || shape.Inner is not { IsScalar: true }))
        {
            LeftOut.Note(parameter.Required, $"the list '{SchemaWriter.Clean(name, 60)}' in the query (its style)", note);
        }
        else
        {
            var argument = arguments.Add(name, "query", shape, parameter.Description, parameter.Required, MediaContent.Examples(parameter));
            query[name] = shape.Kind == "array" && !parameter.Explode ? $"{{{argument}|join:,}}" : $"{{{argument}}}";
        }
    }

    /// <summary>An object in the query: each plain member is an argument of its own.</summary>
    private void Flatten(IOpenApiParameter parameter, string name, SchemaShape shape)
    {
        var deep = parameter.Style == ParameterStyle.DeepObject;
        if ((!deep && !parameter.Explode) || shape.Properties.Count == 0)
        {
            LeftOut.Note(parameter.Required, $"the object '{SchemaWriter.Clean(name, 60)}' in the query", note);
            return;
        }

        foreach (var (member, required, inner) in SchemaWriter.Members(shape))
        {
            if (!LeftOut.HasRoom(query.Count, MostQuery, parameter.Required && required, $"'{SchemaWriter.Clean($"{name}[{member}]", 80)}' in the query", note))
            {
                continue;
            }

            if (inner.IsScalar)
            {
                var argument = arguments.Add(deep ? $"{name}_{member}" : member, "query", inner, inner.Description, parameter.Required && required, []);
                query[deep ? $"{name}[{member}]" : member] = $"{{{argument}}}";
            }
            else
            {
                LeftOut.Note(parameter.Required && required, $"'{SchemaWriter.Clean($"{name}[{member}]", 80)}' in the query (no plain value)", note);
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
            LeftOut.Note(parameter.Required, $"the header '{SchemaWriter.Clean(name, 60)}'", note);
        }
        else if (LeftOut.HasRoom(headers.Count, MostHeaders, parameter.Required, $"the header '{SchemaWriter.Clean(name, 60)}'", note))
        {
            headers[name] = $"{{{arguments.Add(name, "header", shape, parameter.Description, parameter.Required, MediaContent.Examples(parameter))}}}";
        }
    }

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Holes();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
