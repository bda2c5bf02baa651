using System.Text;
using System.Text.Json.Nodes;

namespace CodexMcp.Host.OpenApi;

/// <summary>One argument of a tool.</summary>
internal sealed record ToolArgument(string Name, SchemaShape Shape, string? Description, bool Required, IReadOnlyList<JsonNode?> Examples);

/// <summary>The arguments of one tool: names that agents can say, each once, whatever the document calls them and in however many places.</summary>
internal sealed class ArgumentSet
{
    private const int LongestName = 60;
    private readonly Dictionary<string, ToolArgument> arguments = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ToolArgument> All => arguments.Values;

    /// <summary>Adds an argument and gives its name.</summary>
    /// <param name="wire">What the system calls it.</param>
    /// <param name="place">Where it goes: it is told apart by this from another of the same name.</param>
    /// <param name="shape">What it may be.</param>
    /// <param name="description">What it is.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="examples">The document's own.</param>
    public string Add(string wire, string place, SchemaShape shape, string? description, bool required, IEnumerable<JsonNode?> examples)
    {
        var name = Snake(wire, "value", LongestName);
        if (arguments.ContainsKey(name) || name == "continuation")
        {
            name = Free($"{place}_{name}", arguments.ContainsKey);
        }

        arguments[name] = new(name, shape, description, required, [.. examples]);
        return name;
    }

    /// <summary>Takes an optional argument away.</summary>
    public void Remove(string name) => arguments.Remove(name);

    /// <summary>A name that is free: the given one, or with a number after it.</summary>
    public static string Free(string name, Func<string, bool> taken)
    {
        var free = name;
        for (var number = 2; taken(free); number++)
        {
            free = $"{name}_{number}";
        }

        return free;
    }

    /// <summary>A name of lower-case letters, digits and underscores, a letter first.</summary>
    public static string Snake(string wire, string otherwise, int longest)
    {
        var name = new StringBuilder();
        for (var i = 0; i < wire.Length && name.Length < longest; i++)
        {
            var c = wire[i];
            if (!char.IsAsciiLetterOrDigit(c))
            {
                Break();
                continue;
            }

            // aB begins a word, and so does the last capital of ABc.
            if (char.IsAsciiLetterUpper(c) && i > 0 && (char.IsAsciiLetterLower(wire[i - 1]) || char.IsAsciiDigit(wire[i - 1])
                || (char.IsAsciiLetterUpper(wire[i - 1]) && i + 1 < wire.Length && char.IsAsciiLetterLower(wire[i + 1]))))
            {
                Break();
            }

            name.Append(char.ToLowerInvariant(c));
        }

        var text = name.ToString().Trim('_');
        return text.Length == 0 ? otherwise : char.IsAsciiLetter(text[0]) ? text : $"n_{text}";

        void Break()
        {
            if (name.Length > 0 && name[^1] != '_')
            {
                name.Append('_');
            }
        }
    }
}
