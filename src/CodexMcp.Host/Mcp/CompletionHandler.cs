using System.Text.Json;
using CodexMcp.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Completes arguments of prompts and resource templates: with what a manifest names, or through the pipeline with what the server behind it proposes.</summary>
internal sealed class CompletionHandler(ScopeOf scopeOf, CallHandler calls)
{
    private const int MaxCompletions = 100;

    /// <summary>Answers a request.</summary>
    public async ValueTask<CompleteResult> CompleteAsync(RequestContext<CompleteRequestParams> request, CancellationToken cancellationToken)
    {
        var role = scopeOf(request).Profile;
        ToolDefinition? offer = null;
        switch (request.Params?.Ref)
        {
            case PromptReference prompt when OfferHandlers.Offers(role, ToolKind.Prompt).FirstOrDefault(offer => OfferHandlers.Name(offer) == prompt.Name) is { } found:
                offer = found;
                break;
            case ResourceTemplateReference template when OfferHandlers.Offers(role, ToolKind.Resource).FirstOrDefault(offer => offer.Uri == template.Uri) is { } found:
                offer = found;
                break;
            case PromptReference prompt when role.Skills.Any(skill => skill.Name == prompt.Name):
                break;
            default:
                throw new McpProtocolException("There is no such prompt or template. List them to see which there are.", McpErrorCode.InvalidParams);
        }

        var (name, begun) = (request.Params.Argument.Name, request.Params.Argument.Value ?? "");
        if (offer?.Completion is { } completion)
        {
            return await RelayAsync(request, completion, name, begun, cancellationToken).ConfigureAwait(false);
        }

        var values = offer?.Arguments.FirstOrDefault(argument => argument.Name == name)?.Values ?? [];
        var fitting = values.Where(value => value.StartsWith(begun, StringComparison.OrdinalIgnoreCase)).Take(MaxCompletions).ToList();
        return Result(fitting, fitting.Count, false);
    }

    private async ValueTask<CompleteResult> RelayAsync(RequestContext<CompleteRequestParams> request, ToolDefinition completion, string name, string begun, CancellationToken cancellationToken)
    {
        var outcome = await calls.RunAsync(request, ToolKind.Completion, completion.Name, Arguments(name, begun, request.Params!.Context?.Arguments), null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        // Whoever types is helped or not helped; why not stands in the audit trail.
        if (outcome.IsError || !outcome.Structured.TryGetProperty("values"u8, out var values))
        {
            return Result([], 0, false);
        }

        return Result(
            [.. values.EnumerateArray().Select(static value => value.GetString()!).Take(MaxCompletions)],
            outcome.Structured.GetProperty("total"u8).GetInt32(),
            outcome.Structured.GetProperty("has_more"u8).GetBoolean());
    }

    private static CompleteResult Result(List<string> values, int total, bool more) => new() { Completion = new() { Values = values, Total = total, HasMore = more } };

    private static JsonElement Arguments(string name, string begun, IDictionary<string, string>? context)
    {
        var buffer = new LineBuffer(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("argument"u8, name);
            writer.WriteString("value"u8, begun);
            if (context is not null)
            {
                writer.WriteStartObject("context"u8);
                foreach (var (key, value) in context)
                {
                    writer.WriteString(key, value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.Written.Span);
        return JsonElement.ParseValue(ref reader);
    }
}
