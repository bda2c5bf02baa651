using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>The prompts and resources of connectors that the role lists. Each is got through the pipeline, like a call of a tool.</summary>
internal sealed class OfferHandlers(ScopeOf scopeOf, CallHandler calls)
{
    /// <summary>The prompts that the role lists.</summary>
    public static IEnumerable<Prompt> Prompts(RoleProfile role) => Offers(role, ToolKind.Prompt).Select(static offer => new Prompt
    {
        Name = Name(offer),
        Title = offer.Title,
        Description = offer.Description,
        Arguments = [.. offer.Arguments.Select(static argument => new PromptArgument { Name = argument.Name, Description = argument.Description, Required = argument.Required })],
    });

    /// <summary>The resources that the role lists and that have one URI.</summary>
    public static IEnumerable<Resource> Resources(RoleProfile role) => Offers(role, ToolKind.Resource).Where(static offer => !IsTemplate(offer)).Select(static offer => new Resource
    {
        Uri = offer.Uri!,
        Name = Name(offer),
        Title = offer.Title,
        Description = offer.Description,
        MimeType = offer.MediaType,
        Annotations = ContentWriter.Annotations(offer.Hints),
    });

    /// <summary>Lists the families of resources.</summary>
    public ValueTask<ListResourceTemplatesResult> ListTemplatesAsync(RequestContext<ListResourceTemplatesRequestParams> request, CancellationToken cancellationToken) => new(new ListResourceTemplatesResult
    {
        ResourceTemplates =
        [
            .. Offers(scopeOf(request).Profile, ToolKind.Resource).Where(IsTemplate).Select(static offer => new ResourceTemplate
            {
                UriTemplate = offer.Uri!,
                Name = Name(offer),
                Title = offer.Title,
                Description = offer.Description,
                MimeType = offer.MediaType,
                Annotations = ContentWriter.Annotations(offer.Hints),
            }),
        ],
        CacheScope = CacheScope.Private,
        TimeToLive = TimeSpan.Zero,
    });

    /// <summary>Gets a prompt; null when the role lists none of that name.</summary>
    public async ValueTask<GetPromptResult?> GetPromptAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken)
    {
        if (Offers(scopeOf(request).Profile, ToolKind.Prompt).FirstOrDefault(offer => Name(offer) == request.Params!.Name) is not { } offer)
        {
            return null;
        }

        var outcome = await calls.RunAsync(request, ToolKind.Prompt, offer.Name, CallHandler.ToObject(request.Params!.Arguments), null, cancellationToken).ConfigureAwait(false);
        Require(outcome, request, cancellationToken);
        return new()
        {
            Description = offer.Description,
            Meta = ContentMark.Meta(outcome, null),
            Messages = [.. ContentWriter.Write(outcome, null).Select((block, index) => new PromptMessage { Role = IsAssistant(outcome, index) ? Role.Assistant : Role.User, Content = block })],
        };
    }

    // Words of their own stand before the blocks.
    private static bool IsAssistant(CallOutcome outcome, int index) =>
        outcome.Content.Count > 0 && index - (outcome.Text.Length > 0 ? 1 : 0) is >= 0 and var at && at < outcome.Content.Count && outcome.Content[at].FromAssistant;

    /// <summary>Whether the role lists a resource of that URI.</summary>
    public static bool Has(RoleProfile role, string uri) => Find(role, uri) is not null;

    /// <summary>Finds the resource of a URI, and the parts of a template; null when the role lists none.</summary>
    public static (ToolDefinition Offer, Dictionary<string, string> Parts)? Find(RoleProfile role, string uri)
    {
        foreach (var offer in Offers(role, ToolKind.Resource))
        {
            if (UriTemplate.Match(offer.Uri!, uri) is { } parts)
            {
                return (offer, parts);
            }
        }

        return null;
    }

    /// <summary>Reads a resource; null when the role lists none of that URI, or its connector has none.</summary>
    public async ValueTask<ReadResourceResult?> ReadAsync(RequestContext<ReadResourceRequestParams> request, string uri, CancellationToken cancellationToken)
    {
        if (Find(scopeOf(request).Profile, uri) is not var (offer, parts))
        {
            return null;
        }

        var outcome = await calls.RunAsync(request, ToolKind.Resource, offer.Name, Arguments(uri, parts), null, cancellationToken).ConfigureAwait(false);
        Require(outcome, request, cancellationToken);
        var contents = ContentWriter.Write(outcome, null).OfType<EmbeddedResourceBlock>().Select(Contents).ToList();
        return contents.Count == 0 ? null : new() { Contents = contents, Meta = ContentMark.Meta(outcome, null), CacheScope = CacheScope.Private, TimeToLive = TimeSpan.Zero };
    }

    private static ResourceContents Contents(EmbeddedResourceBlock block)
    {
        block.Resource.Meta = block.Meta;
        return block.Resource;
    }

    private static void Require<T>(CallOutcome outcome, RequestContext<T> request, CancellationToken cancellationToken)
    {
        CallHandler.ThrowUnlessAnswer(outcome, Era.IsModern(request.JsonRpcRequest.Context), cancellationToken);
        if (outcome.IsError)
        {
            throw new McpProtocolException(outcome.Text, outcome.Code == OutcomeCode.InvalidArguments ? McpErrorCode.InvalidParams : McpErrorCode.InternalError);
        }
    }

    /// <summary>What the role lists of a kind.</summary>
    public static IEnumerable<ToolDefinition> Offers(RoleProfile role, ToolKind kind) =>
        role.Offers.Select(static offer => offer.Definition).Where(offer => offer.Kind == kind);

    /// <summary>The name that clients know it by.</summary>
    public static string Name(ToolDefinition offer) => offer.ClientName ?? $"{offer.Connector}_{offer.Action}";

    private static bool IsTemplate(ToolDefinition offer) => offer.Uri!.Contains('{', StringComparison.Ordinal);

    /// <summary>The arguments of an operation on a URI.</summary>
    public static JsonElement Arguments(string uri, Dictionary<string, string> parts)
    {
        var buffer = new LineBuffer(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("uri"u8, uri);
            foreach (var (name, value) in parts)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.Written.Span);
        return JsonElement.ParseValue(ref reader);
    }
}
