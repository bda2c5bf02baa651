using System.Text.Json;
using CodexMcp.Core.Approvals;

namespace CodexMcp.Host.Commands.Approvals;

/// <summary>How approvals are shown. What came from an agent was escaped before it was kept.</summary>
internal static class ApprovalsReport
{
    /// <summary>Many, one line each.</summary>
    public static void List(CommandContext context, IReadOnlyList<Approval> approvals, DateTimeOffset now)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("approvals"u8);
                foreach (var approval in approvals)
                {
                    Write(writer, approval, now);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else if (approvals.Count == 0)
        {
            context.Terminal.Line("No call waits.");
        }
        else
        {
            context.Terminal.Table(
                ["id", "state", "tool", "role", "asked by", "asked", "open until"],
                [.. approvals.Select(approval => (IReadOnlyList<string>)
                    [approval.Id, ReviewDesk.Word(approval.StateAt(now)), approval.Tool, approval.Role, approval.Principal, $"{approval.Asked:yyyy-MM-dd HH:mm}", $"{approval.Expires:yyyy-MM-dd HH:mm}"])]);
        }
    }

    /// <summary>One, whole.</summary>
    public static void Show(CommandContext context, Approval approval, DateTimeOffset now)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer => Write(writer, approval, now));
            return;
        }

        context.Terminal.Line(approval.Message);
        context.Terminal.Line();
        context.Terminal.Line($"State: {ReviewDesk.Word(approval.StateAt(now))}; open until {approval.Expires:yyyy-MM-dd HH:mm:ss} UTC");
        context.Terminal.Line($"Asked: {string.Join(" and ", approval.Needs.Select(need => $"{need.Count} of {need.Group}"))}");
        if (approval.Terms is { EscalatesAt: { } late, EscalatesTo: { } to })
        {
            context.Terminal.Line($"Late:  from {late:yyyy-MM-dd HH:mm} UTC on {to} may decide in their place");
        }

        foreach (var vote in approval.Votes)
        {
            var how = vote.Overrides ? "OVERRIDES in an emergency" : vote.Approves ? "yes" : "no";
            context.Terminal.Line($"Vote:  {vote.Approver}{(vote.OnBehalfOf is { } other ? $" for {other}" : "")} {how}{(vote.Comment is null ? "" : $": {vote.Comment}")}");
        }

        context.Terminal.Line($"Shown: {approval.MessageHash}");
    }

    /// <summary>Those that began to wait: a line each, or a JSON document each.</summary>
    public static void New(CommandContext context, IReadOnlyList<Approval> approvals)
    {
        foreach (var approval in approvals)
        {
            if (context.Settings.Json)
            {
                context.Terminal.Json(writer => Write(writer, approval, approval.Asked));
            }
            else
            {
                context.Terminal.Line($"{approval.Asked:yyyy-MM-dd HH:mm:ss}  {approval.Id}  {approval.Tool} in {approval.Role} for {approval.Principal}");
            }
        }
    }

    /// <summary>What came of a vote.</summary>
    public static void Answer(CommandContext context, DeskAnswer answer)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("taken"u8, answer.Taken);
                writer.WriteString("message"u8, answer.Message);
                writer.WriteEndObject();
            });
        }

        if (!answer.Taken)
        {
            context.Terminal.Hint(answer.Message);
        }
        else if (!context.Settings.Json)
        {
            context.Terminal.Line(answer.Message);
        }
    }

    private static void Write(Utf8JsonWriter writer, Approval approval, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, approval.Id);
        writer.WriteString("state"u8, ReviewDesk.Word(approval.StateAt(now)));
        writer.WriteString("way"u8, approval.Way == ApprovalWay.Question ? "question"u8 : "review"u8);
        writer.WriteString("tool"u8, approval.Tool);
        writer.WriteString("role"u8, approval.Role);
        writer.WriteString("environment"u8, approval.Environment);
        writer.WriteString("principal"u8, approval.Principal);
        writer.WriteString("asked"u8, approval.Asked);
        writer.WriteString("expires"u8, approval.Expires);
        writer.WriteString("message"u8, approval.Message);
        writer.WriteString("shown"u8, approval.MessageHash);
        writer.WriteStartArray("needs"u8);
        foreach (var need in approval.Needs)
        {
            writer.WriteStartObject();
            writer.WriteString("group"u8, need.Group);
            writer.WriteNumber("count"u8, need.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("votes"u8);
        foreach (var vote in approval.Votes)
        {
            writer.WriteStartObject();
            writer.WriteString("approver"u8, vote.Approver);
            writer.WriteBoolean("approves"u8, vote.Approves);
            writer.WriteString("comment"u8, vote.Comment);
            writer.WriteString("on_behalf_of"u8, vote.OnBehalfOf);
            writer.WriteBoolean("overrides"u8, vote.Overrides);
            writer.WriteString("at"u8, vote.At);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
