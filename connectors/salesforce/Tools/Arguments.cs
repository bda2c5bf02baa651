using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce.Tools;

/// <summary>Reads a call's arguments; the schema has been checked before.</summary>
internal static class Arguments
{
    public static string? Text(ToolInvocation invocation, string name)
    {
        try
        {
            return invocation.Arguments.ValueKind == JsonValueKind.Object && invocation.Arguments.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"The argument {name} is no valid Unicode text.", "Send it as valid Unicode.");
        }
    }

    public static string Required(ToolInvocation invocation, string name) => Text(invocation, name)
        ?? throw new ConnectorException(ConnectorFailure.Refused, $"The argument {name} is missing.", $"Send the call with {name}.");

    public static bool Flag(ToolInvocation invocation, string name) =>
        invocation.Arguments.ValueKind == JsonValueKind.Object && invocation.Arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static int Number(ToolInvocation invocation, string name, int otherwise) =>
        invocation.Arguments.ValueKind == JsonValueKind.Object && invocation.Arguments.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : otherwise;

    public static JsonElement Any(ToolInvocation invocation, string name) =>
        invocation.Arguments.ValueKind == JsonValueKind.Object && invocation.Arguments.TryGetProperty(name, out var value) ? value : default;
}
