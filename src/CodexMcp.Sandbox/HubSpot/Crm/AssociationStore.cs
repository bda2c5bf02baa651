namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Which record is associated with which, seen from both sides. Used under the store's lock.</summary>
internal sealed class AssociationStore
{
    private static readonly IReadOnlyList<AssociationType> None = [];
    private readonly Dictionary<(ObjectType From, long Id, ObjectType To), SortedDictionary<long, List<AssociationType>>> _links = [];

    /// <summary>The kinds of association that there are.</summary>
    public AssociationBook Book { get; } = new();

    /// <summary>What a record is associated with, by number.</summary>
    public IEnumerable<KeyValuePair<long, List<AssociationType>>> Of(ObjectType from, long id, ObjectType to) =>
        _links.TryGetValue((from, id, to), out var links) ? links : [];

    /// <summary>How two records are associated; empty when they aren't.</summary>
    public IReadOnlyList<AssociationType> Between(ObjectType from, long id, ObjectType to, long toId) =>
        _links.TryGetValue((from, id, to), out var links) && links.TryGetValue(toId, out var types) ? types : None;

    /// <summary>Associates two records. A label brings the plain kind with it; there is one primary company at most.</summary>
    public void Add(long id, AssociationType type, long toId)
    {
        if (type.Label == "Primary")
        {
            var (record, company) = type.To == ObjectType.Companies ? (type, id) : (Book.Inverse(type), toId);
            foreach (var (other, types) in Of(record.From, company, record.To).ToList())
            {
                foreach (var old in types.Where(kind => kind.Label == "Primary").ToList())
                {
                    Drop(company, old, other);
                }
            }
        }

        Put(id, type, toId);
        if (type.Label is not null)
        {
            Put(id, Book.Plain(type.From, type.To), toId);
        }
    }

    /// <summary>Takes back one kind of association between two records.</summary>
    public void Drop(long id, AssociationType type, long toId)
    {
        DropOneWay(id, type, toId);
        DropOneWay(toId, Book.Inverse(type), id);
    }

    /// <summary>Takes back every association between two records.</summary>
    public void Clear(ObjectType from, long id, ObjectType to, long toId)
    {
        foreach (var type in Between(from, id, to, toId).ToList())
        {
            Drop(id, type, toId);
        }
    }

    /// <summary>Gives one record's associations to another of its type, or to none.</summary>
    public void Move(ObjectType type, long id, long? heir)
    {
        foreach (var to in ObjectType.All)
        {
            foreach (var (toId, kinds) in Of(type, id, to).Select(link => (link.Key, link.Value.ToList())).ToList())
            {
                Clear(type, id, to, toId);
                if (heir is { } other && !(to == type && toId == other))
                {
                    // What the heir has already stays first: its own primary company.
                    foreach (var kind in kinds.Where(kind => kind.Label != "Primary" || !Of(type, other, to).Any(link => link.Value.Contains(kind))))
                    {
                        Add(other, kind, toId);
                    }
                }
            }
        }
    }

    private void Put(long id, AssociationType type, long toId)
    {
        PutOneWay(id, type, toId);
        PutOneWay(toId, Book.Inverse(type), id);
    }

    private void PutOneWay(long id, AssociationType type, long toId)
    {
        var key = (type.From, id, type.To);
        if (!_links.TryGetValue(key, out var links))
        {
            _links[key] = links = [];
        }

        if (!links.TryGetValue(toId, out var types))
        {
            links[toId] = types = [];
        }

        if (!types.Contains(type))
        {
            types.Insert(type.Label is null ? types.Count : 0, type);
        }
    }

    private void DropOneWay(long id, AssociationType type, long toId)
    {
        if (_links.TryGetValue((type.From, id, type.To), out var links) && links.TryGetValue(toId, out var types))
        {
            types.Remove(type);
            if (types.Count == 0)
            {
                links.Remove(toId);
            }
        }
    }
}
