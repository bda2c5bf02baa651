using System.CommandLine;

namespace CodexMcp.Host.Commands;

/// <summary><c>roles</c>: which there are, what one may do and why, and whether the files are right.</summary>
internal static class RolesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var list = new Command("list", "Lists the roles.");
        line.Run(list, (context, _, _) => Task.FromResult(RolesList.Run(context)));

        var shown = new Argument<string>("role") { Description = "The role." };
        var show = new Command("show", "Shows all of one role: purpose, tools, limits, rules, skills.") { shown };
        line.Run(show, (context, result, _) => Task.FromResult(RolesShow.Run(context, result.GetValue(shown)!)));

        var validated = new Argument<string?>("role") { Description = "The role; all when left out.", Arity = ArgumentArity.ZeroOrOne };
        var validate = new Command(
            "validate", "Checks every file, then takes each role's decisions.yaml through the pipeline in the sandbox. Exit code 78 for files, 65 for decisions.") { validated };
        line.Run(validate, (context, result, cancellationToken) => RolesValidate.RunAsync(context, result.GetValue(validated), cancellationToken));

        var explained = new Argument<string>("role") { Description = "The role." };
        var tool = new Argument<string?>("tool") { Description = "One tool; all when left out.", Arity = ArgumentArity.ZeroOrOne };
        var explain = new Command("explain", "Says why a tool is listed or not, in which mode, and from which line.") { explained, tool };
        line.Run(explain, (context, result, _) => Task.FromResult(RolesExplain.Run(context, result.GetValue(explained)!, result.GetValue(tool))));

        return new("roles", "Looks at role files.") { list, show, validate, explain };
    }
}
