using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Checks the values of a write as HubSpot does, and brings them into the form in which they are kept.</summary>
internal sealed partial class PropertyRules(PropertyBook properties, PipelineBook pipelines, OwnerBook owners, long hubId)
{
    private const int LongestText = 65_536;

    /// <summary>Reads the <c>properties</c> of a write.</summary>
    /// <param name="type">The kind of record.</param>
    /// <param name="sent">The member as it was sent.</param>
    /// <param name="known">What the record's properties are so far; null for a new one.</param>
    /// <exception cref="HubSpotError">Something is wrong; all of it is told.</exception>
    public Dictionary<string, string?> Read(ObjectType type, JsonElement sent, Func<string, string?>? known)
    {
        if (sent.ValueKind != JsonValueKind.Object)
        {
            throw HubSpotError.Invalid("Invalid input JSON on line 1, column 1: 'properties' must be an object");
        }

        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var wrong = new List<(string Name, string Code, string Message)>();
        foreach (var member in sent.EnumerateObject())
        {
            var text = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString()!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => member.Value.GetRawText(),
                JsonValueKind.Null => "",
                _ => throw HubSpotError.Invalid($"Invalid input JSON on line 1, column 1: the value of '{member.Name}' must be a string"),
            };
            var name = member.Name.ToLowerInvariant();
            if (properties.Find(type, name) is not { } property)
            {
                wrong.Add((member.Name, "PROPERTY_DOESNT_EXIST", $"Property \"{member.Name}\" does not exist"));
            }
            else if (property.ReadOnly)
            {
                wrong.Add((name, "READ_ONLY_VALUE", $"\"{name}\" is a read only property; its value cannot be set."));
            }
            else if (text.Length > 0 && Check(property, ref text) is var (code, message) && code is not null)
            {
                wrong.Add((name, code, message!));
            }
            else
            {
                values[name] = text.Length > 0 ? text : null;
            }
        }

        string? Value(string name) => values.TryGetValue(name, out var value) ? value : known?.Invoke(name);
        if (pipelines.Check(type, values, Value) is { } stage)
        {
            wrong.Add(stage);
        }

        return wrong.Count == 0 ? values : throw NotValid(wrong);
    }

    /// <summary>The error for values that are not valid, each told in the message and on its own.</summary>
    public HubSpotError NotValid(IReadOnlyList<(string Name, string Code, string Message)> wrong)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, HubSpotReply.Plain))
        {
            writer.WriteStartArray();
            foreach (var (name, code, message) in wrong)
            {
                writer.WriteStartObject();
                writer.WriteBoolean("isValid"u8, false);
                writer.WriteString("message"u8, message);
                writer.WriteString("error"u8, code);
                writer.WriteString("name"u8, name);
                writer.WriteString("localizedErrorMessage"u8, message);
                writer.WriteNumber("portalId"u8, hubId);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return new HubSpotError(400, "VALIDATION_ERROR", $"Property values were not valid: {Encoding.UTF8.GetString(stream.ToArray())}")
        {
            Details = [.. wrong.Select(one => new HubSpotErrorDetail(
                one.Message, one.Code, new Dictionary<string, IReadOnlyList<string>> { ["propertyName"] = [one.Name] }, one.Name))],
        };
    }

    private (string? Code, string? Message) Check(PropertyDefinition property, ref string text)
    {
        var sent = text;
        if (text.Length > LongestText)
        {
            return ("STRING_TOO_LONG", $"The value of {property.Name} is longer than {LongestText} characters.");
        }

        if (property.Name == "email")
        {
            text = text.Trim().ToLowerInvariant();
            return Email().IsMatch(text) && text.Length <= 254 ? default : ("INVALID_EMAIL", $"Email address {sent} is invalid");
        }

        if (property.Name == "hubspot_owner_id")
        {
            return owners.Find(text) is not null ? default : ("INVALID_OPTION", $"{sent} was not one of the allowed options: {owners.Choices}");
        }

        switch (property.Type)
        {
            case "number":
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? default : ("INVALID_NUMBER", $"\"{sent}\" was not a valid number.");
            case "date":
                if (!HubSpotTime.TryParse(text, out var day) || day.TimeOfDay != TimeSpan.Zero)
                {
                    return ("INVALID_DATE", $"\"{sent}\" was not a valid date: send YYYY-MM-DD or midnight UTC in milliseconds.");
                }

                text = HubSpotTime.Day(day);
                return default;
            case "datetime":
                if (!HubSpotTime.TryParse(text, out var moment))
                {
                    return ("INVALID_DATE", $"\"{sent}\" was not a valid moment: send ISO 8601 or milliseconds.");
                }

                text = HubSpotTime.Text(moment);
                return default;
            case "bool":
                text = text.ToLowerInvariant();
                return text is "true" or "false" ? default : ("INVALID_OPTION", $"{sent} was not one of the allowed options: [true, false]");
            case "enumeration" when !property.ExternalOptions:
                // Only several boxes can be ticked at once.
                var parts = property.FieldType == "checkbox" ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text];
                foreach (var part in parts)
                {
                    if (!property.Options.Any(option => option.Value == part))
                    {
                        return ("INVALID_OPTION", $"{part} was not one of the allowed options: [{string.Join(", ", property.Options.Select(option => option.Value))}]");
                    }
                }

                text = string.Join(';', parts);
                return default;
            default:
                return default;
        }
    }

    [GeneratedRegex(@"^[^@\s,;<>""()\[\]]{1,64}@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,63}$")]
    private static partial Regex Email();
}
