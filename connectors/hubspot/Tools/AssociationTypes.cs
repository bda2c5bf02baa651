using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CodexMcp.Connectors.HubSpot.Api;

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

    public async ValueTask<AssociationType> FindAsync(string from, string to, string? label, CancellationToken cancellationToken)
    {
        if (label is null && Documented.TryGetValue((from, to), out var known))
        {
            return new AssociationType(Ours, known);
        }

        var all = await LabelsAsync(from, to, cancellationToken).ConfigureAwait(false);
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
    public async Task<List<(AssociationType Type, string? Label)>> LabelsAsync(string from, string to, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HubSpotRequest.Get($"crm/v4/associations/{Uri.EscapeDataString(from)}/{Uri.EscapeDataString(to)}/labels"), cancellationToken).ConfigureAwait(false);
        var all = new List<(AssociationType, string?)>();
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
