using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CodexMcp.Connectors.HubSpot.Api;
using LabelList = System.Collections.Generic.List<(CodexMcp.Connectors.HubSpot.Tools.AssociationType Type, string? Label)>;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>A kind of link between two records.</summary>
internal readonly record struct AssociationType(string Category, long Id)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("associationCategory", Category);
        writer.WriteNumber("associationTypeId", Id);
        writer.WriteEndObject();
    }
}

/// <summary>Finds the number of a kind of link: HubSpot's documented ones from memory, every other from the account.</summary>
internal sealed class AssociationTypes(HubSpotApi api)
{
    private const string Ours = "HUBSPOT_DEFINED";

    private static readonly FrozenDictionary<(string, string), long> Documented = new Dictionary<(string, string), long>
    {
        [("contacts", "companies")] = 279,
        [("deals", "contacts")] = 3,
        [("deals", "companies")] = 5,
        [("emails", "companies")] = 186,
        [("emails", "contacts")] = 198,
        [("emails", "deals")] = 210,
        [("notes", "companies")] = 190,
        [("notes", "contacts")] = 202,
        [("notes", "deals")] = 214,
        [("tasks", "companies")] = 192,
        [("tasks", "contacts")] = 204,
        [("tasks", "deals")] = 216,
    }.ToFrozenDictionary();

    /// <summary>Gives the number of a kind of link.</summary>
    /// <param name="from">The type it begins at.</param>
    /// <param name="to">The type it leads to.</param>
    /// <param name="label">Its label, or null for the plain kind.</param>
    /// <param name="known">What was read for this call already; it gets what is read now.</param>
    /// <param name="cancellationToken">The usual.</param>
    public async ValueTask<AssociationType> FindAsync(string from, string to, string? label, Dictionary<(string From, string To), LabelList> known, CancellationToken cancellationToken)
    {
        if (label is null && Documented.TryGetValue((from, to), out var documented))
        {
            return new AssociationType(Ours, documented);
        }

        if (!known.TryGetValue((from, to), out var all))
        {
            known[(from, to)] = all = await LabelsAsync(from, to, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (type, name) in all)
        {
            if (label is null ? name is null : string.Equals(name, label, StringComparison.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        throw HubSpotErrors.Refused(
            label is null ? $"HubSpot links {from} to {to} only with a label." : $"There is no label '{VendorText.Clean(label, 80)}' from {from} to {to}.",
            $"Use one of: {string.Join(", ", all.Select(static pair => pair.Label).OfType<string>().Take(20).Select(static name => VendorText.Clean(name, 80)))}.");
    }

    /// <summary>The kinds of links that the account has; a kind without a label is the plain one.</summary>
    public async Task<LabelList> LabelsAsync(string from, string to, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HubSpotRequest.Get($"crm/v4/associations/{Uri.EscapeDataString(from)}/{Uri.EscapeDataString(to)}/labels"), cancellationToken).ConfigureAwait(false);
        var all = new LabelList();
        foreach (var item in answer.Results.EnumerateArray())
        {
            if (long.TryParse(Json.Text(item, "typeId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && HubSpotErrors.Code(Json.Text(item, "category")) is { } category)
            {
                all.Add((new AssociationType(category, id), Json.Text(item, "label")));
            }
        }

        return all;
    }
}
