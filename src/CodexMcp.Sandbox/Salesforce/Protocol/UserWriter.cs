using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Writes who the integration user is: as OpenID user info, and as the older identity resource.</summary>
internal static class UserWriter
{
    public static void Info(Utf8JsonWriter writer, string username, string instanceUrl)
    {
        writer.WriteStartObject();
        writer.WriteString("sub"u8, TokenEndpoint.IdentityUrl(instanceUrl));
        writer.WriteString("user_id"u8, OrgSeed.IntegrationUser);
        writer.WriteString("organization_id"u8, TokenEndpoint.Org);
        writer.WriteString("preferred_username"u8, username);
        writer.WriteString("nickname"u8, "integ"u8);
        writer.WriteString("name"u8, "Integration User"u8);
        writer.WriteString("given_name"u8, "Integration"u8);
        writer.WriteString("family_name"u8, "User"u8);
        writer.WriteString("email"u8, "integration@larkspur.example"u8);
        writer.WriteBoolean("email_verified"u8, true);
        writer.WriteString("zoneinfo"u8, "GMT"u8);
        writer.WriteString("locale"u8, "en_US"u8);
        writer.WriteString("user_type"u8, "STANDARD"u8);
        writer.WriteString("language"u8, "en_US"u8);
        writer.WriteNumber("utcOffset"u8, 0);
        writer.WriteBoolean("active"u8, true);
        Urls(writer, instanceUrl);
        writer.WriteEndObject();
    }

    public static void Identity(Utf8JsonWriter writer, string username, string instanceUrl)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, TokenEndpoint.IdentityUrl(instanceUrl));
        writer.WriteBoolean("asserted_user"u8, true);
        writer.WriteString("user_id"u8, OrgSeed.IntegrationUser);
        writer.WriteString("organization_id"u8, TokenEndpoint.Org);
        writer.WriteString("username"u8, username);
        writer.WriteString("nick_name"u8, "integ"u8);
        writer.WriteString("display_name"u8, "Integration User"u8);
        writer.WriteString("first_name"u8, "Integration"u8);
        writer.WriteString("last_name"u8, "User"u8);
        writer.WriteString("email"u8, "integration@larkspur.example"u8);
        writer.WriteString("timezone"u8, "GMT"u8);
        writer.WriteString("language"u8, "en_US"u8);
        writer.WriteString("locale"u8, "en_US"u8);
        writer.WriteString("user_type"u8, "STANDARD"u8);
        writer.WriteNumber("utcOffset"u8, 0);
        writer.WriteBoolean("active"u8, true);
        Urls(writer, instanceUrl);
        writer.WriteEndObject();
    }

    private static void Urls(Utf8JsonWriter writer, string instanceUrl)
    {
        writer.WriteStartObject("urls"u8);
        foreach (var (name, path) in ((string, string)[])[("rest", ""), ("sobjects", "sobjects/"), ("search", "search/"), ("query", "query/"), ("recent", "recent/")])
        {
            writer.WriteString(name, $"{instanceUrl}/services/data/v{{version}}/{path}");
        }

        writer.WriteEndObject();
    }
}
