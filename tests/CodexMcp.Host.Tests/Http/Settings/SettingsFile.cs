using CodexMcp.Core.Configuration;
using CodexMcp.Host.Http.Settings;

namespace CodexMcp.Host.Tests.Http.Settings;

/// <summary>Settings of a test, in a file of its own.</summary>
internal sealed class SettingsFile : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-test-").FullName;

    public string Path => System.IO.Path.Combine(folder, "appsettings.json");

    /// <summary>Reads the text as the host would.</summary>
    public HttpSettings Read(string json, params IReadOnlyList<CommandLineSetting> commandLine)
    {
        File.WriteAllText(Path, json);
        return HttpSettingsReader.Read(SettingsSources.Read(Path, commandLine));
    }

    /// <summary>Reads one setting of the section, and gives what is wrong with it.</summary>
    public IReadOnlyList<ConfigurationError> Errors(string key, string value)
    {
        try
        {
            Read("{\"CodexMcp\":{\"Http\":{\"" + key + "\":" + value + "}}}");
            return [];
        }
        catch (ConfigurationException exception)
        {
            return exception.Errors;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
