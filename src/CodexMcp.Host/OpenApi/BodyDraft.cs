using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>Turns an operation's body into a body of a manifest: JSON, form fields or files.</summary>
internal sealed class BodyDraft(ChosenOperation operation, ArgumentSet arguments, Action<string> note)
{
    /// <summary>What a manifest takes.</summary>
    private const int MostFields = 50, MostParts = 20;

    /// <summary>Gives the body; null when there is none, or none that a manifest has.</summary>
    /// <exception cref="NotExpressibleException">It must be there, and has no form in a manifest.</exception>
    public JsonObject? Write()
    {
        if (operation.Operation.RequestBody is not { } body)
        {
            return null;
        }

        if (operation.Method == "GET")
        {
            LeftOut.Note(body.Required, "the body of a GET", note);
            return null;
        }

        var content = body.Content ?? new Dictionary<string, IOpenApiMediaType>();
        foreach (var (type, media) in content)
        {
            if (MediaContent.IsJson(type))
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

        LeftOut.Note(body.Required, content.Count == 0 ? "a body that is defined in another document" : $"a body of {SchemaWriter.Clean(string.Join(", ", content.Keys), 80)}", note);
        return null;
    }

    private JsonNode Json(IOpenApiMediaType media, bool required)
    {
        var shape = SchemaShape.Of(media.Schema, null);
        var examples = MediaContent.Examples(media).ToList();
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
            if (!LeftOut.HasRoom(fields.Count, files ? MostParts : MostFields, must, $"the field '{SchemaWriter.Clean(name, 60)}' of the form", note))
            {
                continue;
            }

            if (files && inner.Kind == "string" && inner.Format == "binary")
            {
                var file = arguments.Add(name, "file", inner, $"{SchemaWriter.Clean(inner.Description, 80)} The file as base64.".Trim(), must, []);
                fields[name] = new JsonObject { ["content"] = $"{{{file}}}", ["filename"] = name, ["encoding"] = "base64" };
            }
            else if (inner.IsScalar || (inner.Kind == "array" && !files && inner.Inner is { IsScalar: true }))
            {
                fields[name] = $"{{{arguments.Add(name, "form", inner, null, must, [])}}}";
            }
            else
            {
                LeftOut.Note(must, $"the field '{SchemaWriter.Clean(name, 60)}' of the form", note);
            }
        }

        return fields.Count > 0 ? fields : null;
    }
}
