using System.Text.Json;
using CodexMcp.Core.Approvals;

namespace CodexMcp.Core.Pipeline;

/// <summary>Turns a rejection into the outcome that a client gets: the same story as JSON and in words.</summary>
internal static class ErrorOutcome
{
    public static CallOutcome Of(ToolCall call, Rejection rejection) => new()
    {
        Code = rejection.Code,
        CallId = call.CallId,
        Text = $"{rejection.Message} {rejection.Next}",
        Outside = rejection.FromOutside ? call.Outside : null,
        Question = rejection.Question,
        Questions = rejection.Questions,
        QuestionState = rejection.QuestionState,
        Lacking = rejection.Lacking,
        RetryAfter = rejection.RetryAfter,
        Pending = rejection.Pending,
        InvalidApprovalState = rejection.InvalidApprovalState,
        Structured = JsonText.Build((call.CallId, rejection), static (writer, state) =>
        {
            var (callId, rejection) = state;
            writer.WriteStartObject();
            writer.WriteStartObject("error"u8);
            writer.WriteString("code"u8, rejection.Code.Wire());
            writer.WriteString("message"u8, rejection.Message);
            writer.WriteString("next"u8, rejection.Next);
            writer.WriteString("call_id"u8, callId);
            if (rejection.RetryAfter is { } wait)
            {
                writer.WriteNumber("retry_after_ms"u8, (long)Math.Ceiling(wait.TotalMilliseconds));
            }

            if (rejection.Waiting is { } waiting)
            {
                Write(writer, waiting);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }),
    };

    private static void Write(Utf8JsonWriter writer, Approval waiting)
    {
        writer.WriteStartObject("approval"u8);
        writer.WriteString("id"u8, waiting.Id);
        writer.WriteString("expires"u8, waiting.Expires);
        ReviewCount.Write(writer, waiting);
        writer.WriteEndObject();
    }
}
