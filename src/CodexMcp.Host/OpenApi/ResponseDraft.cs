using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>Turns an operation's success answer into a result of a manifest, and into what the simulator answers.</summary>
internal sealed class ResponseDraft
{
    private const int MostMembers = 40;
    private static readonly string[] Own = ["truncated", "continuation", "provenance", "notice", "returned_rows"];

    private ResponseDraft(JsonObject response, JsonObject output, JsonObject sandbox)
    {
        Response = response;
        Output = output;
        Sandbox = sandbox;
    }

    public JsonObject Response { get; }

    public JsonObject Output { get; }

    public JsonObject Sandbox { get; }

    /// <summary>The member of the result that is a list, or null.</summary>
    public string? List { get; private init; }

    /// <summary>Reads the answer.</summary>
    /// <exception cref="NotExpressibleException">It is defined in another document.</exception>
    public static ResponseDraft Of(OpenApiOperation operation, bool reads, Action<string> note)
    {
        var (status, answer) = Success(operation);
        var json = answer?.Content?.FirstOrDefault(static one => MediaContent.IsJson(one.Key)).Value;
        if (json is not null)
        {
            return Json(status, json, reads, note);
        }

        if (answer?.Content is not { Count: > 0 } content)
        {
            return new(new() { ["body"] = "none" }, new() { ["type"] = "object", ["properties"] = new JsonObject() }, new() { ["status"] = 204 });
        }

        var type = content.Keys.First().Split(';')[0].Trim();
        if (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
        {
            return new(
                new() { ["body"] = "text", ["result"] = new JsonObject { ["text"] = "." } },
                new() { ["type"] = "object", ["properties"] = new JsonObject { ["text"] = new JsonObject { ["type"] = "string" } } },
                new() { ["status"] = status, ["text"] = "sample", ["media_type"] = "text/plain" });
        }

        note($"the answer of {SchemaWriter.Clean(type, 80)} is given as it comes, as bytes");
        return new(
            new() { ["body"] = "binary" },
            new() { ["type"] = "object", ["properties"] = new JsonObject { ["media_type"] = new JsonObject { ["type"] = "string" }, ["bytes"] = new JsonObject { ["type"] = "number" } } },
            new() { ["status"] = status, ["text"] = "sample", ["media_type"] = "application/octet-stream" });
    }

    private static (int Status, IOpenApiResponse? Answer) Success(OpenApiOperation operation)
    {
        IEnumerable<KeyValuePair<string, IOpenApiResponse>> answers = operation.Responses ?? [];
        var (code, answer) = answers.Where(static one => one.Key.StartsWith('2')).OrderBy(static one => one.Key, StringComparer.Ordinal).FirstOrDefault();
        if (answer is null)
        {
            (code, answer) = answers.FirstOrDefault(static one => one.Key == "default");
        }

        return (int.TryParse(code, out var status) && status is >= 200 and < 300 and not 204 ? status : 200, answer);
    }

    private static ResponseDraft Json(int status, IOpenApiMediaType media, bool reads, Action<string> note)
    {
        var shape = SchemaShape.Of(media.Schema, null);
        if (Cuts(shape, 0, new Room(300)))
        {
            note("a schema that holds itself was cut");
        }

        var sample = SampleMaker.Fitting(SchemaWriter.Output(shape), shape, MediaContent.Examples(media), result: true);
        // A list of a write is not cut: to go on would write again.
        if (shape.Kind == "array" && reads)
        {
            return Listed(status, "items", ".", shape, new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() }, [], sample);
        }

        if (shape.Kind != "object" || shape.Properties.Count == 0 || shape.IsUnion)
        {
            // What it holds is not known: all of it is the result, when it is an object.
            return shape.Kind is null or "object"
                ? new(new(), new() { ["type"] = "object" }, new() { ["status"] = status, ["body"] = sample is JsonObject ? sample : new JsonObject() })
                : new(new() { ["result"] = new JsonObject { ["value"] = "." } }, new() { ["type"] = "object", ["properties"] = new JsonObject { ["value"] = SchemaWriter.Output(shape) } },
                    new() { ["status"] = status, ["body"] = sample });
        }

        var output = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        var result = new JsonObject();
        (string Member, string Pointer, SchemaShape Shape)? list = null;
        var others = 0;
        foreach (var (name, _, inner) in SchemaWriter.Members(shape).Where(static member => !member.Shape.WriteOnly).Take(MostMembers))
        {
            // A step of a template begins with |.
            if (name.AsSpan().IndexOfAny("|{}") >= 0 || name.Length is 0 or > 100)
            {
                note($"the member '{SchemaWriter.Clean(name, 60)}' of the answer was left out");
                continue;
            }

            var member = Own.Contains(name) ? $"{name}_value" : name;
            var pointer = $"/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            if (inner.Kind == "array" && list is null && !member.Contains('/', StringComparison.Ordinal))
            {
                list = (member, pointer, inner);
            }
            else if (!inner.IsScalar)
            {
                others++;
            }

            result[member] = pointer;
            output["properties"]![member] = SchemaWriter.Output(inner, 1);
        }

        // Plain values around one list: a page.
        return reads && others == 0 && list is var (only, at, rows)
            ? Listed(status, only, at, rows, output, result, sample)
            : new(new() { ["result"] = result }, output, new() { ["status"] = status, ["body"] = sample });
    }

    /// <summary>A result with one list: the host cuts it where it is long, and goes on.</summary>
    private static ResponseDraft Listed(int status, string member, string from, SchemaShape list, JsonObject output, JsonObject result, JsonNode? sample)
    {
        var properties = output["properties"]!.AsObject();
        properties[member] = new JsonObject { ["type"] = "array", ["items"] = list.Items is var (items, trail) ? SchemaWriter.Output(SchemaShape.Of(items, trail), 2) : new JsonObject() };
        properties["truncated"] = new JsonObject { ["type"] = "boolean" };
        properties["continuation"] = new JsonObject { ["type"] = "string" };
        output["required"] = new JsonArray(member, "truncated");
        result[member] = new JsonObject { ["from"] = from };
        return new(new() { ["result"] = result }, output, new() { ["status"] = status, ["body"] = sample ?? new JsonArray() }) { List = member };
    }

    private static bool Cuts(SchemaShape shape, int depth, Room room) => depth < SchemaBudget.Output.Depth && room.Take()
        && (shape.IsCircle || (shape.Items is var (items, trail) && Cuts(SchemaShape.Of(items, trail), depth + 1, room))
            || SchemaWriter.Members(shape).TakeWhile(_ => room.IsThere).Any(member => Cuts(member.Shape, depth + 1, room)));
}
