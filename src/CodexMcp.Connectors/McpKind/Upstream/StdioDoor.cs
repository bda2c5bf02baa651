using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Templates;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>Starts a server as a process: no shell, an environment of named variables only, its standard error kept to the last few lines.</summary>
internal sealed class StdioDoor(string system, string folder, JsonElement upstream, JsonElement settings, int maxMessageBytes, TimeProvider time) : IUpstreamDoor
{
    /// <inheritdoc/>
    public bool IsHttp => false;

    /// <inheritdoc/>
    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo
        {
            FileName = Program(),
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in Json.Member(upstream, "args") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray() : [])
        {
            start.ArgumentList.Add(Fill(argument.GetString()!, "args"));
        }

        Environment(start);
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
            return Task.FromResult(ServerProcess.Take(process, maxMessageBytes, time));
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException or IOException)
        {
            throw new ConnectorException(
                ConnectorFailure.Configuration, $"The program of {system} can't be started.", "Ask an operator to check upstream.command in the connector's connector.yaml.", inner: exception);
        }
    }

    /// <inheritdoc/>
    public Task<ITransport> ExchangeAsync(string? session, string? version, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A program has one pipe for all.");

    private string Program()
    {
        var command = Fill(Json.String(upstream, "command")!, "command");

        // A bare name is looked up in PATH; a path with a separator belongs to the connector's folder unless it is absolute.
        return command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(command, folder) : command;
    }

    private void Environment(ProcessStartInfo start)
    {
        start.Environment.Clear();
        var inherited = Json.Member(upstream, "inherit") is { ValueKind: JsonValueKind.Array } named ? named.EnumerateArray().Select(static name => name.GetString()!) : ["PATH"];
        foreach (var name in inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        if (Json.Member(upstream, "environment") is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var variable in given.EnumerateObject())
            {
                start.Environment[variable.Name] = Fill(Json.Plain(variable.Value), $"environment.{variable.Name}");
            }
        }
    }

    private string Fill(string template, string key) => Template.Parse(template).Text(new(default, settings)) is { } text && !text.Contains('\0', StringComparison.Ordinal)
        ? text
        : throw new ConnectorException(ConnectorFailure.Configuration, $"upstream.{key} of {system} refers to a setting that is missing.", "Ask an operator to check the connector's settings.");
}
