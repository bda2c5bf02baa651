using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>Reads a tool's answer: what kind of body it is, and which result is made of it.</summary>
internal sealed class ResponsePlan
{
    private readonly string system;
    private readonly string body;
    private readonly (string Name, ResultNode Node)[]? result;
    private readonly string? items;
    private readonly Placeholder? download;
    private readonly ContentRule[] content;

    private ResponsePlan(string system, JsonElement manifest, JsonElement response, string? itemsPointer)
    {
        this.system = system;
        content = ContentRule.Read(manifest, response);
        body = Json.String(response, "body") ?? "json";
        result = Json.Member(response, "result") is { } members ? [.. members.EnumerateObject().Select(static member => (member.Name, ResultNode.Parse(member.Value)))] : null;
        items = itemsPointer?[1..];
        download = Json.String(response, "download") is { } source ? ResultNode.Source(source, out _) : null;
    }

    /// <summary>Whether the body is bytes for a person and not data.</summary>
    public bool IsBinary => body == "binary";

    /// <summary>Whether the answer only names the address where the bytes are.</summary>
    public bool IsDownload => download is not null;

    /// <summary>Gives the address that an answer names: a text, or the first of a list.</summary>
    /// <exception cref="ConnectorException">It names none.</exception>
    public Uri Download(HttpAnswer answer, in TemplateScope scope)
    {
        var value = answer.Json is { } json ? download!.Value(scope with { Answer = json }) : null;
        value = value is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() > 0 ? list[0] : null : value;
        return value is { ValueKind: JsonValueKind.String } text && Uri.TryCreate(text.GetString(), UriKind.Absolute, out var address)
            ? address
            : throw new ConnectorException(ConnectorFailure.Refused, $"{system} made no file of it.", "Check the ids, or ask for less or for another format.");
    }

    /// <summary>Reads a checked response.</summary>
    public static ResponsePlan Read(string system, JsonElement manifest, JsonElement response, string? itemsPointer) => new(system, manifest, response, itemsPointer);

    /// <summary>Gives the body as a JSON value.</summary>
    /// <exception cref="ConnectorException">It is not of the kind that the manifest expects.</exception>
    public JsonElement Value(HttpAnswer answer)
    {
        switch (body)
        {
            case "none":
                return answer.Json ?? default;
            case "text":
                return Json.Text(answer.Text);
            case "csv":
                return DelimitedText.Csv(answer.Text) ?? throw AnswerReader.Bad(system, "its table ends in the middle of a value");
            case "ndjson":
                return DelimitedText.Lines(answer.Text) ?? throw AnswerReader.Bad(system, "one of its lines is no JSON");
            default:
                return answer.Json ?? (answer is { Status: 204, Bytes.Length: 0 }
                    ? default
                    : throw AnswerReader.Bad(system, answer.BadJson is null ? "it is no JSON" : "its JSON is broken, incomplete, too deep, or names something twice", answer.BadJson));
        }
    }

    /// <summary>Gives the rows that a page has, or null when the tool gives no list.</summary>
    public List<JsonElement>? Rows(in TemplateScope scope) =>
        items is null ? null : result?.FirstOrDefault(member => member.Name == items).Node?.Rows(scope) ?? [];

    /// <summary>Writes all of the result but its rows.</summary>
    public void WriteRest(Utf8JsonWriter writer, in TemplateScope scope)
    {
        if (result is null)
        {
            foreach (var member in scope.Answer is { ValueKind: JsonValueKind.Object } whole ? whole.EnumerateObject() : default)
            {
                writer.WritePropertyName(member.Name);
                Json.Copy(writer, member.Value);
            }

            return;
        }

        foreach (var (name, node) in result)
        {
            if (name != items)
            {
                node.WriteMember(writer, name, scope);
            }
        }
    }

    /// <summary>Gives a binary body as content.</summary>
    public static (ToolContent Block, string MediaType) Binary(HttpAnswer answer) => BinaryContent.Of(answer.Bytes, answer.MediaType, answer.Address.GetLeftPart(UriPartial.Path));

    /// <summary>Gives what stands beside the result.</summary>
    public List<ToolContent> Content(in TemplateScope scope)
    {
        var blocks = new List<ToolContent>();
        foreach (var rule in content)
        {
            rule.AddTo(blocks, scope);
        }

        return blocks;
    }
}
