namespace CodexMcp.Core.Pipeline;

/// <summary>Turns a rejection into the outcome that a client gets: the same story as JSON and in words.</summary>
internal static class ErrorOutcome
{
    public static CallOutcome Of(ToolCall call, Rejection rejection) => new()
    {
        Code = rejection.Code,
        CallId = call.CallId,
        Text = $"{rejection.Message} {rejection.Next}",
        Question = rejection.Question,
        RetryAfter = rejection.RetryAfter,
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

            writer.WriteEndObject();
            writer.WriteEndObject();
        }),
    };
}
