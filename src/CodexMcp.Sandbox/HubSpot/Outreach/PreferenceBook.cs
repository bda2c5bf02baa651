namespace CodexMcp.Sandbox.HubSpot;

/// <summary>A kind of mail that people can subscribe to.</summary>
internal sealed record Subscription(long Id, string Name, string Description, string Purpose, bool IsInternal);

/// <summary>Who has agreed to which kind of mail. Used under the store's lock.</summary>
internal sealed class PreferenceBook
{
    private readonly CrmStore _store;
    private readonly Dictionary<(string Email, long Subscription), (string Status, DateTimeOffset At)> _statuses = [];
    private readonly Dictionary<string, DateTimeOffset> _out = [];

    /// <summary>Half of the people have subscribed to the product news.</summary>
    public PreferenceBook(CrmStore store, DateTimeOffset since)
    {
        _store = store;
        foreach (var contact in store.Of(ObjectType.Contacts).Where(contact => contact.Id % 2 == 0))
        {
            Set(contact["email"]!, Kinds[0], "SUBSCRIBED", since);
        }
    }

    /// <summary>The kinds of mail.</summary>
    public static IReadOnlyList<Subscription> Kinds { get; } =
    [
        new(88_001, "Product news", "What is new in Lumen, once a month.", "Marketing", false),
        new(88_002, "Events", "Invitations to webinars and training days.", "Marketing", false),
        new(88_003, "One to One", "Mails that a person of ours writes.", "Sales", true),
    ];

    /// <summary>A kind of mail by its number.</summary>
    /// <exception cref="HubSpotError">There is none.</exception>
    public static Subscription Kind(string id) => Kinds.FirstOrDefault(kind => $"{kind.Id}" == id)
        ?? throw HubSpotError.NotFound($"Subscription type {id} does not exist");

    /// <summary>When an address opted out of everything; null when it didn't.</summary>
    public DateTimeOffset? OutSince(string email) => _out.TryGetValue(Folded(email), out var at) ? at
        : _store.Find(ObjectType.Contacts, email, "email") is { } contact && contact["hs_email_optout"] == "true" ? contact.CreatedAt : null;

    /// <summary>SUBSCRIBED, UNSUBSCRIBED or NOT_SPECIFIED, and since when.</summary>
    public (string Status, DateTimeOffset? At) Of(string email, Subscription kind) => OutSince(email) is { } left ? ("UNSUBSCRIBED", left)
        : _statuses.TryGetValue((Folded(email), kind.Id), out var known) ? (known.Status, known.At) : ("NOT_SPECIFIED", null);

    /// <summary>Sets the status of an address for a kind of mail.</summary>
    public void Set(string email, Subscription kind, string status, DateTimeOffset now) => _statuses[(Folded(email), kind.Id)] = (status, now);

    /// <summary>Opts an address out of everything.</summary>
    public void Leave(string email, DateTimeOffset now)
    {
        _out.TryAdd(Folded(email), now);
        if (_store.Find(ObjectType.Contacts, email, "email") is { } contact)
        {
            _store.Apply(contact, [KeyValuePair.Create<string, string?>("hs_email_optout", "true")], now, "EMAIL");
        }
    }

    private static string Folded(string email) => email.Trim().ToLowerInvariant();
}
