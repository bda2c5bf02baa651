using System.Text.Json;

namespace CodexMcp.Connectors.Analytics.Tests.Support;

/// <summary>Plain parts for tests.</summary>
internal static class Some
{
    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
