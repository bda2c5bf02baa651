using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;

namespace CodexMcp.Core.Approvals;

/// <summary>The difference that a call would make to a record, field by field.</summary>
internal static class ChangePreview
{
    /// <summary>Appends it; every text of the record is escaped like an argument.</summary>
    public static void Append(StringBuilder text, RecordChange change, int most)
    {
        text.Append("Changes to ").Append(VisibleText.Shown(change.Record, escapeNewLines: true)).Append(", as it is now -> as it would be:\n");
        var same = 0;
        foreach (var field in change.Proposed.EnumerateObject())
        {
            var known = change.Current.TryGetProperty(field.Name, out var before);
            if (known && JsonElement.DeepEquals(before, field.Value))
            {
                same++;
                continue;
            }

            text.Append("  ").Append(VisibleText.Shown(field.Name, escapeNewLines: true)).Append(": ");
            if (known)
            {
                CallPreview.Append(text, before, 1, most);
            }
            else
            {
                text.Append("(not set)");
            }

            CallPreview.Append(text.Append(" -> "), field.Value, 1, most);
            text.Append('\n');
        }

        if (same > 0)
        {
            text.Append("  ").Append(same).Append(same == 1 ? " field that is sent stays as it is\n" : " fields that are sent stay as they are\n");
        }
    }
}
