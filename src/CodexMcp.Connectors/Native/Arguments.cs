using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Native;

/// <summary>Reads a call's arguments; the schema has been checked before.</summary>
public static class Arguments
{
    /// <summary>A text, or null when there is none.</summary>
    /// <exception cref="ConnectorException">It is no valid Unicode.</exception>
    public static string? Text(ToolInvocation invocation, string name)
    {
        try
        {
            return Any(invocation, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"The argument {name} is no valid Unicode text.", "Send it as valid Unicode.");
        }
    }

    /// <summary>A text that must be there.</summary>
    /// <exception cref="ConnectorException">It is missing, or no valid Unicode.</exception>
    public static string Required(ToolInvocation invocation, string name) => Text(invocation, name)
        ?? throw new ConnectorException(ConnectorFailure.Refused, $"The argument {name} is missing.", $"Send the call with {name}.");

    /// <summary>Whether a truth is there and true.</summary>
    public static bool Flag(ToolInvocation invocation, string name) => Any(invocation, name).ValueKind == JsonValueKind.True;

    /// <summary>A whole number, or <paramref name="otherwise"/>.</summary>
    public static int Number(ToolInvocation invocation, string name, int otherwise) =>
        Any(invocation, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : otherwise;

    /// <summary>Whatever the argument is; undefined when there is none.</summary>
    public static JsonElement Any(ToolInvocation invocation, string name)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return invocation.Arguments.ValueKind == JsonValueKind.Object && invocation.Arguments.TryGetProperty(name, out var value) ? value : default;
    }
}
