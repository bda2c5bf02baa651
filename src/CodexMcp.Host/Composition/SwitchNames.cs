using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Switches;

namespace CodexMcp.Host.Composition;

/// <summary>What there is to switch: a switch for a name that nothing has would stop nothing, and whoever threw it would not know.</summary>
internal static class SwitchNames
{
    /// <summary>Gives the names of a kind; null where any name may be meant.</summary>
    public static IReadOnlyCollection<string>? Of(LoadedConfiguration loaded, SwitchKind kind) => kind switch
    {
        SwitchKind.Role => loaded.Explanations.Keys, // also those whose file has errors: they may run with an earlier one
        SwitchKind.Connector => loaded.Catalog.Connectors.Keys,
        SwitchKind.Tool => [.. loaded.Catalog.Connectors.Values.SelectMany(connector => connector.Tools.Values.Concat(connector.Prompts.Values).Concat(connector.Resources.Values)).Select(tool => tool.Name)],
        _ => null,
    };

    /// <summary>Says what is wrong with a name, or null. With errors in the files nobody can tell, and an emergency does not wait for them.</summary>
    public static string? Problem(LoadedConfiguration loaded, SwitchKind kind, string name)
    {
        if (loaded.Errors.Count > 0 || Of(loaded, kind) is not { } names || names.Contains(name, StringComparer.Ordinal))
        {
            return null;
        }

        var word = Switch.Word(kind);
        return $"There is no {word} '{ShownText.Escape(name)}'. {NameSuggestion.For(name, names, char.ToUpperInvariant(word[0]) + word[1..] + "s", "There is none at all.")}";
    }
}
