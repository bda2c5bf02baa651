using System.Globalization;
using System.Text.Json;
using CodexMcp.Host.Http.Settings;

namespace CodexMcp.Host.Tests.Http.Settings;

/// <summary>The schema that editors complete from, the example beside it and the reader say the same.</summary>
public sealed class SettingsSchemaTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "settings");

    private static JsonElement Schema => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "appsettings.schema.json"))).RootElement;

    private static JsonElement Http => Schema.GetProperty("properties").GetProperty("CodexMcp").GetProperty("properties").GetProperty("Http");

    public static TheoryData<string> Keys => [.. HttpSettingsReader.Keys];

    [Fact]
    public void Schema_NamesTheSettingsThatAreRead()
    {
        Assert.Equal(HttpSettingsReader.Keys.Order(), Http.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order());
        Assert.False(Http.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Schema_NamesTheSettingsOfTheOtherSections()
    {
        var section = Schema.GetProperty("properties").GetProperty("CodexMcp").GetProperty("properties").GetProperty("Authentication");
        var issuer = section.GetProperty("properties").GetProperty("Issuers").GetProperty("items");
        var certificates = section.GetProperty("properties").GetProperty("MutualTls");
        foreach (var (keys, schema) in new[]
        {
            (AuthenticationSettingsReader.Keys, section),
            (TelemetrySettingsReader.Keys, Schema.GetProperty("properties").GetProperty("CodexMcp").GetProperty("properties").GetProperty("Telemetry")),
            (ConsoleSettingsReader.Keys, Schema.GetProperty("properties").GetProperty("CodexMcp").GetProperty("properties").GetProperty("Console")),
            (ConsoleSettingsReader.OpenIdKeys, Schema.GetProperty("properties").GetProperty("CodexMcp").GetProperty("properties").GetProperty("Console").GetProperty("properties").GetProperty("OpenId")),
            (NoticeSettingsReader.Keys, Schema.GetProperty("properties").GetProperty("CodexMcp").GetProperty("properties").GetProperty("Notices")),
            (AuthenticationSettingsReader.IssuerKeys, issuer),
            (AuthenticationSettingsReader.IntrospectionKeys, issuer.GetProperty("properties").GetProperty("Introspection")),
            (AuthenticationSettingsReader.CertificateKeys, certificates),
            (AuthenticationSettingsReader.MappingKeys, certificates.GetProperty("properties").GetProperty("Mappings").GetProperty("items")),
        })
        {
            Assert.Equal(keys.Order(), schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order());
            Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Schema_BoundsAndKinds_AreThoseOfTheReader(string key)
    {
        using var file = new SettingsFile();
        var schema = JsonSchema.JsonSchema.Compile(Http.GetProperty("properties").GetProperty(key));
        var bounds = Http.GetProperty("properties").GetProperty(key);
        List<string> values = ["{\"a\":{\"b\":1}}", "\"\\u0001 nonsense\""];
        if (bounds.TryGetProperty("minimum", out var least))
        {
            var most = bounds.GetProperty("maximum").GetInt64();
            values.AddRange(new[] { least.GetInt64() - 1, least.GetInt64(), most, most + 1 }.Select(number => number.ToString(CultureInfo.InvariantCulture)));
            Assert.Equal(bounds.GetProperty("default").GetInt64(), Convert.ToInt64(typeof(HttpSettings).GetProperty(key)!.GetValue(new HttpSettings()), CultureInfo.InvariantCulture));
        }

        if (bounds.TryGetProperty("pattern", out _))
        {
            values.AddRange(["\"30\"", "\"30s\"", "\"2h\"", "\"1d\"", "\"\""]);
        }

        foreach (var value in values.Where(value => value != "\"\"" && !(bounds.GetProperty("type").GetString() is "array" or "string" && !bounds.TryGetProperty("pattern", out _) && value[0] == '"')))
        {
            var allowed = schema.Validate(JsonDocument.Parse(value).RootElement).Count == 0;

            Assert.True(allowed == (file.Errors(key, value).Count == 0), $"{key} = {value}: the schema says {(allowed ? "yes" : "no")}, the reader {string.Join(" ", file.Errors(key, value))}");
        }
    }

    [Fact]
    public void Example_IsValidAndTheDefault()
    {
        using var file = new SettingsFile();
        var text = File.ReadAllText(Path.Combine(Folder, "appsettings.example.jsonc"));
        using var example = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip });

        Assert.Empty(JsonSchema.JsonSchema.Compile(Schema).Validate(example.RootElement));
        var read = file.Read(text);
        Assert.Equal(Values(new HttpSettings()), Values(read));
    }

    private static IEnumerable<string> Values(object settings) =>
        settings.GetType().GetProperties().Where(property => property.Name != "EqualityContract").Select(property => $"{property.Name} = {Shown(property.GetValue(settings))}");

    private static string Shown(object? value) => value switch
    {
        string text => text,
        System.Collections.IEnumerable items => string.Join(", ", items.Cast<object>()),
        Host.Http.Authentication.AuthenticationOptions or Host.Telemetry.TelemetryOptions or Host.Notices.NoticeOptions => string.Join("; ", Values(value)),
        Host.Console.ConsoleOptions options => string.Join("; ", Values(options with { Key = null! })),
        _ => $"{value}",
    };
}
