using System.CommandLine;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Commands;

/// <summary><c>connectors new</c>: a small manifest that is right, to start from.</summary>
internal static class ConnectorsNew
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var name = new Argument<string>("name") { Description = "The connector's name: lower-case letters, digits and _. Agents call NAME_tool." };
        var command = new Command("new", "Writes the manifest of a new connector that needs no code, with one read and one write to change.") { name };
        line.Run(command, (context, result, _) => Task.FromResult(Run(context, result.GetValue(name)!)));
        return command;
    }

    private static int Run(CommandContext context, string name)
    {
        if (!ConfigurationName.IsIdentifier(name) || name.Length > 24)
        {
            throw new HostException(ExitCodes.Usage, $"'{ShownText.Escape(name)}' is not a connector name.", "Use lower-case letters, digits and _, beginning with a letter, at most 24 characters.");
        }

        var folder = Path.Combine(context.Settings.Connectors, name);
        var file = Path.Combine(folder, "connector.yaml");
        if (File.Exists(file))
        {
            throw new HostException(ExitCodes.Failed, $"{file} is there already.", "Choose another name, or change that file.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            writer.Write(Text.Replace("NAME_TOKEN", $"{name.ToUpperInvariant()}_TOKEN", StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostException(ExitCodes.Failed, $"{file} can't be written.", "Give --connectors a folder that you may write to.");
        }

        context.Terminal.Line($"Wrote {file}.");
        context.Terminal.Line($"Change it, and see how it does: codex-mcp connectors test {name} --connectors {context.Settings.Connectors}");
        return ExitCodes.Done;
    }

    private const string Text = """
        # yaml-language-server: $schema=../connector.schema.json
        connector: NAME
        kind: http
        version: 1.0.0
        title: NAME
        description: Reads and adds records of one system.
        # The only hosts that may be called.
        hosts: [api.example.com]

        environments:
          # The simulator's own token is laid over these settings.
          sandbox: { settings: {} }
          production: { settings: { token: "${env:NAME_TOKEN}" } }

        base_url: https://api.example.com/v1
        auth: { kind: bearer, token: "{setting.token}" }

        # How the system tells of errors, and what an agent is told instead.
        errors:
          code: [/error/code]
          message: [/error/message]
          say:
            "404": { message: There is no such record., next: Look its id up with NAME_list_records. }

        tools:
          list_records:
            title: List records
            description: Lists records by name, with their ids.
            verb: read
            open_world: false
            items: /records
            continuation: continuation
            rows_argument: limit
            default_rows: 50
            request: { path: /records, query: { q: "{query}", per_page: "50" } }
            pagination: { kind: cursor, next: /next_cursor, parameter: cursor }
            response:
              result:
                records: { from: /items, take: { id: /id, name: /name } }
            input:
              type: object
              additionalProperties: false
              properties:
                query: { type: string, minLength: 1, maxLength: 200, description: "Only records whose name has this in it. Default: all." }
                limit: { type: integer, minimum: 1, maximum: 200, description: "Records in this answer, 1 to 200. Default 50." }
                continuation: { type: string, maxLength: 4000, description: The token of an earlier answer to the same call. }
            output:
              type: object
              required: [records, truncated]
              properties:
                records: { type: array, items: { type: object, required: [id] } }
                truncated: { type: boolean }
                continuation: { type: string }
            examples:
              - { arguments: {}, expect: { /records/0/name: Apollo } }
            sandbox:
              collection: records
              does: list
              where: { name: "~{query.q}" }
              body: { items: "{rows}", next_cursor: "{next}" }

          add_record:
            title: Add a record
            description: Adds one record and gives its id.
            verb: write
            open_world: false
            request:
              method: POST
              path: /records
              body: { json: { name: "{name}", note: "{note}" } }
            response:
              result: { id: /id, name: /name }
            input:
              type: object
              additionalProperties: false
              required: [name]
              properties:
                name: { type: string, minLength: 1, maxLength: 200, description: The record's name. }
                note: { type: string, maxLength: 2000, description: "A note. Default: none." }
            output:
              type: object
              required: [id]
              properties: { id: { type: string }, name: { type: string } }
            examples:
              - { arguments: { name: Gemini }, expect: { /name: Gemini } }
            sandbox:
              status: 201
              collection: records
              does: create
              row: { id: "{id}", name: "{body.name}", note: "{body.note}" }
              body: "{row}"

        # What the simulator holds and says. With it the connector works without an account.
        sandbox:
          unauthorized: { status: 401, body: { error: { code: unauthorized, message: Who are you? } } }
          invalid: { status: 422, body: { error: { code: invalid, message: "{problem}" } } }
          missing: { status: 404, body: { error: { code: not_found, message: Not found } } }
          collections:
            records:
              rows:
                - { id: "1", name: Apollo }
                - { id: "2", name: Mercury }

        """;
}
