using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Guard;

/// <summary>
/// One rule: a JSON Schema for the arguments or for the body, or a value that a list of the role's scope must have. The value is the call's, or the
/// system's: of what it answers to a question before the call, or to the call itself.
/// </summary>
internal sealed class GuardRule
{
    private readonly JsonSchema.JsonSchema? arguments;
    private readonly JsonSchema.JsonSchema? body;
    private readonly Template? value;
    private readonly Placeholder? answer;
    private readonly string scope;
    private readonly string message;
    private readonly string next;
    private readonly RequestPlan request;

    private GuardRule(JsonElement manifest, JsonElement rule, RequestPlan request)
    {
        this.request = request;
        arguments = Json.Member(rule, "arguments") is { } onArguments ? JsonSchema.JsonSchema.Compile(onArguments) : null;
        body = Json.Member(rule, "body") is { } onBody ? JsonSchema.JsonSchema.Compile(onBody) : null;
        value = Json.String(rule, "value") is { } text ? Template.Parse(text) : null;
        answer = Json.String(rule, "answer") is { } at ? ResultNode.Source(at, out _) ?? throw new FormatException("A rule's source was not checked.") : null;
        Ask = Json.Member(rule, "ask") is { } ask ? RequestPlan.Read(manifest, ask) : null;
        scope = Json.String(rule, "in_scope") ?? "";
        message = Json.String(rule, "message") ?? "";
        next = Json.String(rule, "next") ?? "";
    }

    /// <summary>What the system is asked before the call, or null.</summary>
    public RequestPlan? Ask { get; }

    /// <summary>Whether the rule is about the answer to the call itself.</summary>
    public bool IsAboutAnswer => answer is not null && Ask is null;

    /// <summary>What an agent is told of a call that may not run.</summary>
    public (string Message, string Next) Rejection => (message, next);

    /// <summary>Reads checked rules.</summary>
    public static GuardRule[] Read(JsonElement manifest, JsonElement tool, RequestPlan request) =>
        Json.Member(tool, "guard") is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray().Select(rule => new GuardRule(manifest, rule, request))] : [];

    /// <summary>Whether the call may run, as far as the rule goes without the system.</summary>
    public bool Allows(ToolInvocation invocation, in TemplateScope filled)
    {
        if (arguments is not null && !arguments.IsValid(invocation.Arguments))
        {
            return false;
        }

        // A body that is no JSON can't be shown to be harmless.
        if (body is not null && !(request.Body?.AsJson(filled) is { } sent && body.IsValid(sent)))
        {
            return false;
        }

        return value is null || ScopeList.Allows(invocation.Scope, scope, value.Value(filled));
    }

    /// <summary>Whether what the system answered is in the role's scope.</summary>
    public bool AllowsAnswer(ToolInvocation invocation, in TemplateScope answered) => ScopeList.Allows(invocation.Scope, scope, answer!.Value(answered));
}
