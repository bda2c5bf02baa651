using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Guard;

/// <summary>One rule: a JSON Schema for the arguments or for the body, or a value that a list of the role's scope must have.</summary>
internal sealed class GuardRule
{
    private readonly JsonSchema.JsonSchema? arguments;
    private readonly JsonSchema.JsonSchema? body;
    private readonly Template? value;
    private readonly string? scope;
    private readonly string message;
    private readonly string next;
    private readonly RequestPlan request;

    private GuardRule(JsonElement rule, RequestPlan request)
    {
        this.request = request;
        arguments = Json.Member(rule, "arguments") is { } onArguments ? JsonSchema.JsonSchema.Compile(onArguments) : null;
        body = Json.Member(rule, "body") is { } onBody ? JsonSchema.JsonSchema.Compile(onBody) : null;
        value = Json.String(rule, "value") is { } text ? Template.Parse(text) : null;
        scope = Json.String(rule, "in_scope");
        message = Json.String(rule, "message") ?? "";
        next = Json.String(rule, "next") ?? "";
    }

    /// <summary>Reads checked rules.</summary>
    public static GuardRule[] Read(JsonElement tool, RequestPlan request) =>
        Json.Member(tool, "guard") is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray().Select(rule => new GuardRule(rule, request))] : [];

    /// <summary>Says why the call may not run; null when it may, as far as this rule goes.</summary>
    public (string Message, string Next)? Check(ToolInvocation invocation, JsonElement settings, JsonElement? job)
    {
        var filled = new TemplateScope(invocation.Arguments, settings, CallId: invocation.CallId, Job: job);
        if (arguments is not null && !arguments.IsValid(invocation.Arguments))
        {
            return (message, next);
        }

        // A body that is no JSON can't be shown to be harmless.
        if (body is not null && !(request.Body?.AsJson(filled) is { } sent && body.IsValid(sent)))
        {
            return (message, next);
        }

        return scope is null || value is null || IsInScope(invocation, filled) ? null : (message, next);
    }

    private bool IsInScope(ToolInvocation invocation, in TemplateScope filled)
    {
        if (value!.Value(filled) is not { } wanted || invocation.Scope is not { } given || Json.Member(given, scope!) is not { ValueKind: JsonValueKind.Array } allowed)
        {
            // No list in the role's scope allows nothing.
            return false;
        }

        var values = wanted.ValueKind == JsonValueKind.Array ? wanted.EnumerateArray().Select(Json.Plain).ToArray() : [Json.Plain(wanted)];
        return values.Length > 0 && values.All(each => allowed.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && Glob.IsMatch(item.GetString()!, each)));
    }
}
