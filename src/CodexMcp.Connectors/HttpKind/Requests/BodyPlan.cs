using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Requests;

/// <summary>A request's body: JSON, a form, parts, one file as it is, or a GraphQL document with its variables.</summary>
internal sealed class BodyPlan
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");
    private readonly JsonTemplate? json;
    private readonly string? document;
    private readonly (string Name, Template Value)[]? form;
    private readonly PartPlan[]? parts;
    private readonly PartPlan? file;
    private readonly string subtype;

    private BodyPlan(JsonElement body)
    {
        subtype = Json.String(body, "subtype") ?? "form-data";
        if (Json.Member(body, "json") is { } value)
        {
            json = JsonTemplate.Parse(value);
        }
        else if (Json.Member(body, "graphql") is { } graphql)
        {
            document = Json.String(graphql, "document") ?? "";
            json = Json.Member(graphql, "variables") is { } variables ? JsonTemplate.Parse(variables) : null;
        }
        else if (Json.Member(body, "multipart") is { } multipart)
        {
            parts = [.. multipart.EnumerateObject().Select(static part => PartPlan.Read(part.Name, part.Value))];
        }
        else if (Json.Member(body, "file") is { } whole)
        {
            file = PartPlan.Read("file", whole);
        }
        else
        {
            form = RequestPlan.Named(body, "form");
        }
    }

    /// <summary>Reads a checked body.</summary>
    public static BodyPlan Read(JsonElement body) => new(body);

    /// <summary>The JSON that would be sent, or null for a body of another kind.</summary>
    public JsonElement? AsJson(in TemplateScope scope)
    {
        if (json is null || document is not null)
        {
            return null;
        }

        var reader = new Utf8JsonReader(json.Fill(scope).Span);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Makes the content; what the page sets replaces a member of the same name.</summary>
    public HttpContent Fill(TemplateScope scope, PageEdit page)
    {
        if (parts is not null)
        {
            // Systems that want another kind of parts than those of a form name them in the same way.
            MultipartContent multipart = subtype == "form-data" ? new MultipartFormDataContent() : new MultipartContent(subtype);
            foreach (var part in parts)
            {
                part.AddTo(multipart, scope);
            }

            return multipart;
        }

        if (file is not null)
        {
            return file.Whole(scope);
        }

        if (form is not null)
        {
            var edited = page.InBody ? page.Parameter : null;
            // A list is a repeated field, as in a query.
            var pairs = form.Where(field => field.Name != edited)
                .SelectMany(field => Json.Each(field.Value.Value(scope)).Select(value => (field.Name, Value: value)))
                .Concat(edited is null || page.Value is null ? [] : [(Name: edited, page.Value)])
                .Select(static field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}");
            return Content(Encoding.UTF8.GetBytes(string.Join('&', pairs)), FormType);
        }

        return Content(document is null ? Filled(scope, page) : GraphQl(scope, page), JsonType);
    }

    /// <summary>The JSON, or the variables of a document, with what the page sets.</summary>
    private ReadOnlyMemory<byte> Filled(TemplateScope scope, in PageEdit page)
    {
        var bytes = json?.Fill(scope) ?? "{}"u8.ToArray();
        if (page.InJson is not { } edit)
        {
            return bytes;
        }

        var reader = new Utf8JsonReader(bytes.Span);
        return JsonMarshal.GetRawUtf8Value(JsonOverlay.Merge(JsonElement.ParseValue(ref reader), edit)).ToArray();
    }

    private ReadOnlyMemory<byte> GraphQl(TemplateScope scope, PageEdit page) => Json.Bytes((Plan: this, scope, page), static (writer, state) =>
    {
        writer.WriteStartObject();
        writer.WriteString("query"u8, state.Plan.document);
        writer.WritePropertyName("variables"u8);
        writer.WriteRawValue(state.Plan.Filled(state.scope, state.page).Span);
        writer.WriteEndObject();
    });

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> bytes, MediaTypeHeaderValue type)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.ContentType = type;
        return content;
    }
}
