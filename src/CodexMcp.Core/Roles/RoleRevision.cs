using System.Buffers;
using System.Text;
using System.Text.Json;
using CodexMcp.Core.Canonical;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Computes a profile's revision: SHA-256 over the canonical JSON of its file, skills, resources and the hashes of its tools.</summary>
internal static class RoleRevision
{
    internal static string Of(RoleProfile profile, YamlTree file)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("profile");
            WriteHidden(file.Node, file.Json, writer);
            writer.WriteStartObject("skills");
            foreach (var skill in profile.Skills)
            {
                writer.WriteString(skill.Name, Hash($"{skill.Description}\n{skill.Text}"));
            }

            writer.WriteEndObject();
            writer.WriteStartObject("resources");
            foreach (var resource in profile.Resources)
            {
                writer.WriteString(resource.Name, Hash($"{resource.MediaType}\n{resource.Description}\n{resource.Text}"));
            }

            writer.WriteEndObject();
            writer.WriteStartObject("tools");
            foreach (var tool in profile.Tools)
            {
                writer.WriteString(tool.Definition.Name, tool.Definition.Hash);
            }

            foreach (var offer in profile.Offers)
            {
                writer.WriteString(offer.Definition.Name, offer.Definition.Hash);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return CanonicalJson.Sha256Hex(document.RootElement);
    }

    // What a reference resolved to goes in as its own hash, so that the text that is hashed holds no secret.
    private static void WriteHidden(YamlNode node, JsonElement json, Utf8JsonWriter writer)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var entry in node.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    WriteHidden(entry.Value, json.GetProperty(entry.Key), writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                for (var i = 0; i < node.Items.Count; i++)
                {
                    WriteHidden(node.Items[i], json[i], writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when SettingReferences.IsIn(node.Text):
                writer.WriteStringValue(Hash(json.GetString()!));
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    private static string Hash(string text) => CanonicalJson.Sha256Hex(Encoding.UTF8.GetBytes(text));
}
