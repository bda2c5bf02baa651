using System.CommandLine;
using System.Text.Json;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;
using CodexMcp.Host.Composition;
using CodexMcp.Host.OpenApi;

namespace CodexMcp.Host.Commands;

/// <summary><c>connectors import-openapi</c>: a manifest made of the chosen operations of an OpenAPI document.</summary>
internal static class ConnectorsImport
{
    private const int MostOperations = 100;
    private const int LongestName = 24;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var file = new Argument<string>("file") { Description = "The document: JSON or YAML, OpenAPI 3 or Swagger 2." };
        var operations = new Option<string>("--operations") { Description = "Ids of operations, between commas; * stands for any characters.", Required = true, HelpName = "IDS" };
        var name = new Option<string?>("--name") { Description = "The connector's name. Default: made of the document's title.", HelpName = "NAME" };
        var server = new Option<string?>("--server") { Description = "The address that requests go to, when the document names none that may be called.", HelpName = "URL" };
        var command = new Command("import-openapi", "Writes the manifest of a connector from an OpenAPI document, with only the operations that are named. What a manifest can't say is listed on standard error.") { file, operations, name, server };
        line.Run(command, (context, result, cancellationToken) =>
            RunAsync(context, result.GetValue(file)!, result.GetValue(operations)!, result.GetValue(name), result.GetValue(server), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string file, string operations, string? name, string? server, CancellationToken cancellationToken)
    {
        try
        {
            var document = DocumentFile.Read(file);
            var chosen = ChosenOperation.Choose(ChosenOperation.All(document), operations.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            if (chosen.Count is 0 or > MostOperations)
            {
                throw new ImportException($"{chosen.Count} operations are chosen; a connector of 1 to {MostOperations} is one that a role can still choose from.", "Name fewer in --operations.");
            }

            if (server is not null && ServerChoice.Check(server) is { } problem)
            {
                throw new ImportException($"--server can't be used: {problem}.", "Give an https address of a public host, such as https://api.example.com/v1.");
            }

            name = Name(name, document.Info?.Title);
            var draft = ManifestDraft.Of(document, chosen, name, server);
            var path = await KeepAsync(context, file, name, draft, cancellationToken).ConfigureAwait(false);
            Report(context, name, path, draft);
            return ExitCodes.Done;
        }
        catch (ImportException exception)
        {
            throw new HostException(ExitCodes.Failed, exception.Message, exception.Fix);
        }
        catch (NotExpressibleException exception)
        {
            throw new HostException(ExitCodes.Failed, $"The document can't be imported: {exception.Message}.", "Choose other operations.");
        }
    }

    private static string Name(string? given, string? title)
    {
        var name = given ?? ArgumentSet.Snake(title ?? "", "", LongestName);
        return ConfigurationName.IsIdentifier(name) && name.Length <= LongestName ? name : throw new ImportException(
            given is null ? "The document's title makes no connector name." : $"'{ShownText.Escape(name)}' is not a connector name.",
            $"Give --name: lower-case letters, digits and _, beginning with a letter, at most {LongestName} characters.");
    }

    /// <summary>Writes the manifest, once it is known that it can be used: it is loaded from a folder of its own first.</summary>
    private static async Task<string> KeepAsync(CommandContext context, string source, string name, ManifestDraft draft, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(context.Settings.Connectors, name);
        var path = Path.Combine(folder, "connector.yaml");
        if (File.Exists(path))
        {
            throw new ImportException($"{path} is there already.", "Choose another --name, or remove that file.");
        }

        var text = $"# yaml-language-server: $schema=../connector.schema.json\n# Made by `codex-mcp connectors import-openapi` of {SchemaWriter.Clean(Path.GetFileName(source), 100)}.\n{YamlWriter.Write(draft.Manifest)}";
        using (var trial = new TemporaryFolder())
        {
            Directory.CreateDirectory(Path.Combine(trial.Path, name));
            await File.WriteAllTextAsync(Path.Combine(trial.Path, name, "connector.yaml"), text, cancellationToken).ConfigureAwait(false);
            var errors = new ConfigurationErrors();
            if (ManifestLoader.Load(ConfigurationFolder.Open(trial.Path), name, static _ => null, errors) is null)
            {
                var first = errors.ToSorted()[0];
                throw new ImportException($"The manifest that was made can't be used: {first.Message}", "Leave out the operation that it comes from, or write its tool by hand.");
            }
        }

        try
        {
            Directory.CreateDirectory(folder);
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{path} can't be written.", "Give --connectors a folder that you may write to.");
        }
    }

    private static void Report(CommandContext context, string name, string path, ManifestDraft draft)
    {
        var tools = draft.Manifest["tools"]!.AsObject().Select(tool => $"{name}_{tool.Key}").ToList();
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("file"u8, path);
                WriteTexts(writer, "tools", tools);
                writer.WriteStartArray("notes"u8);
                foreach (var (operation, note) in draft.Notes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("operation"u8, operation);
                    writer.WriteString("note"u8, note);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return;
        }

        foreach (var (operation, note) in draft.Notes)
        {
            context.Terminal.Hint($"{(operation.Length == 0 ? "document" : ShownText.Escape(operation))}: {note}.");
        }

        context.Terminal.Line($"Wrote {path} with {tools.Count} {(tools.Count == 1 ? "tool" : "tools")}{(draft.Refused.Count > 0 ? $"; {draft.Refused.Count} operations were not imported" : "")}.");
        context.Terminal.Line($"Try them: codex-mcp connectors test {name} --connectors {context.Settings.Connectors}");
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
