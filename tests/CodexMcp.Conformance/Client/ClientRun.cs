using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind;
using CodexMcp.Connectors.McpKind.Upstream;

#pragma warning disable RS0030 // The suite reads standard error.

namespace CodexMcp.Conformance.Client;

/// <summary>
/// The suite's client side: our connector of kind mcp in front of the suite's server, used as an operator and an agent use it. The operator pins what the
/// server defines and logs in when a sentence of ours asks for that; the agent calls. Nothing else is known of the scenario.
/// </summary>
internal sealed class ClientRun(ClientScenario scenario, ClientFolder folder) : IAsyncDisposable
{
    private const int MostLogins = 3;
    private const string Sandbox = "sandbox";
    private readonly HttpMessageHandler transport = ConnectorHttp.LoopbackTransport();
    private readonly UpstreamPool pool = new();
    private readonly MemoryLoginStore logins = new();
    private ConnectorManifest manifest = null!;
    private IConnector connector = null!;
    private int loggedIn;

    /// <summary>Runs the scenario that the suite names, against its server.</summary>
    public static async Task<int> RunAsync(string url)
    {
        var scenario = ClientScenario.Read();
        using var folder = new ClientFolder(scenario, url);
        var run = new ClientRun(scenario, folder);
        await using (run.ConfigureAwait(false))
        {
            try
            {
                return await run.RunAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is ConnectorException or OperationCanceledException)
            {
                Console.Error.WriteLine($"{exception.Message} {(exception as ConnectorException)?.Next}");
                return 1;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync().ConfigureAwait(false);
        transport.Dispose();
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Load();
        var review = await WithLoginAsync(() => ((IUpstreamReview)connector).ReviewAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        review.Write();
        Load();
        var wrong = 0;
        foreach (var call in scenario.Calls)
        {
            wrong += await CallAsync(call, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        }

        foreach (var tool in manifest.Catalog.Prompts.Values.Concat(manifest.Catalog.Resources.Values))
        {
            var arguments = tool.Uri is { } uri ? $$"""{"uri":"{{JsonEncodedText.Encode(uri)}}"}""" : "{}";
            await connector.ExecuteAsync(Invocation(tool, Answer.Json(arguments)), cancellationToken).ConfigureAwait(false);
        }

        return wrong;
    }

    /// <summary>Makes a call, and says whether it went as it should.</summary>
    private async Task<bool> CallAsync(Call call, CancellationToken cancellationToken)
    {
        if (!manifest.Catalog.Tools.TryGetValue(call.Action, out var tool))
        {
            Console.Error.WriteLine($"{call.Tool} does not exist here.");
            return call.IsRefused;
        }

        var arguments = call.EchoesSchemaOf is { } other
            ? Answer.Json($$"""{"schema":{{manifest.Catalog.Tools[Call.ActionOf(other)].InputSchema.GetRawText()}}}""")
            : Answer.Json(call.Arguments);
        try
        {
            var invocation = Invocation(tool, arguments);
            var result = await WithLoginAsync(() => connector.ExecuteAsync(invocation, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
            while (result.Questions is { Count: > 0 } questions)
            {
                // Another call between the question and its answer: nothing of the one may reach the other.
                foreach (var between in scenario.Calls.Where(one => one.Tool == "test_mrtr_unrelated"))
                {
                    await connector.ExecuteAsync(Invocation(manifest.Catalog.Tools[between.Action], Answer.Json("{}")), cancellationToken).ConfigureAwait(false);
                }

                var answers = questions.ToDictionary(static question => question.Key, static _ => Answer.Json("""{"action":"accept","content":{}}"""));
                result = await connector.ExecuteAsync(invocation with { Answers = new ToolAnswers(answers, result.State) }, cancellationToken).ConfigureAwait(false);
            }

            return !call.IsRefused;
        }
        catch (ConnectorException exception) when (call.IsRefused)
        {
            Console.Error.WriteLine(exception.Message);
            return true;
        }
    }

    private async Task<T> WithLoginAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await act().ConfigureAwait(false);
            }
            catch (ConnectorException exception) when (exception.Next.Contains("connectors login", StringComparison.Ordinal) && loggedIn++ < MostLogins)
            {
                Console.Error.WriteLine($"{exception.Message} {exception.Next}");
                await Person.LogInAsync(manifest, new(manifest.Name, Sandbox), logins, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Load()
    {
        manifest = folder.Load();
        connector = new McpKindConnectorFactory(manifest, pool, static _ => { }, UpstreamNews.Unheard, logins).Create(new()
        {
            Environment = Sandbox,
            Settings = manifest.ResolveSettings(Sandbox),
            Http = ConnectorHttp.Create(new() { Hosts = new HostAllowlist(manifest.Hosts, loopback: true) }, transport),
            Time = TimeProvider.System,
        });
    }

    private ToolInvocation Invocation(ToolDefinition tool, JsonElement arguments) => new()
    {
        CallId = Guid.NewGuid().ToString("N"),
        Role = "suite",
        Principal = "local:suite",
        Environment = Sandbox,
        Tool = tool,
        Arguments = arguments,
        CanAsk = scenario.IsAsked ? ClientAbilities.Forms : ClientAbilities.None,
        Handles = NoHandles.Instance,
    };

    private sealed class NoHandles : IHandleSealer
    {
        public static NoHandles Instance { get; } = new();

        public string Seal(ToolInvocation invocation, string value) => value;

        public bool TryUnseal(ToolInvocation invocation, string token, out string value)
        {
            value = token;
            return true;
        }
    }
}
