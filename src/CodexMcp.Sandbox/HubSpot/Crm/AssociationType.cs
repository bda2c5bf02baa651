namespace CodexMcp.Sandbox.HubSpot;

/// <summary>A kind of association in one direction.</summary>
/// <param name="From">Where it starts.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Category">HUBSPOT_DEFINED or USER_DEFINED.</param>
/// <param name="Id">HubSpot's number for it.</param>
/// <param name="Label">What people read; null for the plain one.</param>
/// <param name="InverseId">The same association seen from the other side.</param>
internal sealed record AssociationType(ObjectType From, ObjectType To, string Category, int Id, string? Label, int InverseId)
{
    /// <summary>As the <c>associations</c> member of a record names it.</summary>
    public string WireName
    {
        get
        {
            var plain = $"{From.Singular}_to_{To.Singular}";
            return Label switch
            {
                null => AssociationBook.HasPrimary(From, To) ? plain + "_unlabeled" : plain,
                "Primary" => plain,
                _ => Label.ToLowerInvariant().Replace(' ', '_'),
            };
        }
    }
}
