using System.Globalization;
using System.Text.Json;
using CodexMcp.Core.Roles;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Messages;

/// <summary>The arguments that the tools of a role want repeated in headers (<c>x-mcp-header</c>), and whether a request does so rightly.</summary>
internal sealed class ParameterHeaders
{
    private readonly Dictionary<string, List<Parameter>> tools = new(StringComparer.Ordinal);

    /// <summary>Reads the schemas of a role's tools.</summary>
    public ParameterHeaders(RoleProfile profile)
    {
        foreach (var tool in profile.Tools)
        {
            var found = new List<Parameter>();
            Collect(tool.Definition.InputSchema, [], found);
            if (found.Count > 0)
            {
                tools[tool.Definition.Name] = found;
            }
        }
    }

    /// <summary>Null when the headers of a call of a tool say what its arguments say.</summary>
    public Refusal? Check(IncomingMessage call, IHeaderDictionary headers)
    {
        if (tools.Count == 0
            || !call.Params.TryGetProperty("name"u8, out var name)
            || name.ValueKind != JsonValueKind.String
            || !tools.TryGetValue(name.GetString()!, out var parameters))
        {
            return null;
        }

        var arguments = call.Params.TryGetProperty("arguments"u8, out var given) ? given : default;
        foreach (var parameter in parameters)
        {
            if (!parameter.Agrees(arguments, HeaderRules.Value(headers, parameter.Header)))
            {
                return Refusal.Mismatch($"The header {parameter.Header} is missing, badly encoded or differs from params.arguments.{string.Join('.', parameter.Path)}.", call.Id);
            }
        }

        return null;
    }

    private static void Collect(JsonElement schema, string[] path, List<Parameter> found)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties"u8, out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            string[] here = [.. path, property.Name];
            Collect(property.Value, here, found);
            if (property.Value.ValueKind == JsonValueKind.Object
                && property.Value.TryGetProperty("x-mcp-header"u8, out var header)
                && header.ValueKind == JsonValueKind.String
                && header.GetString() is { Length: > 0 } name)
            {
                found.Add(new(HeaderRules.ParameterPrefix + name, here));
            }
        }
    }

    private sealed record Parameter(string Header, string[] Path)
    {
        public bool Agrees(JsonElement arguments, string? header)
        {
            var value = arguments;
            foreach (var step in Path)
            {
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step, out value))
                {
                    value = default;
                    break;
                }
            }

            if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                return header is null;
            }

            return header is not null && McpHeaderEncoder.DecodeValue(header) is { } said && value.ValueKind switch
            {
                JsonValueKind.String => value.ValueEquals(said),
                JsonValueKind.True => said == "true",
                JsonValueKind.False => said == "false",
                JsonValueKind.Number => value.TryGetDecimal(out var number)
                    && decimal.TryParse(said, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var other)
                    && number == other,
                _ => false,
            };
        }
    }
}
