namespace CodexMcp.Sandbox.HubSpot;

/// <summary>A list of records of one kind. Used under the store's lock.</summary>
internal sealed class CrmList(string id, string name, ObjectType type, string processing, DateTimeOffset createdAt)
{
    private readonly SortedDictionary<long, DateTimeOffset> _members = [];

    public string Id => id;

    public string Name { get; set; } = name;

    public ObjectType Type => type;

    /// <summary>MANUAL, SNAPSHOT or DYNAMIC.</summary>
    public string Processing => processing;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>For a dynamic list: the property and the value that make a record a member.</summary>
    public (string Property, string Value)? Rule { get; init; }

    /// <summary>Puts a record on the list; false when it was on it.</summary>
    public bool Add(long record, DateTimeOffset now) => _members.TryAdd(record, now);

    /// <summary>Takes a record off the list; false when it wasn't on it.</summary>
    public bool Remove(long record) => _members.Remove(record);

    /// <summary>Who is on the list, by number. What is archived isn't on any list.</summary>
    public IEnumerable<KeyValuePair<long, DateTimeOffset>> Members(CrmStore store) => Rule is { } rule
        ? store.Of(type).Where(record => record.ArchivedAt is null && record[rule.Property] == rule.Value).Select(record => KeyValuePair.Create(record.Id, record.CreatedAt))
        : _members.Where(member => store.Find(type, member.Key) is { ArchivedAt: null });
}

/// <summary>The lists of the account. Used under the store's lock.</summary>
internal sealed class ListBook
{
    private readonly List<CrmList> _lists = [];
    private int _next = 1;

    /// <summary>Begins with four lists, of each way of processing.</summary>
    public ListBook(CrmStore store, DateTimeOffset now)
    {
        var made = now.AddDays(-200);
        var champions = Add("Champions", ObjectType.Contacts, "MANUAL", made);
        foreach (var contact in store.Of(ObjectType.Contacts).Where(contact => contact["hs_buying_role"] == "CHAMPION" && contact["lifecyclestage"] == "customer"))
        {
            champions.Add(contact.Id, made);
        }

        Add("Accounts to visit", ObjectType.Companies, "MANUAL", made);
        _lists.Add(new CrmList($"{_next++}", "All customers", ObjectType.Companies, "DYNAMIC", made) { Rule = ("lifecyclestage", "customer") });
        var snapshot = Add("Leads of last quarter", ObjectType.Contacts, "SNAPSHOT", made);
        foreach (var lead in store.Of(ObjectType.Contacts).Where(contact => contact["lifecyclestage"] == "lead"))
        {
            snapshot.Add(lead.Id, made);
        }
    }

    /// <summary>Every list.</summary>
    public IReadOnlyList<CrmList> All => _lists;

    /// <summary>A list by its number.</summary>
    /// <exception cref="HubSpotError">There is none.</exception>
    public CrmList Get(string id) => _lists.Find(list => list.Id == id) ?? throw HubSpotError.NotFound($"List does not exist with ID {id}");

    /// <summary>Makes an empty list.</summary>
    public CrmList Add(string name, ObjectType type, string processing, DateTimeOffset now)
    {
        var list = new CrmList($"{_next++}", name, type, processing, now);
        _lists.Add(list);
        return list;
    }

    /// <summary>Takes a list away.</summary>
    public void Remove(CrmList list) => _lists.Remove(list);
}
