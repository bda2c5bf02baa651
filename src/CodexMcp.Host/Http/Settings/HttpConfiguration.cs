using Microsoft.Extensions.Configuration;

namespace CodexMcp.Host.Http.Settings;

/// <summary>The sources of settings by the usual rules of .NET: the file, then the environment, then the command line; the last wins.</summary>
internal static class HttpConfiguration
{
    /// <summary>The file that is read when none is named.</summary>
    public const string DefaultFile = "appsettings.json";

    /// <summary>Reads the sources.</summary>
    /// <param name="file">The file; it must exist. Null for <see cref="DefaultFile"/> in the working folder, if it is there.</param>
    /// <param name="commandLine">What the command line says, by key.</param>
    /// <exception cref="HostException">The file can't be read.</exception>
    public static IConfiguration Read(string? file, IReadOnlyDictionary<string, string?> commandLine)
    {
        var path = Path.GetFullPath(file ?? DefaultFile);
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(path, optional: file is null, reloadOnChange: false)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(commandLine.Where(setting => setting.Value is not null))
                .Build();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidDataException)
        {
            var where = exception.InnerException is System.Text.Json.JsonException { LineNumber: { } line } ? $"{path}:{line + 1}" : path;
            throw new HostException(ExitCodes.Configuration, $"{where}: the settings can't be read.", "Check that the file is there and that it is JSON.");
        }
    }
}
