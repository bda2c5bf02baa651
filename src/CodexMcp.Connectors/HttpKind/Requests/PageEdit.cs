using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Requests;

/// <summary>What a page of a list changes on a request: one parameter, or the whole address.</summary>
/// <param name="Parameter">The parameter's name, in a JSON body also a pointer to where it stands; or null.</param>
/// <param name="Value">Its value.</param>
/// <param name="InBody">Whether it is a member of the body, and not of the query.</param>
/// <param name="IsNumber">Whether a JSON body gets it as a number.</param>
/// <param name="Address">Path and query of the page instead of the request's own, or null.</param>
internal readonly record struct PageEdit(string? Parameter, string? Value, bool InBody, bool IsNumber, string? Address)
{
    /// <summary>The first page: the request as it is.</summary>
    public static PageEdit None => default;

    /// <summary>What a JSON body is overlaid with: the parameter as a member, or by a pointer as a member of an object within; null when nothing is.</summary>
    public JsonElement? InJson => !InBody || Parameter is null || Value is null ? null : Json.Build(this, static (writer, page) =>
    {
        var path = page.Parameter!.StartsWith('/') ? page.Parameter[1..].Split('/') : [page.Parameter];
        foreach (var member in path)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(member);
        }

        if (page.IsNumber && long.TryParse(page.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(page.Value);
        }

        for (var depth = 0; depth < path.Length; depth++)
        {
            writer.WriteEndObject();
        }
    });
}
