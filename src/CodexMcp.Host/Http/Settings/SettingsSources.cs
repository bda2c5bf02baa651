using System.Text.Json;
using CodexMcp.Core.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace CodexMcp.Host.Http.Settings;

/// <summary>One setting as the command line gives it.</summary>
/// <param name="Key">The setting's path.</param>
/// <param name="Option">The option, such as <c>--urls</c>.</param>
/// <param name="Value">What it says, or null when it is not there.</param>
internal sealed record CommandLineSetting(string Key, string Option, string? Value);

/// <summary>
/// The sources of settings by the usual rules of .NET: the file, then the environment, then the command line; the last that names a setting wins.
/// One rule is stricter: a list is replaced whole, so that no address of a weaker source stays beside those of a stronger one.
/// </summary>
internal sealed class SettingsSources
{
    /// <summary>The section that is ours.</summary>
    public const string Root = "CodexMcp";

    /// <summary>The file that is read when none is named.</summary>
    public const string DefaultFile = "appsettings.json";

    private readonly IReadOnlyList<CommandLineSetting> commandLine;
    private readonly IReadOnlyDictionary<string, SourceLocation> places;
    private readonly IReadOnlyList<(IConfigurationProvider Provider, IConfigurationRoot View)> layers;
    private readonly string path;

    private SettingsSources(string path, IReadOnlyList<CommandLineSetting> commandLine, IReadOnlyList<(IConfigurationProvider, IConfigurationRoot)> layers)
    {
        this.path = path;
        this.commandLine = commandLine;
        this.layers = layers;
        places = File.Exists(path) ? JsonPositions.Read(path) : new Dictionary<string, SourceLocation>();
    }

    /// <summary>Reads the sources.</summary>
    /// <param name="file">The file; it must exist. Null for <see cref="DefaultFile"/> in the working folder, if it is there.</param>
    /// <param name="commandLine">What the command line says.</param>
    /// <exception cref="HostException">The file can't be read.</exception>
    public static SettingsSources Read(string? file, IReadOnlyList<CommandLineSetting> commandLine)
    {
        var path = Path.GetFullPath(file ?? DefaultFile);
        try
        {
            var root = new ConfigurationBuilder()
                .AddJsonFile(path, optional: file is null, reloadOnChange: false)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(commandLine.Where(setting => setting.Value is not null).Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
                .Build();
            return new(path, commandLine, [.. root.Providers.Reverse().Select(provider => (provider, (IConfigurationRoot)new ConfigurationRoot([provider])))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidDataException)
        {
            var fault = exception as JsonException ?? exception.InnerException as JsonException ?? exception.InnerException?.InnerException as JsonException;
            var where = fault?.LineNumber is { } line ? $"{path}:{line + 1}:1" : $"{path}:1:1";
            throw new HostException(ExitCodes.Configuration, $"{where}: the settings can't be read.", "Check that the file is there and that it is JSON without a name twice.");
        }
    }

    /// <summary>The setting's text from the strongest source that has it, or null.</summary>
    public string? Text(string key)
    {
        foreach (var (provider, _) in layers)
        {
            if (provider.TryGet(key, out var value) && value is not null)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The names below a setting, of all sources together.</summary>
    public IReadOnlyList<string> Names(string key) =>
        [.. layers.SelectMany(layer => layer.View.GetSection(key).GetChildren().Select(child => child.Key)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>A list from the strongest source that has it; one string with commas is a list too, as the environment and the command line give it.</summary>
    public IReadOnlyList<string>? List(string key)
    {
        foreach (var (_, view) in layers)
        {
            var section = view.GetSection(key);
            if (section.Value is { } text)
            {
                return text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            }

            if (section.GetChildren().ToList() is { Count: > 0 } items)
            {
                return [.. items.Select(item => item.Value ?? "")];
            }
        }

        return null;
    }

    /// <summary>Where the setting that counts is written.</summary>
    public SourceLocation Where(string key)
    {
        foreach (var (provider, view) in layers)
        {
            if (!view.GetSection(key).Exists())
            {
                continue;
            }

            return provider switch
            {
                JsonConfigurationProvider => places.TryGetValue(key, out var place) ? place : new(path, 1, 1),
                EnvironmentVariablesConfigurationProvider => new($"environment variable {key.Replace(":", "__", StringComparison.Ordinal)}", 1, 1),
                _ => new(commandLine.FirstOrDefault(setting => setting.Key == key)?.Option ?? "command line", 1, 1),
            };
        }

        return new(File.Exists(path) ? path : "command line", 1, 1);
    }

    /// <summary>Whether the file, rather than the environment or the command line, has the setting.</summary>
    public bool IsInFile(string key) => layers.Any(layer => layer.Provider is JsonConfigurationProvider && layer.View.GetSection(key).Exists());
}
