using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Reads a call's arguments; the schema has been checked before.</summary>
internal static class Arguments
{
    public static JsonElement Any(ToolInvocation invocation, string name) => Json.Member(invocation.Arguments, name);

    public static string? Text(ToolInvocation invocation, string name) => Text(Any(invocation, name), name);

    /// <summary>A string, number or truth as text; null when it is missing or null.</summary>
    public static string? Text(JsonElement value, string name) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
        ? null
        : Json.Text(value) ?? throw HubSpotErrors.Refused($"The argument {VendorText.Clean(name, 80)} is no valid Unicode text.", "Send it as valid Unicode.");

    public static string Required(ToolInvocation invocation, string name) => Text(invocation, name)
        ?? throw HubSpotErrors.Refused($"The argument {name} is missing.", $"Send the call with {name}.");

    /// <summary>An id for an address.</summary>
    public static string Id(ToolInvocation invocation, string name) => Id(Any(invocation, name), name);

    public static string Id(JsonElement value, string name) => Text(value, name) is { } id && Json.IsId(id)
        ? id
        : throw HubSpotErrors.Refused($"The argument {name} is no id.", "Send the id as another HubSpot tool gave it.");

    public static int Number(ToolInvocation invocation, string name, int otherwise) =>
        Any(invocation, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : otherwise;

    public static bool Flag(ToolInvocation invocation, string name) => Any(invocation, name).ValueKind == JsonValueKind.True;

    /// <summary>The strings of a list; null when the argument is missing.</summary>
    public static IReadOnlyList<string>? Texts(ToolInvocation invocation, string name) => Any(invocation, name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => Text(item, name)).OfType<string>()]
        : null;
}
