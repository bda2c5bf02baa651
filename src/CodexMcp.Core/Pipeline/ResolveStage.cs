using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;

namespace CodexMcp.Core.Pipeline;

/// <summary>Stage 1: finds the tool in the role. A denied tool and one that does not exist get the same answer.</summary>
internal sealed class ResolveStage
{
    /// <summary>The most characters of an unknown name that an answer or a record shows.</summary>
    private const int ShownName = 64;

    public Rejection? Check(ToolCall call)
    {
        var found = call.Request.Kind == ToolKind.Tool ? call.Profile.Find(call.Request.Tool) : call.Profile.FindOffer(call.Request.Kind, call.Request.Tool);
        if (found is { Mode: not ApprovalMode.Deny } tool)
        {
            call.Tool = tool;
            call.Mode = tool.Mode;
            return null;
        }

        return new Rejection(
            OutcomeCode.UnknownTool,
            $"The role {call.Profile.Role} has no tool '{Shown(call.Request.Tool)}'.",
            "Call one of the tools in tools/list, by its exact name.");
    }

    /// <summary>A name that nobody vouches for, safe to show: escaped and cut.</summary>
    public static string Shown(string name) =>
        VisibleText.Ascii(name.Length > ShownName ? string.Concat(name.AsSpan(0, ShownName), "...") : name);
}
