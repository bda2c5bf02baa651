using System.CommandLine;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;
using CodexMcp.Host.Doctor;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Commands;

/// <summary><c>connectors</c>: which there are, and whether they answer.</summary>
internal static class ConnectorsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var list = new Command("list", "Lists the connectors with their tools.");
        line.Run(list, (context, _, _) => Task.FromResult(List(context)));

        var tested = new Argument<string?>("connector") { Description = "The connector; all when left out.", Arity = ArgumentArity.ZeroOrOne };
        var environment = new Option<string>("--environment") { Description = "sandbox (the default): all examples, against the simulator. production: the examples that only read, against the real system with its real credential; what they answer is not compared, since the data is another." };
        environment.AcceptOnlyFromAmong("sandbox", "production");
        var test = new Command("test", "Makes one harmless read with each connector, under a role that you may use, and runs the examples of every connector of kind http against its simulator. Exit code 1 when one fails.") { tested, environment };
        line.Run(test, (context, result, cancellationToken) => TestAsync(context, result.GetValue(tested), result.GetValue(environment), cancellationToken));
        return new("connectors", "Looks at connectors, and begins new ones.") { list, test, ConnectorsNew.Create(line), ConnectorsPin.Create(line), ConnectorsLogin.Create(line), ConnectorsLogout.Create(line), ConnectorsImport.Create(line) };
    }

    private static int List(CommandContext context)
    {
        var loaded = context.Services.Load();
        return ConfigurationReport.List(
            context,
            loaded.Errors,
            "connectors",
            [.. loaded.Manifests.Values.OrderBy(manifest => manifest.Name, StringComparer.Ordinal)],
            Write,
            ["connector", "kind", "version", "environments", "tools", "quarantined", "description"],
            manifest =>
            [
                manifest.Name, manifest.Kind, manifest.Version, string.Join(", ", manifest.Environments), $"{manifest.Catalog.Tools.Count}",
                Withheld(manifest) is { Count: > 0 } withheld ? $"{withheld.Count}" : "", manifest.Description,
            ]);
    }

    private static void Write(Utf8JsonWriter writer, ConnectorManifest manifest)
    {
        writer.WriteString("connector"u8, manifest.Name);
        writer.WriteString("kind"u8, manifest.Kind);
        writer.WriteString("version"u8, manifest.Version);
        writer.WriteString("description"u8, manifest.Description);
        writer.WriteStrings("environments", manifest.Environments);
        writer.WriteStartArray("tools"u8);
        foreach (var tool in manifest.Catalog.Tools.Values.OrderBy(tool => tool.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tool.Name);
            writer.WriteString("verb"u8, Words.Of(tool.Verb));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (Withheld(manifest) is { Count: > 0 } withheld)
        {
            writer.WriteStartArray("quarantined"u8);
            foreach (var one in withheld)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, one.Kind == ToolKind.Tool ? one.Name : one.Uri ?? one.ClientName);
                writer.WriteString("why"u8, one.Withheld);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>What is neither listed nor called, since another server's definition is not pinned or has changed.</summary>
    private static List<ToolDefinition> Withheld(ConnectorManifest manifest) =>
        [.. manifest.Catalog.Tools.Values.Concat(manifest.Catalog.Prompts.Values).Concat(manifest.Catalog.Resources.Values).Where(one => one.Withheld is not null).OrderBy(one => one.Name, StringComparer.Ordinal)];

    private static async Task<int> TestAsync(CommandContext context, string? connector, string? environment, CancellationToken cancellationToken)
    {
        var loaded = context.Services.Load();
        // A connector that is right can be tried while other files are still wrong.
        if (loaded.Errors.Count > 0 && (connector is null || !loaded.Manifests.ContainsKey(connector)))
        {
            throw new ConfigurationException(loaded.Errors);
        }

        if (connector is not null && !loaded.Manifests.ContainsKey(connector))
        {
            throw new HostException(
                ExitCodes.Failed,
                $"There is no connector '{ShownText.Escape(connector)}'.",
                $"There are: {string.Join(", ", loaded.Manifests.Keys.Order(StringComparer.Ordinal))}.");
        }

        var probes = ConnectorProbe.Find(loaded, context.Services.Principal).Where(probe => (connector is null || probe.Connector == connector) && (environment is null || probe.Role.Execution.Environment == environment)).ToList();
        var described = loaded.Manifests.Values.Where(manifest => manifest.Kind == "http" && (connector is null || manifest.Name == connector))
            .OrderBy(manifest => manifest.Name, StringComparer.Ordinal).ToList();
        if (probes.Count == 0 && described.Count == 0)
        {
            throw new HostException(
                ExitCodes.Failed, "No role that you may use has a read without arguments to test with.", "Test with `codex-mcp call --role ROLE TOOL` instead.");
        }

        List<(ConnectorProbe Probe, bool Ok, string Text, TimeSpan Duration)> results = [];
        foreach (var probe in probes)
        {
            var (ok, text, duration) = await probe.RunAsync(context.Services, loaded, context.Time, cancellationToken).ConfigureAwait(false);
            results.Add((probe, ok, text, duration));
        }

        List<ExampleResult> examples = [];
        foreach (var manifest in described)
        {
            examples.AddRange(await ManifestExamples.RunAsync(context, manifest, environment ?? "sandbox", cancellationToken).ConfigureAwait(false));
        }

        Report(context, environment, results, examples);
        return results.TrueForAll(result => result.Ok) && examples.TrueForAll(example => example.Ok) ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Report(CommandContext context, string? environment, List<(ConnectorProbe Probe, bool Ok, string Text, TimeSpan Duration)> results, List<ExampleResult> examples)
    {
        if (!context.Settings.Json)
        {
            foreach (var (probe, ok, text, duration) in results)
            {
                context.Terminal.Line($"{(ok ? "ok " : "BAD")}  {probe.Connector} ({probe.Role.Execution.Environment}): {probe.Tool} as {probe.Role.Role}, {duration.TotalMilliseconds:0} ms{(ok ? "" : $". {text}")}");
            }

            foreach (var example in examples)
            {
                context.Terminal.Line($"{(example.Ok ? "ok " : "BAD")}  {example.Connector} ({(environment == "production" ? "production" : "simulator")}): {example.Tool}, example {example.Number}{(example.Ok ? "" : $". {example.Text}")}");
            }

            return;
        }

        context.Terminal.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("tests"u8);
            foreach (var (probe, ok, text, duration) in results)
            {
                writer.WriteStartObject();
                writer.WriteString("connector"u8, probe.Connector);
                writer.WriteString("environment"u8, probe.Role.Execution.Environment);
                writer.WriteString("role"u8, probe.Role.Role);
                writer.WriteString("tool"u8, probe.Tool);
                writer.WriteBoolean("ok"u8, ok);
                writer.WriteNumber("milliseconds"u8, Math.Round(duration.TotalMilliseconds, 1));
                if (!ok)
                {
                    writer.WriteString("message"u8, text);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("examples"u8);
            foreach (var example in examples)
            {
                writer.WriteStartObject();
                writer.WriteString("connector"u8, example.Connector);
                writer.WriteString("environment"u8, environment ?? "sandbox");
                writer.WriteString("tool"u8, example.Tool);
                writer.WriteNumber("example"u8, example.Number);
                writer.WriteBoolean("ok"u8, example.Ok);
                if (!example.Ok)
                {
                    writer.WriteString("message"u8, example.Text);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
