using System.Security.Cryptography;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>A short hash of what was asked, for tokens that must fit the same question only.</summary>
internal static class Fingerprint
{
    private const int Bytes = 16;

    /// <summary>Of a statement and the values for its <c>?</c> marks; white space between the values does not count.</summary>
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
    });

    /// <summary>Of all arguments but the continuation, whatever their order.</summary>
    public static string OfArguments(ToolInvocation invocation) => Of(invocation.Arguments, static (writer, arguments) =>
    {
        if (arguments.ValueKind == JsonValueKind.Object)
        {
            foreach (var argument in arguments.EnumerateObject().Where(static argument => argument.Name != "continuation").OrderBy(static argument => argument.Name, StringComparer.Ordinal))
            {
                writer.WriteStringValue(argument.Name);
                argument.Value.WriteTo(writer);
            }
        }
    });

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
