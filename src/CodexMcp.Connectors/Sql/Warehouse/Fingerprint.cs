using System.Security.Cryptography;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>A short hash of what was asked, for tokens that must fit the same question only.</summary>
public static class Fingerprint
{
    private const int Bytes = 16;

    /// <summary>Of a statement and the values bound to it; white space between the values does not count.</summary>
    public static string OfStatement(string statement, JsonElement parameters) => Of((statement, parameters), static (writer, state) =>
    {
        writer.WriteStringValue(state.statement);
        if (state.parameters.ValueKind == JsonValueKind.Array)
        {
            foreach (var value in state.parameters.EnumerateArray())
            {
                value.WriteTo(writer);
            }
        }
        else if (state.parameters.ValueKind == JsonValueKind.Object)
        {
            foreach (var value in state.parameters.EnumerateObject())
            {
                writer.WriteStringValue(value.Name);
                value.Value.WriteTo(writer);
            }
        }
    });

    /// <summary>Of all arguments but the continuation, whatever their order.</summary>
    public static string OfArguments(ToolInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return Of(invocation.Arguments, WriteArguments);
    }

    private static void WriteArguments(Utf8JsonWriter writer, JsonElement arguments)
    {
        if (arguments.ValueKind == JsonValueKind.Object)
        {
            foreach (var argument in arguments.EnumerateObject().Where(static argument => argument.Name != "continuation").OrderBy(static argument => argument.Name, StringComparer.Ordinal))
            {
                writer.WriteStringValue(argument.Name);
                argument.Value.WriteTo(writer);
            }
        }
    }

    private static string Of<T>(T state, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        try
        {
            using var writer = new Utf8JsonWriter(buffer);
            writer.WriteStartArray();
            write(writer, state);
            writer.WriteEndArray();
        }
        catch (InvalidOperationException)
        {
            throw new ConnectorException(ConnectorFailure.Refused, "An argument is no valid Unicode text.", "Send it as valid Unicode.");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash[..Bytes]);
    }
}
