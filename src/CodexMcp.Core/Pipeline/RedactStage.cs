using System.Runtime.InteropServices;
using System.Text;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Pipeline;

/// <summary>Stage 8: secrets leave in no form: not in structured content, not in text, not in errors. What could deceive a reader is made visible.</summary>
internal sealed class RedactStage(Redactor redactor)
{
    public Rejection? Check(ToolCall call)
    {
        var findings = new Findings();
        var structured = redactor.Clean(call.Structured, findings);
        var text = call.Text.Length == 0 ? null : redactor.Clean(call.Text, findings);
        if (call.Content.Count > 0)
        {
            call.Content = ContentBlocks.Clean(call.Content, redactor, findings);
        }

        call.Meta = ContentBlocks.Clean(call.Meta, redactor, findings);

        if (findings.Count > 0)
        {
            call.Note($"DLP found {findings}.");
            if (call.Profile.Governance.Secrets == DlpAction.Block)
            {
                return new Rejection(
                    OutcomeCode.BlockedByDlp,
                    $"The result holds what may not leave ({findings}), so it is withheld.{(call.IsRead ? "" : " The call itself was carried out.")}",
                    call.IsRead ? "Ask for the rest without those columns or fields." : "Do not repeat the call.");
            }
        }

        // Making hidden characters visible makes a text longer; a result that is full of them does not get past the cap by that.
        var raw = JsonMarshal.GetRawUtf8Value(structured);
        if (raw.Length > call.MaxResultBytes && raw.Length > JsonMarshal.GetRawUtf8Value(call.Structured).Length)
        {
            return CheckStage.TooLarge(call);
        }

        call.Structured = structured;
        call.TextIsJson = text is null && call.Content.Count == 0;
        call.Text = text ?? (call.Content.Count > 0 ? "" : Encoding.UTF8.GetString(raw));
        return null;
    }

    /// <summary>Cleans a rejection's sentences. When that fails, nothing of them leaves.</summary>
    public Rejection Clean(ToolCall call, Rejection rejection)
    {
        try
        {
            var message = redactor.Clean(rejection.Message);
            var next = redactor.Clean(rejection.Next);
            return ReferenceEquals(message, rejection.Message) && ReferenceEquals(next, rejection.Next)
                ? rejection
                : rejection with { Message = message, Next = next };
        }
        catch (Exception)
        {
            return Rejection.Fault(call) with { Code = rejection.Code };
        }
    }

    /// <summary>Cleans a text for the log.</summary>
    public string Clean(string text) => redactor.Clean(text);
}
