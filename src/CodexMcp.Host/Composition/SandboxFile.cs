using System.Text.Json;
using CodexMcp.Sandbox;

namespace CodexMcp.Host.Composition;

/// <summary>What a client logs in to a simulated system with, as a file for clients in other processes.</summary>
internal static class SandboxFile
{
    /// <summary>The credentials in the form of the connector's settings: a JSON object.</summary>
    public static ReadOnlyMemory<byte> Credentials(IVendorSimulator simulator)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true }))
        {
            writer.WriteStartObject();
            simulator.WriteCredentials(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Writes the credentials, readable by their owner only; returns the path.</summary>
    public static string Write(string folder, IVendorSimulator simulator)
    {
        var path = Path.Combine(folder, $"sandbox-{Environment.ProcessId}-{simulator.System}.json");
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Credentials(simulator).Span);
        return path;
    }
}
