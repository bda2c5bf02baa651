using System.Text;
using System.Text.Json;
using CodexMcp.Core.Roles;
using CodexMcp.JsonSchema;

namespace CodexMcp.Core.Pipeline;

/// <summary>Stage 2: the arguments are bounded, unambiguous JSON that fits the tool's schema and the role's own rules for them.</summary>
internal sealed class ValidateStage
{
    private const int ShownErrors = 5;

    public Rejection? Check(ToolCall call)
    {
        var arguments = call.Request.Arguments;
        if (arguments.ValueKind == JsonValueKind.Undefined)
        {
            arguments = JsonText.EmptyObject;
        }

        if (JsonShape.Problem(arguments) is { } problem)
        {
            return Invalid(call.Tool!, problem);
        }

        if (Misfits(call.Tool!, arguments) is { } misfits)
        {
            return Invalid(call.Tool!, misfits);
        }

        call.Arguments = arguments;
        return null;
    }

    /// <summary>What breaks the schema or the role's rules, as sentences; null when all fits.</summary>
    public static string? Misfits(RoleTool tool, JsonElement arguments)
    {
        if (!tool.Input.IsValid(arguments))
        {
            return Sentences(tool.Input.Validate(arguments), "");
        }

        return tool.ArgumentRules is { } rules && !rules.IsValid(arguments)
            ? Sentences(rules.Validate(arguments), "The role allows less than the tool: ")
            : null;
    }

    private static Rejection Invalid(RoleTool tool, string problem) => new(
        OutcomeCode.InvalidArguments,
        $"The arguments of {tool.Definition.Name} are not valid. {problem}",
        "Correct the arguments as said and call again.");

    private static string Sentences(IReadOnlyList<JsonSchemaError> errors, string lead)
    {
        var text = new StringBuilder(lead);
        for (var i = 0; i < errors.Count && i < ShownErrors; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(errors[i].Message);
            if (text[^1] is not ('.' or '?'))
            {
                text.Append('.');
            }
        }

        if (errors.Count > ShownErrors)
        {
            text.Append($" And {errors.Count - ShownErrors} more.");
        }

        return text.ToString();
    }
}
