using System.Globalization;
using System.Net;
using System.Text.Json;
using CodexMcp.Sandbox.Faults;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Simulates one Salesforce org behind its REST API: tokens are checked, SOQL runs on synthetic data, what is written is there.</summary>
public sealed class SalesforceSimulator : IVendorSimulator
{
    private readonly TimeProvider _time;
    private readonly SalesforceSimulatorOptions _options;
    private readonly TokenEndpoint _tokens;
    private readonly RequestQuota _quota;
    private readonly Lock _turn = new();
    private readonly bool _ownsCredentials;
    private Org? _org;
    private RestApi? _api;

    /// <summary>Makes an org. Nothing is built before the first request needs it.</summary>
    /// <param name="time">The org's clock: tokens, dates, quota, and the day of the data.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    public SalesforceSimulator(TimeProvider time, SalesforceSimulatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _options = options ?? new SalesforceSimulatorOptions();
        _ownsCredentials = _options.Credentials is null;
        Credentials = _options.Credentials ?? new SalesforceCredentials();
        _tokens = new TokenEndpoint(Credentials, _options, time);
        _quota = new RequestQuota(time, _options.DailyRequests);
    }

    /// <inheritdoc/>
    public string System => "salesforce";

    /// <summary>The login that is accepted.</summary>
    public SalesforceCredentials Credentials { get; }

    /// <summary>What has arrived, and what shall go wrong. TooManyRequests is 403 REQUEST_LIMIT_EXCEEDED here.</summary>
    public WireActivity Activity { get; } = new();

    /// <summary>How many access tokens have been given.</summary>
    public int TokensIssued => _tokens.Issued;

    /// <summary>Uses up requests of the day, as other clients of the org would.</summary>
    public void UseRequests(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_turn)
        {
            _quota.Add(count);
        }
    }

    /// <summary>Makes the next so many writes of a record fail with UNABLE_TO_LOCK_ROW.</summary>
    public void LockRows(int writes)
    {
        lock (_turn)
        {
            TheOrg().Store.LockedWrites = writes;
        }
    }

    /// <summary>Ends every session: each token is answered with 401 from now on.</summary>
    public void ExpireSessions() => _tokens.ExpireAll();

    /// <summary>Opens a session without a login, for clients that are given a session id and an instance URL.</summary>
    public string OpenSession() => _tokens.Open();

    /// <inheritdoc/>
    public void WriteCredentials(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Credentials.WriteSettings(writer);
    }

    /// <inheritdoc/>
    public async ValueTask<SimulatorResponse> HandleAsync(SimulatorRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var fault = Activity.Arrived(request);
        return fault is null
            ? Answer(request)
            : await WireFaults.GiveAsync(fault, () => Task.FromResult(Answer(request)), Words, _time, ct).ConfigureAwait(false);
    }

    private static SimulatorResponse Words(WireFaultKind kind) => JsonAnswers.Error(kind == WireFaultKind.Unauthorized
        ? new SalesforceException(401, "INVALID_SESSION_ID", "Session expired or invalid")
        : new SalesforceException(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));

    private SimulatorResponse Answer(SimulatorRequest request)
    {
        try
        {
            switch (request.Path.TrimEnd('/'))
            {
                case var identity when identity == $"/id/{TokenEndpoint.Org}/{OrgSeed.IntegrationUser}":
                    _tokens.Check(request);
                    return Identity(request);
                case "/services/oauth2/token":
                    return _tokens.Token(request, InstanceUrl(request));
                case "/services/oauth2/revoke":
                    return _tokens.Revoke(request);
                case "/services/oauth2/userinfo":
                    _tokens.Check(request);
                    return UserInfo(request);
                case "/services/data":
                    return RestApi.Versions();
            }

            return request.Path.StartsWith("/services/data/", StringComparison.Ordinal) ? Data(request) : throw SalesforceException.NotFound();
        }
        catch (SalesforceException error)
        {
            return JsonAnswers.Error(error);
        }
    }

    private SimulatorResponse Data(SimulatorRequest request)
    {
        var path = request.Path["/services/data/".Length..].Split('/').Select(Uri.UnescapeDataString).ToList();
        if (path.Count > 1 && path[^1].Length == 0)
        {
            path.RemoveAt(path.Count - 1);
        }

        var version = path[0];
        if (!version.StartsWith('v') || !version.EndsWith(".0", StringComparison.Ordinal)
            || !int.TryParse(version.AsSpan(1, version.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < RestApi.OldestVersion or > RestApi.NewestVersion)
        {
            throw SalesforceException.NotFound();
        }

        _tokens.Check(request);
        lock (_turn)
        {
            var answer = _quota.Take()
                ? TheApi().Answer(new RestRequest(request.Method, version, path[1..], Form.Query(request), request.Headers, request.Body))
                : JsonAnswers.Error(new SalesforceException(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));
            return new SimulatorResponse
            {
                Status = answer.Status,
                Headers = new Dictionary<string, string>(answer.Headers) { ["Sforce-Limit-Info"] = $"api-usage={_quota.Used}/{_quota.Most}" },
                Body = answer.Body,
            };
        }
    }

    private Org TheOrg() => _org ??= new Org(_options, Credentials, _time);

    private RestApi TheApi() => _api ??= new RestApi(TheOrg()) { Quota = () => (_quota.Most - _quota.Used, _quota.Most) };

    /// <summary>Over a socket the org is where the client found it; in process it has its own name.</summary>
    private static string InstanceUrl(SimulatorRequest request)
    {
        if (!request.Headers.TryGetValue("Host", out var host) || !Uri.TryCreate("http://" + host, UriKind.Absolute, out var uri))
        {
            return SalesforceCredentials.LoginUrl;
        }

        return uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            ? $"http://{host}"
            : SalesforceCredentials.LoginUrl;
    }

    private SimulatorResponse UserInfo(SimulatorRequest request) => JsonAnswers.Json(200, writer => UserWriter.Info(writer, Credentials.Username, InstanceUrl(request)));

    private SimulatorResponse Identity(SimulatorRequest request) => JsonAnswers.Json(200, writer => UserWriter.Identity(writer, Credentials.Username, InstanceUrl(request)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_turn)
        {
            _org?.Dispose();
        }

        if (_ownsCredentials)
        {
            Credentials.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
