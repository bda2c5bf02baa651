using System.Text;
using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Native;

/// <summary>Reads a YAML text that a role's scope holds, such as a file of rules; what the scope's schema says of it was checked when the role was loaded.</summary>
public static class YamlDocument
{
    /// <summary>Gives the text as JSON; null with the first reason why it can't be read.</summary>
    public static JsonElement? Read(string name, string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        var errors = new ConfigurationErrors();
        var tree = YamlTree.Read(name, Encoding.UTF8.GetBytes(text), errors);
        problem = errors.ToSorted().FirstOrDefault()?.ToString() ?? "";
        return tree?.Json;
    }
}
