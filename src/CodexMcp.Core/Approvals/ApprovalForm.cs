using System.Text.Json;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Approvals;

/// <summary>The form of a question and the reading of its answer. A form without a property would be filled in by some clients themselves.</summary>
internal static class ApprovalForm
{
    private static JsonElement schema;

    /// <summary>The form: a required <c>decision</c> and an optional <c>comment</c>. Flat, as clients ask for.</summary>
    public static JsonElement Schema => schema.ValueKind == JsonValueKind.Undefined ? schema = JsonText.Parse(
        """
        {"type":"object","properties":{
        "decision":{"type":"string","title":"Decision","description":"approve runs exactly the call shown above, once; decline refuses it.","enum":["approve","decline"],"enumNames":["Approve","Decline"]},
        "comment":{"type":"string","title":"Comment","description":"Optional: why. It is kept in the audit trail.","maxLength":500}},
        "required":["decision"]}
        """u8) : schema;

    /// <summary>What the person decided; null when the form was not filled in as asked, which is never a yes.</summary>
    public static bool? Decision(JsonElement? content)
    {
        if (content is not { ValueKind: JsonValueKind.Object } form)
        {
            return null;
        }

        bool? decision = null;
        var seen = false;
        foreach (var property in form.EnumerateObject())
        {
            if (!property.NameEquals("decision"u8))
            {
                continue;
            }

            if (seen || property.Value.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            seen = true;
            decision = property.Value.ValueEquals("approve"u8) ? true : property.Value.ValueEquals("decline"u8) ? false : null;
        }

        return decision;
    }

    /// <summary>The person's comment, or null.</summary>
    public static string? Comment(JsonElement? content) =>
        content is { ValueKind: JsonValueKind.Object } form
        && form.TryGetProperty("comment"u8, out var comment)
        && comment.ValueKind == JsonValueKind.String
        && comment.GetString() is { Length: > 0 } text
            ? text.Length > 500 ? text[..500] : text
            : null;
}
