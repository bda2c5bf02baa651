using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>
/// A JSON value whose texts are templates. A member without a value is left out, and so is an object all of whose placeholders have none: the
/// <c>{"id": "{assignee}"}</c> of a call without an assignee is not sent.
/// </summary>
internal sealed class JsonTemplate
{
    private readonly (string Name, JsonTemplate Child)[]? members;
    private readonly JsonTemplate[]? items;
    private readonly Template? text;
    private readonly JsonElement constant;

    private JsonTemplate(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                members = [.. json.EnumerateObject().Select(static member => (member.Name, new JsonTemplate(member.Value)))];
                break;
            case JsonValueKind.Array:
                items = [.. json.EnumerateArray().Select(static item => new JsonTemplate(item))];
                break;
            case JsonValueKind.String:
                text = Template.Parse(json.GetString()!);
                break;
            default:
                constant = json;
                break;
        }
    }

    private bool Varies => text is { IsConstant: false }
        || (members?.Any(static member => member.Child.Varies) ?? false) || (items?.Any(static item => item.Varies) ?? false);

    /// <summary>Reads a template whose texts were checked before.</summary>
    public static JsonTemplate Parse(JsonElement json) => new(json);

    /// <summary>Gives the value; the root is always there.</summary>
    public ReadOnlyMemory<byte> Fill(TemplateScope scope) => Json.Bytes((Template: this, scope), static (writer, state) => state.Template.Write(writer, state.scope));

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonTemplate child, in TemplateScope scope)
    {
        if (child.IsThere(scope))
        {
            writer.WritePropertyName(name);
            child.Write(writer, scope);
        }
    }

    private void Write(Utf8JsonWriter writer, in TemplateScope scope)
    {
        if (members is not null)
        {
            writer.WriteStartObject();
            foreach (var (name, child) in members)
            {
                WriteMember(writer, name, child, scope);
            }

            writer.WriteEndObject();
        }
        else if (items is not null)
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                if (item.IsThere(scope))
                {
                    item.Write(writer, scope);
                }
            }

            writer.WriteEndArray();
        }
        else if (text is not null)
        {
            if (text.Value(scope) is { } value)
            {
                value.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
        else
        {
            constant.WriteTo(writer);
        }
    }

    private bool IsThere(in TemplateScope scope)
    {
        if (!Varies)
        {
            return true;
        }

        if (text is not null)
        {
            return text.Value(scope) is not null;
        }

        foreach (var child in members?.Select(static member => member.Child) ?? items!)
        {
            if (child.Varies && child.IsThere(scope))
            {
                return true;
            }
        }

        return false;
    }
}
