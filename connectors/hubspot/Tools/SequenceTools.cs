using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Sequences of mails: which there are, who is in one, and putting somebody into one, which sends real mail.</summary>
internal sealed class SequenceTools(HubSpotApi api)
{
    public async Task<ToolResult> ListAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var token = PageToken.Read(invocation);
        var path = $"automation/v4/sequences?userId={Arguments.Id(invocation, "user_id")}&limit={Math.Clamp(Arguments.Number(invocation, "limit", 50), 1, 100)}"
            + (Arguments.Text(invocation, "name") is { } name ? $"&name={Uri.EscapeDataString(name)}" : "")
            + (token.After.Length > 0 ? $"&after={Uri.EscapeDataString(token.After)}" : "");
        using var answer = await api.SendAsync(HubSpotRequest.Get(path), cancellationToken).ConfigureAwait(false);
        return Page.Write(token, "sequences", [.. answer.Results.EnumerateArray()], answer.After, static (writer, sequence) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, sequence, "id", "id");
            CopiedText.Write(writer, sequence, "name", "name");
            CopiedText.Write(writer, sequence, "updatedAt", "updated_at");
            writer.WriteEndObject();
        });
    }

    /// <summary>Never repeated by itself: a second enrolment is a second mail.</summary>
    public async Task<ToolResult> EnrollAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var (sequence, contact) = (Arguments.Id(invocation, "sequence_id"), Arguments.Id(invocation, "contact_id"));
        var body = WriteBody.Make(writer =>
        {
            writer.WriteString("sequenceId", sequence);
            writer.WriteString("contactId", contact);
            writer.WriteString("senderEmail", Arguments.Required(invocation, "sender_email"));
            if (Arguments.Text(invocation, "sender_alias") is { } alias)
            {
                writer.WriteString("senderAliasAddress", alias);
            }
        });
        var request = HubSpotRequest.Post($"automation/v4/sequences/enrollments?userId={Arguments.Id(invocation, "user_id")}", body) with { MustNotRepeat = true };
        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Enrolled(answer.Root, sequence, contact);
    }

    /// <summary>Looks for the enrolment that a lost call made. One that is not there may have been and gone: only finding it is certain.</summary>
    public async ValueTask<WriteFate> FindAsync(ToolInvocation invocation, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (sequence, contact) = (Arguments.Id(invocation, "sequence_id"), Arguments.Id(invocation, "contact_id"));
        var found = (await OfContactAsync(contact, cancellationToken).ConfigureAwait(false)).Find(enrollment => Json.Text(enrollment, "sequenceId") == sequence
            && DateTimeOffset.TryParse(Json.Text(enrollment, "enrolledAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at >= since);
        return found.ValueKind == JsonValueKind.Object ? WriteFate.Happened(Enrolled(found, sequence, contact)) : WriteFate.Unknown;
    }

    public async Task<ToolResult> EnrollmentsAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var all = await OfContactAsync(Arguments.Id(invocation, "contact_id"), cancellationToken).ConfigureAwait(false);
        return Page.Whole(invocation, "enrollments", all, static (writer, enrollment) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, enrollment, "id", "id");
            CopiedText.Write(writer, enrollment, "sequenceId", "sequence_id");
            CopiedText.Write(writer, enrollment, "sequenceName", "sequence_name");
            CopiedText.Write(writer, enrollment, "enrolledAt", "enrolled_at");
            writer.WriteEndObject();
        });
    }

    private static ToolResult Enrolled(JsonElement enrollment, string sequence, string contact) => JsonResult.Of(writer =>
    {
        writer.WriteString("status", "enrolled");
        CopiedText.Write(writer, enrollment, "id", "enrollment_id");
        writer.WriteString("sequence_id", sequence);
        writer.WriteString("contact_id", contact);
        CopiedText.Write(writer, enrollment, "enrolledAt", "enrolled_at");
    });

    /// <summary>The enrolments of a contact: HubSpot gives one, a list of them, or nothing for a contact that is in no sequence.</summary>
    private async Task<List<JsonElement>> OfContactAsync(string contact, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await api.SendAsync(HubSpotRequest.Get($"automation/v4/sequences/enrollments/contact/{contact}"), cancellationToken).ConfigureAwait(false);
            var root = answer.Root.Clone();
            return Json.Member(root, "results") is { ValueKind: JsonValueKind.Array } results ? [.. results.EnumerateArray()] : Json.Text(root, "id") is null ? [] : [root];
        }
        catch (ConnectorException exception) when (HubSpotErrors.IsMissing(exception))
        {
            return [];
        }
    }
}
