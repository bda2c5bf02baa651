using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.McpKind.Pins;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>Reads a server's lists, page by page and within bounds.</summary>
internal static class UpstreamList
{
    private const int MostPages = 100;
    private const int MostDefinitions = 5_000;

    /// <summary>Lists what a server has of some kinds; a kind that it does not have is empty.</summary>
    /// <exception cref="UpstreamBrokenException">The lists do not end, or hold what no list holds.</exception>
    public static async Task<List<Definition>> ReadAsync(UpstreamSession session, IEnumerable<DefinitionKind> kinds, CancellationToken cancellationToken)
    {
        var all = new List<Definition>();
        foreach (var kind in kinds)
        {
            try
            {
                await ReadAsync(session, kind, all, cancellationToken).ConfigureAwait(false);
            }
            catch (UpstreamErrorException exception) when (exception.Code == UpstreamErrorException.MethodNotFound)
            {
                // It has none of that kind.
            }
        }

        return all;
    }

    private static async Task ReadAsync(UpstreamSession session, DefinitionKind kind, List<Definition> all, CancellationToken cancellationToken)
    {
        var (method, member) = kind switch
        {
            DefinitionKind.Tool => ("tools/list", "tools"),
            DefinitionKind.Prompt => ("prompts/list", "prompts"),
            DefinitionKind.Resource => ("resources/list", "resources"),
            _ => ("resources/templates/list", "resourceTemplates"),
        };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; ; page++)
        {
            var parameters = new JsonObject();
            if (cursor is not null)
            {
                parameters["cursor"] = cursor;
            }

            var answer = await session.RequestAsync(method, parameters, ClientAbilities.None, null, null, cancellationToken).ConfigureAwait(false);
            if (Json.Member(answer, member) is not { ValueKind: JsonValueKind.Array } listed)
            {
                throw new UpstreamBrokenException($"The server's answer to {method} holds no list.");
            }

            foreach (var entry in listed.EnumerateArray())
            {
                // The first of two that share a name counts; the second can't stand in for it.
                if (Definition.From(kind, entry) is { } definition && seen.Add(definition.Key))
                {
                    all.Add(definition);
                }
            }

            cursor = Json.String(answer, "nextCursor");
            if (string.IsNullOrEmpty(cursor))
            {
                return;
            }

            if (page >= MostPages || all.Count > MostDefinitions)
            {
                throw new UpstreamBrokenException($"The server's answer to {method} does not end.");
            }
        }
    }
}
