using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Explains why no branch of <c>anyOf</c> or <c>oneOf</c> matches: with the errors of the one that was clearly meant, else in one sentence.</summary>
internal static class Branches
{
    private const int MaxExplained = 4;

    public static bool Report(SchemaNode[] nodes, in JsonElement instance, EvaluationContext context, SchemaLocation schema, string keyword)
    {
        var depth = context.PathDepth;
        var branches = new List<(List<JsonSchemaError> Errors, int Misfit)>();
        foreach (var node in nodes)
        {
            var outer = context.BeginTrial();
            node.Evaluate(instance, context, null);
            var errors = context.EndTrial(outer);
            if (errors.Count > 0)
            {
                branches.Add((errors, Misfit(errors, depth)));
            }
        }

        var sorted = branches.OrderBy(branch => branch.Misfit).ToList();
        if (sorted.Count == 1 || sorted.Count > 1 && sorted[0].Misfit < sorted[1].Misfit)
        {
            context.AddErrors(sorted[0].Errors);
            return false;
        }

        var reasons = sorted.Take(MaxExplained).Select((branch, i) => $"({i + 1}) {branch.Errors[0].Message}");
        var more = sorted.Count > MaxExplained ? $" And {sorted.Count - MaxExplained} more." : "";
        return context.Report(schema, keyword, $"{context.Subject} matches none of the {nodes.Length} allowed forms. {string.Join(" ", reasons)}{more}");
    }

    /// <summary>How far a branch is from being meant: the wrong kind of value is worse than a wrong tag, and both worse than any detail.</summary>
    private static int Misfit(List<JsonSchemaError> errors, int depth)
    {
        var worst = 0;
        foreach (var error in errors)
        {
            var below = error.InstancePath.Count(c => c == '/') - depth;
            worst = Math.Max(worst, (error.Keyword, below) switch
            {
                ("type" or "const" or "enum" or "false", 0) => 3,
                ("const", 1) or ("required", 0) => 2,
                _ => 1,
            });
        }

        return worst;
    }
}
