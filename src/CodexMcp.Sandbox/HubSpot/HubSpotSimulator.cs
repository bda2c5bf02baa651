using System.Text.Json;
using CodexMcp.Sandbox.Company;
using CodexMcp.Sandbox.Faults;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Simulates one HubSpot account behind its API: tokens and scopes are checked, limits are counted, what is written is there on the next read.</summary>
public sealed class HubSpotSimulator : IVendorSimulator
{
    private readonly TimeProvider _time;
    private readonly HubSpotSimulatorOptions _options;
    private readonly TokenStore _tokens;
    private readonly OAuthApi _oauth;
    private readonly HubSpotLimits _limits;
    private readonly Lazy<HubSpotAccount> _account;

    /// <summary>Makes an account. Its records are made at the first request that reads them.</summary>
    /// <param name="time">The account's clock: tokens, limits, and the day on which the data ends.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    public HubSpotSimulator(TimeProvider time, HubSpotSimulatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _options = options ?? new HubSpotSimulatorOptions();
        Credentials = _options.Credentials ?? new HubSpotCredentials();
        _tokens = new TokenStore(Credentials, _options, time);
        _oauth = new OAuthApi(_tokens, time);
        _limits = new HubSpotLimits(_options);
        _account = new(() => new HubSpotAccount(SyntheticCompany.At(time), _options, _limits, Credentials.HubId, time.GetUtcNow()));
    }

    /// <inheritdoc/>
    public string System => "hubspot";

    /// <summary>The account that is accepted.</summary>
    public HubSpotCredentials Credentials { get; }

    /// <summary>What has arrived, and what shall fail.</summary>
    public WireActivity Activity { get; } = new();

    /// <inheritdoc/>
    public void WriteCredentials(Utf8JsonWriter writer) => Credentials.WriteSettings(writer);

    /// <summary>Gives out the token of another private app with these scopes.</summary>
    public string IssuePrivateAppToken(IEnumerable<string> scopes) => _tokens.IssuePrivate(scopes);

    /// <summary>Gives out an authorization code, as the page does on which a person installs the app. It is valid for a minute and once.</summary>
    /// <param name="scopes">What the person agreed to; null takes all of the app's.</param>
    /// <param name="redirectUri">What the exchange must repeat; null takes any.</param>
    /// <param name="codeChallenge">The S256 challenge of PKCE, if the client used it.</param>
    public string IssueAuthorizationCode(IEnumerable<string>? scopes = null, string? redirectUri = null, string? codeChallenge = null) =>
        _tokens.IssueCode(scopes ?? _options.Scopes, redirectUri, codeChallenge);

    /// <inheritdoc/>
    public async ValueTask<SimulatorResponse> HandleAsync(SimulatorRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var fault = Activity.Arrived(request);
        return fault is null
            ? Answer(request)
            : await WireFaults.GiveAsync(fault, () => Task.FromResult(Answer(request)), Words, _time, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static SimulatorResponse Words(WireFaultKind kind) => HubSpotReply.Error(kind == WireFaultKind.Unauthorized
        ? new HubSpotError(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired 12 second(s) ago.")
        : new HubSpotError(429, null, "You have reached your ten_secondly_rolling limit.") { Policy = "TEN_SECONDLY_ROLLING" });

    private SimulatorResponse Answer(SimulatorRequest request)
    {
        var headers = new Dictionary<string, string>();
        SimulatorResponse answer;
        try
        {
            var path = HubSpotPath.Parse(request.Path);
            answer = path is ["hubfs", ..] && request.Method == "GET"
                ? _account.Value.Open(path, request.Query, _time.GetUtcNow())
                : _oauth.Answer(request, path) ?? Answer(request, path, headers);
        }
        catch (HubSpotError error)
        {
            answer = HubSpotReply.Error(error);
        }

        foreach (var (name, value) in answer.Headers)
        {
            headers[name] = value;
        }

        headers["X-HubSpot-Correlation-Id"] = Guid.NewGuid().ToString("D");
        return new SimulatorResponse { Status = answer.Status, Headers = headers, Body = answer.Body };
    }

    private SimulatorResponse Answer(SimulatorRequest request, string[] path, Dictionary<string, string> headers)
    {
        var grant = _tokens.Authenticate(request.Headers);
        var now = _time.GetUtcNow();
        if (_limits.Take(grant, SearchApi.IsSearch(path), now, headers) is { } refused)
        {
            throw refused;
        }

        return _account.Value.Answer(new HubSpotCall(request, path, grant, now));
    }
}
