using System.Text;
using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Manifests;

/// <summary>A manifest's settings by environment, unresolved.</summary>
/// <param name="folder">The connector's folder: relative <c>${file:…}</c> paths stay below it; an absolute one names a mounted secret.</param>
/// <param name="file">The manifest.</param>
/// <param name="variable">Gives an environment variable, or null.</param>
internal sealed class ManifestSettings(ConfigurationFolder folder, YamlTree file, Func<string, string?> variable)
{
    internal IReadOnlyList<string> Environments { get; } = Array.ConvertAll(file.Root["environments"]?.Entries ?? [], static entry => entry.Key);

    internal JsonElement Definition => file.Json;

    internal void Check(string environment, SourceLocation at, ConfigurationErrors errors)
    {
        if (Find(environment) is not { } settings)
        {
            errors.Add(
                at,
                $"The connector '{folder.Name}' has no settings for the environment '{ShownText.Escape(environment)}'.",
                Environments.Count == 0 ? "Add them to its manifest." : $"It has them for: {string.Join(", ", Environments)}.");
            return;
        }

        _ = settings.Resolve(new SettingReferences(variable, Exists), errors);
    }

    internal JsonElement Resolve(string environment)
    {
        var errors = new ConfigurationErrors();
        var settings = Find(environment);
        if (settings is null)
        {
            Check(environment, file.Root.Location, errors);
        }

        var resolved = settings?.Resolve(new SettingReferences(variable, Read), errors);
        return errors.Count == 0 && resolved is { } json ? json : throw new ConfigurationException(errors.ToSorted());
    }

    internal SourceLocation ToolLocation(string action) => file.Root["tools"]?.KeyLocation(action) ?? file.Root.Location;

    private ConfigNode? Find(string environment) => file.Root["environments"]?[environment]?["settings"];

    private string? Exists(SourceLocation at, string path, ConfigurationErrors errors)
    {
        var there = Path.IsPathRooted(path) ? File.Exists(path) : folder.Has(path);
        if (!there)
        {
            errors.Add(at, $"The file '{ShownText.Escape(path)}' does not exist.", "Mount or create it, or correct the path.");
        }

        return there ? "-" : null;
    }

    private string? Read(SourceLocation at, string path, ConfigurationErrors errors)
    {
        var bytes = Path.IsPathRooted(path) ? ConfigurationFolder.ReadSecret(path, at, errors) : folder.Read(path, at, errors);
        return bytes is null ? null : Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
    }
}
