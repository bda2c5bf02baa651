using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Requests;

/// <summary>What a page of a list changes on a request: one parameter, or the whole address.</summary>
/// <param name="Parameter">The parameter's name, or null.</param>
/// <param name="Value">Its value.</param>
/// <param name="InBody">Whether it is a member of the body, and not of the query.</param>
/// <param name="IsNumber">Whether a JSON body gets it as a number.</param>
/// <param name="Address">Path and query of the page instead of the request's own, or null.</param>
internal readonly record struct PageEdit(string? Parameter, string? Value, bool InBody, bool IsNumber, string? Address)
{
    /// <summary>The first page: the request as it is.</summary>
    public static PageEdit None => default;

    /// <summary>Whether the body's own member gives way.</summary>
    public bool Replaces(string member) => InBody && Parameter == member;

    /// <summary>Writes the member into the body's object.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (!InBody || Parameter is null || Value is null)
        {
            return;
        }

        if (IsNumber && long.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumber(Parameter, number);
        }
        else
        {
            writer.WriteString(Parameter, Value);
        }
    }
}
