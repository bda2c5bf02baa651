using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HubSpot.Tests.Support;

/// <summary>Makes JSON, scopes and wire bodies.</summary>
internal static class Some
{
    /// <summary>The scope that most tests run under: a phone number is denied, notes are narrowed, meetings are not there.</summary>
    public const string Scope = """
        {"objects":["contacts","companies","deals","tickets","notes","tasks","emails","calls"],
         "properties":{"companies":["name","domain","industry"],"notes":["hs_note_body","hs_timestamp","hubspot_owner_id"]},
         "deny_properties":["contacts.phone","deals.secret_margin"]}
        """;

    /// <summary>What a page of contacts looks like on the wire: HubSpot adds properties that nobody asked for.</summary>
    public const string Contact = """
        {"id":"512","properties":{"firstname":"Ada","lastname":"Synthetic","email":"ada@birch.example","phone":"+1 555 0100","company":null,
         "createdate":"2026-01-01T00:00:00.000Z","hs_object_id":"512","lastmodifieddate":"2026-02-01T00:00:00.000Z"},
         "createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-02-01T00:00:00.000Z","archived":false}
        """;

    public static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>A list of properties as HubSpot gives it; ! before a name makes it read-only, = unique, and a|b after a colon gives options.</summary>
    public static string Properties(params string[] names) => $$"""{"results":[{{string.Join(',', names.Select(Property))}}]}""";

    private static string Property(string written)
    {
        var parts = written.TrimStart('!', '=').Split(':');
        var options = parts.Length > 1 ? string.Join(',', parts[1].Split('|').Select(static value => $$"""{"label":"{{value}}","value":"{{value}}"}""")) : "";
        return $$"""
            {"name":"{{parts[0]}}","label":"{{parts[0]}}","type":"{{(options.Length > 0 ? "enumeration" : "string")}}","fieldType":"{{(options.Length > 0 ? "select" : "text")}}",
             "groupName":"information","options":[{{options}}],"hasUniqueValue":{{(written[0] == '=' ? "true" : "false")}},"calculated":false,
             "modificationMetadata":{"archivable":true,"readOnlyDefinition":true,"readOnlyValue":{{(written[0] == '!' ? "true" : "false")}} } }
            """;
    }
}
