namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The kinds of association that there are, with HubSpot's numbers; more labels can be added. Used under the store's lock.</summary>
internal sealed class AssociationBook
{
    private const string Ours = "HUBSPOT_DEFINED";
    private readonly List<AssociationType> _types = [];
    private int _next = 101;

    /// <summary>Knows HubSpot's kinds and two labels of the account.</summary>
    public AssociationBook()
    {
        // The primary ones first: they are listed first.
        Pair(ObjectType.Contacts, ObjectType.Companies, 1, 2, "Primary");
        Pair(ObjectType.Deals, ObjectType.Companies, 5, 6, "Primary");
        Pair(ObjectType.Tickets, ObjectType.Companies, 26, 25, "Primary");
        Pair(ObjectType.Companies, ObjectType.Companies, 13, 14, "Child Company", "Parent Company");
        Pair(ObjectType.Contacts, ObjectType.Companies, 279, 280);
        Pair(ObjectType.Contacts, ObjectType.Contacts, 449, 449);
        Pair(ObjectType.Contacts, ObjectType.Deals, 4, 3);
        Pair(ObjectType.Contacts, ObjectType.Tickets, 15, 16);
        Pair(ObjectType.Companies, ObjectType.Companies, 450, 450);
        Pair(ObjectType.Companies, ObjectType.Deals, 342, 341);
        Pair(ObjectType.Companies, ObjectType.Tickets, 340, 339);
        Pair(ObjectType.Deals, ObjectType.Deals, 451, 451);
        Pair(ObjectType.Deals, ObjectType.Tickets, 27, 28);
        Pair(ObjectType.Deals, ObjectType.LineItems, 19, 20);
        Pair(ObjectType.Tickets, ObjectType.Tickets, 452, 452);
        Engagements(ObjectType.Companies, 181, 185, 187, 189, 191);
        Engagements(ObjectType.Contacts, 193, 197, 199, 201, 203);
        Engagements(ObjectType.Deals, 205, 209, 211, 213, 215);
        Engagements(ObjectType.Tickets, 219, 223, 225, 227, 229);
        AddLabel(ObjectType.Deals, ObjectType.Contacts, "Champion", "Champion of");
        AddLabel(ObjectType.Deals, ObjectType.Contacts, "Economic buyer", "Economic buyer of");
    }

    /// <summary>True when one of several companies can be the primary one.</summary>
    public static bool HasPrimary(ObjectType from, ObjectType to) =>
        from != to && (from == ObjectType.Companies || to == ObjectType.Companies)
        && (IsMain(from) && IsMain(to));

    /// <summary>The kinds from one type of record to another.</summary>
    public IEnumerable<AssociationType> Between(ObjectType from, ObjectType to) => _types.Where(type => type.From == from && type.To == to);

    /// <summary>The plain kind.</summary>
    /// <exception cref="HubSpotError">Records of these types can't be associated.</exception>
    public AssociationType Plain(ObjectType from, ObjectType to) => Between(from, to).FirstOrDefault(type => type.Label is null)
        ?? throw HubSpotError.Invalid($"No association type exists from {from.Singular} to {to.Singular}");

    /// <summary>A kind by its category and number.</summary>
    /// <exception cref="HubSpotError">There is no such kind in this direction.</exception>
    public AssociationType Find(ObjectType from, ObjectType to, string category, int id) =>
        Between(from, to).FirstOrDefault(type => type.Category == category && type.Id == id)
        ?? throw HubSpotError.Invalid($"Association type {category} {id} is not valid from {from.Singular} to {to.Singular}");

    /// <summary>The same association seen from the other side.</summary>
    public AssociationType Inverse(AssociationType type) =>
        _types.First(other => other.From == type.To && other.To == type.From && other.Category == type.Category && other.Id == type.InverseId);

    /// <summary>Adds a label of the account; returns it and its inverse.</summary>
    public (AssociationType Label, AssociationType Inverse) AddLabel(ObjectType from, ObjectType to, string label, string? inverse)
    {
        var (a, b) = (_next++, inverse is null && from == to ? _next - 1 : _next++);
        var one = new AssociationType(from, to, "USER_DEFINED", a, label, b);
        var other = a == b ? one : new AssociationType(to, from, "USER_DEFINED", b, inverse ?? label, a);
        _types.Add(one);
        if (a != b)
        {
            _types.Add(other);
        }

        return (one, other);
    }

    private static bool IsMain(ObjectType type) =>
        type == ObjectType.Contacts || type == ObjectType.Companies || type == ObjectType.Deals || type == ObjectType.Tickets;

    private void Pair(ObjectType from, ObjectType to, int there, int back, string? label = null, string? inverse = null)
    {
        _types.Add(new(from, to, Ours, there, label, back));
        if (there != back)
        {
            _types.Add(new(to, from, Ours, back, inverse ?? label, there));
        }
    }

    private void Engagements(ObjectType type, int call, int email, int meeting, int note, int task)
    {
        Pair(type, ObjectType.Calls, call, call + 1);
        Pair(type, ObjectType.Emails, email, email + 1);
        Pair(type, ObjectType.Meetings, meeting, meeting + 1);
        Pair(type, ObjectType.Notes, note, note + 1);
        Pair(type, ObjectType.Tasks, task, task + 1);
    }
}
