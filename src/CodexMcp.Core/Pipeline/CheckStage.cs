using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Pipeline;

/// <summary>Stage 7: the result is an object that fits the tool's output schema, and is cut to the size cap at a row's end.</summary>
internal sealed class CheckStage(ILogger logger)
{
    public Rejection? Check(ToolCall call)
    {
        var result = call.Result!;
        var structured = result.Structured;
        if (structured.ValueKind != JsonValueKind.Object)
        {
            return Misfit(call, "the root, which must be an object");
        }

        if (call.Tool!.Output is { } schema && !schema.IsValid(structured))
        {
            // Paths only: the values are the vendor's.
            return Misfit(call, string.Join(", ", schema.Validate(structured).Take(3).Select(error => $"'{error.InstancePath}' ({error.Keyword})")));
        }

        var cap = call.MaxResultBytes;
        call.Meta = result.Meta;
        if (result.Content.Count > 0)
        {
            if (!ContentBlocks.Fit(result.Content, cap))
            {
                return TooLarge(call);
            }

            ContentBlocks.Note(call, result.Content);
            call.Content = result.Content;
        }

        if (JsonMarshal.GetRawUtf8Value(structured).Length <= cap)
        {
            call.Structured = structured;
            // Words far beyond the cap would undo it; the JSON says the same.
            call.Text = result.Text is { } text && text.Length <= cap ? text : "";
            return null;
        }

        if (ResultCutter.Cut(call.Tool!, result, cap) is not { } cut)
        {
            return TooLarge(call);
        }

        call.Structured = cut.Structured;
        call.Text = "";
        call.Note($"Cut to {cut.Kept} of {cut.Total} rows at the size cap of {cap} bytes.");
        return null;
    }

    /// <summary>The answer when a result can't be made to fit.</summary>
    public static Rejection TooLarge(ToolCall call) => new(
        OutcomeCode.InvalidResult,
        $"The result of {call.Definition.Name} is larger than the {call.MaxResultBytes} bytes that {(call.Parent is null ? $"the role {call.Profile.Role} allows" : "a call inside another may have")}, and can't be cut.{Done(call)}",
        call.IsRead ? "Ask for less: fewer rows, fewer or shorter columns, a narrower filter." : "Do not repeat the call; read back what you need in smaller parts.");

    private Rejection Misfit(ToolCall call, string where)
    {
        logger.ResultMisfit(call.CallId, call.Definition.Name, where);
        return new Rejection(
            OutcomeCode.InvalidResult,
            $"The result of {call.Definition.Name} does not have the form that the tool promises, so it is withheld (call {call.CallId}).{Done(call)}",
            call.IsRead ? "Give the call id to the operator; another tool may answer the question." : "Do not repeat the call; read back whether it took effect.");
    }

    private static string Done(ToolCall call) => call.IsRead ? "" : " The call itself was carried out.";
}
