using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Guard;

/// <summary>Whether a list of the role's scope has a value; <c>*</c> in it stands for any characters.</summary>
internal static class ScopeList
{
    /// <summary>Nothing is allowed without a list, and nothing that is missing.</summary>
    public static bool Allows(JsonElement? scope, string key, JsonElement? wanted)
    {
        if (wanted is not { } value || scope is not { } given || Json.Member(given, key) is not { ValueKind: JsonValueKind.Array } allowed)
        {
            return false;
        }

        var values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Json.Plain).ToArray() : [Json.Plain(value)];
        return values.Length > 0 && values.All(each => allowed.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && Glob.IsMatch(item.GetString()!, each)));
    }
}
