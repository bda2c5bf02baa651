using System.Text.Json.Nodes;

namespace CodexMcp.Host.OpenApi;

/// <summary>Turns one operation into one tool, with an example that works against its own simulator.</summary>
internal static class ToolDraft
{
    private const int MostInput = 4_900;

    /// <summary>More than any schema of that size holds.</summary>
    private const int MostNodes = 600;
    private const int MostDescription = 300;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Gives the tool.</summary>
    /// <exception cref="NotExpressibleException">The operation has no form in a manifest.</exception>
    public static JsonObject Of(ChosenOperation operation, Action<string> note)
    {
        if (!Methods.Contains(operation.Method))
        {
            throw new NotExpressibleException($"a manifest has no {operation.Method}");
        }

        if (operation.Operation.Callbacks is { Count: > 0 })
        {
            note("its callbacks were left out: nobody calls back into a tool");
        }

        var arguments = new ArgumentSet();
        var request = new RequestDraft(operation, arguments, note).Write();
        var response = ResponseDraft.Of(operation.Operation, operation.Method == "GET", note);
        var input = Input(arguments, request, response.List is not null, note);
        var tool = new JsonObject
        {
            ["title"] = Title(operation),
            ["description"] = Description(operation),
            ["verb"] = operation.Method switch { "GET" => "read", "DELETE" => "destructive", _ => "write" },
        };
        if (operation.Method is "PUT" or "DELETE")
        {
            tool["idempotent"] = true;
        }

        if (response.List is { } list)
        {
            tool["items"] = $"/{list}";
            tool["continuation"] = "continuation";
        }

        tool["request"] = request;
        if (response.Response.Count > 0)
        {
            tool["response"] = response.Response;
        }

        tool["input"] = input;
        tool["output"] = response.Output;
        tool["examples"] = new JsonArray(new JsonObject { ["arguments"] = Example(arguments, input) });
        tool["sandbox"] = response.Sandbox;
        return tool;
    }

    private static string Title(ChosenOperation operation)
    {
        var words = SchemaWriter.Clean(operation.Operation.Summary, 80).TrimEnd('.');
        return words.Length > 0 ? words : SchemaWriter.Clean(ArgumentSet.Snake(operation.Id, "operation", 80).Replace('_', ' '), 80);
    }

    private static string Description(ChosenOperation operation)
    {
        var words = SchemaWriter.Clean(operation.Operation.Description, MostDescription);
        words = words.Length > 0 ? words : SchemaWriter.Clean(operation.Operation.Summary, MostDescription);
        words = words.Length > 0 ? words : $"{operation.Method} {SchemaWriter.Clean(operation.Path, 200)}";
        return $"{(operation.Operation.Deprecated ? "Deprecated. " : "")}{words}{(words[^1] is '.' or '…' or '!' or '?' ? "" : ".")}";
    }

    /// <summary>The input schema, with less and less said until it is small enough for clients to keep its descriptions; then optional arguments go.</summary>
    private static JsonObject Input(ArgumentSet arguments, JsonObject request, bool list, Action<string> note)
    {
        foreach (var budget in SchemaBudget.Inputs)
        {
            var input = Write(arguments, budget, list);
            if (Size(input) <= MostInput)
            {
                return input;
            }
        }

        var left = new List<string>();
        foreach (var argument in arguments.All.Where(static argument => !argument.Required).Reverse().ToList())
        {
            arguments.Remove(argument.Name);
            Forget(request, argument.Name);
            left.Add(argument.Name);
            var input = Write(arguments, SchemaBudget.Inputs[^1], list);
            if (Size(input) <= MostInput)
            {
                note($"its input schema was too large, so {left.Count} optional arguments were left out: {string.Join(", ", left.Take(12))}{(left.Count > 12 ? ", …" : "")}");
                return input;
            }
        }

        throw new NotExpressibleException("its required arguments alone make too large a schema");
    }

    private static JsonObject Write(ArgumentSet arguments, SchemaBudget budget, bool list)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var argument in arguments.All)
        {
            var schema = SchemaWriter.Input(argument.Shape, budget, new Room(MostNodes));
            schema["description"] = SchemaWriter.Describe(argument.Name, argument.Shape, argument.Description, budget.Words);
            properties[argument.Name] = schema;
            if (argument.Required)
            {
                required.Add((JsonNode)argument.Name);
            }
        }

        if (list)
        {
            properties["continuation"] = new JsonObject { ["type"] = "string", ["maxLength"] = 8000, ["description"] = "The token of an earlier answer to the same call." };
        }

        var input = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        if (required.Count > 0)
        {
            input["required"] = required;
        }

        input["properties"] = properties;
        return input;
    }

    private static JsonObject Example(ArgumentSet arguments, JsonObject input)
    {
        var example = new JsonObject();
        var room = new Room(MostNodes);
        foreach (var argument in arguments.All.Where(static argument => argument.Required))
        {
            var schema = input["properties"]![argument.Name]!.AsObject();
            var value = SampleMaker.Fitting(schema, argument.Shape, argument.Examples, result: false, room);
            // An empty text is no part of a path, and a document's bounds may leave no room for ours.
            example[argument.Name] = SampleMaker.Fits(schema, value) ? value : throw new NotExpressibleException($"no value was found for its argument '{argument.Name}'");
        }

        return example;
    }

    /// <summary>Takes an argument out of the request.</summary>
    private static void Forget(JsonNode? node, string argument)
    {
        if (node is not JsonObject members)
        {
            return;
        }

        foreach (var (name, value) in members.ToList())
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var template) && (template == $"{{{argument}}}" || template.StartsWith($"{{{argument}|", StringComparison.Ordinal)))
            {
                members.Remove(name);
            }
            else if (value is JsonObject part && part["content"] is JsonValue content && content.TryGetValue<string>(out var file) && file == $"{{{argument}}}")
            {
                members.Remove(name);
            }
            else
            {
                Forget(value, argument);
            }
        }
    }

    private static int Size(JsonObject schema) => System.Text.Encoding.UTF8.GetByteCount(schema.ToJsonString());
}
