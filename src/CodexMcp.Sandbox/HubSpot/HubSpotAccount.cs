using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The account's records and the endpoints over them. Requests are answered one after the other.</summary>
internal sealed class HubSpotAccount
{
    private readonly CrmStore _store;
    private readonly IHubSpotApi[] _apis;
    private readonly FilesApi _files;

    /// <summary>Fills an account with the company.</summary>
    public HubSpotAccount(SyntheticCompany company, HubSpotSimulatorOptions options, HubSpotLimits limits, long hubId, DateTimeOffset now)
    {
        _store = new CrmStore(hubId);
        CompanyImport.Fill(_store, company, now);
        var objects = new ObjectsApi(_store);
        var preferences = new PreferenceBook(_store, now.AddDays(-60));
        _files = new FilesApi(new FileBook(hubId, now), hubId);
        _apis =
        [
            new SearchApi(_store, options),
            new BatchApi(_store, objects),
            objects,
            new AssociationsApi(_store),
            new AssociationBatchApi(_store),
            new PropertiesApi(_store),
            new AccountApi(_store, limits, options, hubId),
            new ListsApi(_store, new ListBook(_store, now)),
            _files,
            new PreferencesApi(preferences),
            new SequencesApi(_store, preferences),
            new CampaignsApi(now),
        ];
    }

    /// <summary>Gives the content behind a signed link, which needs no token.</summary>
    /// <exception cref="HubSpotError">The link is wrong or old.</exception>
    public SimulatorResponse Open(string[] path, string query, DateTimeOffset now)
    {
        lock (_store.Lock)
        {
            return _files.Open(path, query, now);
        }
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="HubSpotError">What the client did wrong.</exception>
    public SimulatorResponse Answer(HubSpotCall call)
    {
        lock (_store.Lock)
        {
            foreach (var api in _apis)
            {
                if (api.Answer(call) is { } answer)
                {
                    return answer;
                }
            }
        }

        throw new HubSpotError(404, "OBJECT_NOT_FOUND", $"There is no endpoint {call.Method} {call.RawPath}");
    }
}
