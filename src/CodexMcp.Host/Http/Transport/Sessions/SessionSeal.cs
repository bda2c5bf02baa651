using System.Text.Json;
using CodexMcp.Core.Execution;
using CodexMcp.Host.Http.Transport.Messages;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Sessions;

/// <summary>
/// A session id is the sealed statement of what the session is bound to: nobody can make or read one without the key, and any replica
/// that has the key can go on with the session.
/// </summary>
internal sealed class SessionSeal(IKeySource key)
{
    private const int MaxCapabilities = 1024;
    private const int MaxName = 100;

    private static readonly byte[] Context = SealedBox.Context("mcp-session", "1");

    /// <summary>Makes an id. No two are the same: the seal holds random bytes.</summary>
    public string Seal(SessionFacts facts)
    {
        using var buffer = new PooledBuffer(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(facts.Role);
            writer.WriteStringValue(facts.Principal);
            writer.WriteStringValue(facts.Version);
            writer.WriteNumberValue(facts.Began);
            writer.WriteStringValue(facts.Client?.Name);
            writer.WriteStringValue(facts.Client?.Version);
            JsonSerializer.Serialize(writer, facts.Capabilities, Wire.Format<ClientCapabilities>());
            writer.WriteEndArray();
        }

        return SealedBox.Seal(key.GetKey(), Context, buffer.Written);
    }

    /// <summary>Reads an id; null for one that is not of our making.</summary>
    public SessionFacts? Open(string id)
    {
        if (SealedBox.Open(key.GetKey(), Context, id) is not { } content)
        {
            return null;
        }

        using var document = JsonDocument.Parse(content);
        var said = document.RootElement;
        return new(
            said[0].GetString()!,
            said[1].GetString()!,
            said[2].GetString()!,
            said[6].Deserialize(Wire.Format<ClientCapabilities>()) ?? new(),
            said[4].GetString() is { } name ? new() { Name = name, Version = said[5].GetString() ?? "" } : null,
            said[3].GetInt64());
    }

    /// <summary>Keeps of what a client says of itself what fits into an id: of a long list of capabilities those that we use.</summary>
    public static SessionFacts Trim(SessionFacts facts)
    {
        var capabilities = facts.Capabilities;
        if (JsonSerializer.SerializeToUtf8Bytes(capabilities, Wire.Format<ClientCapabilities>()).Length > MaxCapabilities)
        {
#pragma warning disable MCP9005 // Older clients still have what newer ones no longer do.
            capabilities = new()
            {
                Elicitation = capabilities.Elicitation is { } elicitation ? new() { Form = elicitation.Form is null ? null : new(), Url = elicitation.Url is null ? null : new() } : null,
                Sampling = capabilities.Sampling is null ? null : new(),
                Roots = capabilities.Roots is null ? null : new() { ListChanged = capabilities.Roots.ListChanged },
            };
#pragma warning restore MCP9005
        }

        return facts with
        {
            Capabilities = capabilities,
            Client = facts.Client is { } client ? new() { Name = Cut(client.Name), Version = Cut(client.Version) } : null,
        };
    }

    private static string Cut(string? text) => text is null ? "" : text.Length <= MaxName ? text : text[..MaxName];
}
