using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Scope;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot.Guard;

/// <summary>
/// Holds every call to the role's scope: what it reads, filters, sorts, writes and links. It looks at the arguments by what they are, not by which tool has
/// them, so that a tool can't be forgotten; and it writes the properties into the call, so that what is approved is what is sent.
/// </summary>
internal sealed class HubSpotGuard(PropertyCatalog catalog, HubSpotSettings settings) : IToolGuard
{
    public async ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            var (arguments, notes) = await JudgeAsync(invocation, cancellationToken).ConfigureAwait(false);
            var verdict = arguments is { } rewritten ? GuardVerdict.Rewrite(rewritten, notes) : GuardVerdict.Pass;
            // Real mail goes out: the operator's advance approval alone does not send it.
            return invocation.Tool.Action == "enroll_in_sequence"
                ? verdict with { AtLeast = ApprovalMode.Prompt, Notes = ["An enrolment sends real mail to the contact."] }
                : verdict;
        }
        catch (ConnectorException exception)
        {
            return GuardVerdict.Reject(exception.Message, exception.Next);
        }
    }

    /// <summary>Gives the arguments to send instead, or null when they stay.</summary>
    /// <exception cref="ConnectorException">The call may not run.</exception>
    internal async ValueTask<(JsonElement? Arguments, IReadOnlyList<string> Notes)> JudgeAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var (operation, type) = RecordAction.Of(invocation);
        var scope = RoleScope.Read(invocation.Scope);
        foreach (var name in Types(invocation))
        {
            scope.Require(name);
        }

        if (type is null)
        {
            return (null, []);
        }

        scope.Require(type);
        if (operation is "list_pipelines" or "list_associations" or "list_lists" or "archive_record" or "enroll_in_sequence" or "list_enrollments")
        {
            return (null, []); // No property is named, none is returned.
        }

        var view = RecordView.Of(scope, type, await catalog.GetAsync(type, cancellationToken).ConfigureAwait(false));
        PropertyRules.Check(invocation, operation, view, settings.KeyProperty);
        if (operation == "search")
        {
            SearchRules.Check(invocation, view, settings.Limits);
        }

        return operation is "search" or "get" or "batch_read" ? Rewrite(invocation, operation, view) : (null, []);
    }

    /// <summary>The object types that the call names besides its own.</summary>
    private static IEnumerable<string> Types(ToolInvocation invocation)
    {
        foreach (var name in (string[])["from_object", "to_object"])
        {
            if (Arguments.Text(invocation, name) is { } type)
            {
                yield return type;
            }
        }

        var inputs = Json.Items(Arguments.Any(invocation, "inputs")).SelectMany(static input => Json.Items(Json.Member(input, "associations")));
        foreach (var link in Json.Items(Arguments.Any(invocation, "associations")).Concat(inputs))
        {
            yield return Json.Text(link.ValueKind == JsonValueKind.Object ? Json.Member(link, "to_object") : link) ?? "";
        }
    }

    private (JsonElement?, IReadOnlyList<string>) Rewrite(ToolInvocation invocation, string operation, RecordView view)
    {
        var usual = Arguments.Texts(invocation, "properties") is { Count: > 0 } ? null : view.Usual();
        var groups = operation == "search" ? SearchRules.Words(invocation, view, settings.Limits) : null;
        if (usual is null && groups is null)
        {
            return (null, []);
        }

        var writer = JsonResult.Begin(out var buffer);
        foreach (var argument in invocation.Arguments.EnumerateObject())
        {
            if (!(argument.NameEquals("properties") && usual is not null) && !(groups is not null && (argument.NameEquals("query") || argument.NameEquals("filter_groups"))))
            {
                argument.WriteTo(writer);
            }
        }

        if (usual is not null)
        {
            writer.WriteStartArray("properties");
            foreach (var name in usual)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }

        groups?.Write(writer);
        return (JsonResult.End(writer, buffer), groups is { Note: var note } ? [note] : []);
    }
}
