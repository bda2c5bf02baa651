using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Many associations in one request, and their kinds: <c>/crm/v4/associations/{from}/{to}/…</c>.</summary>
internal sealed class AssociationBatchApi(CrmStore store) : IHubSpotApi
{
    private const int MostReads = 1_000;
    private const int MostWrites = 2_000;

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["crm", "v4", "associations", var fromName, var toName, .. var rest])
        {
            return null;
        }

        var (from, to) = (ObjectType.Parse(fromName), ObjectType.Parse(toName));
        if ((call.Method, rest) is ("GET", ["labels"]) or ("POST", ["batch", "read"]))
        {
            call.Require(from.ReadScopes);
            call.Require(to.ReadScopes);
        }
        else
        {
            AssociationsApi.RequireWrite(call, from, to);
        }

        return (call.Method, rest) switch
        {
            ("GET", ["labels"]) => HubSpotReply.Page(store.Associations.Book.Between(from, to), AssociationsApi.WriteType),
            ("POST", ["labels"]) => AddLabel(call, from, to),
            ("POST", ["batch", "read"]) => Read(call, from, to),
            ("POST", ["batch", "create"]) => Create(call, from, to),
            ("POST", ["batch", "associate", "default"]) => Default(call, from, to),
            ("POST", ["batch", "archive"]) => Archive(call, from, to),
            _ => null,
        };
    }

    private SimulatorResponse AddLabel(HubSpotCall call, ObjectType from, ObjectType to)
    {
        string? Text(string name) => call.Object.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (Text("label") is not { Length: > 0 } label || Text("name") is not { Length: > 0 })
        {
            throw HubSpotError.Invalid("Some required fields were not set: [label, name]");
        }

        if (store.Associations.Book.Between(from, to).Any(type => string.Equals(type.Label, label, StringComparison.OrdinalIgnoreCase)))
        {
            throw new HubSpotError(409, "CONFLICT", $"An association label '{label}' exists already");
        }

        // Checks that the two kinds of record can be associated at all.
        _ = store.Associations.Book.Plain(from, to);
        var (one, inverse) = store.Associations.Book.AddLabel(from, to, label, Text("inverseLabel"));
        return HubSpotReply.Page(one == inverse ? [one] : (AssociationType[])[one, inverse], AssociationsApi.WriteType);
    }

    private SimulatorResponse Read(HubSpotCall call, ObjectType from, ObjectType to)
    {
        var (found, errors) = (new List<(long Id, List<KeyValuePair<long, List<AssociationType>>> Links)>(), new List<HubSpotError>());
        foreach (var id in BatchApi.Inputs(call, MostReads).Select(AssociationRequests.Id).Distinct())
        {
            var links = store.Find(from, id) is { ArchivedAt: null } record ? store.Associations.Of(from, record.Id, to).ToList() : [];
            if (links.Count > 0)
            {
                found.Add((store.Find(from, id)!.Id, links));
                continue;
            }

            errors.Add(new HubSpotError(404, "OBJECT_NOT_FOUND", $"No {to.Singular} is associated with {from.Singular} {id}.")
            {
                SubCategory = "crm.associations.NO_ASSOCIATIONS_FOUND",
                Context = new Dictionary<string, IReadOnlyList<string>> { ["fromObjectId"] = [id], ["fromObjectType"] = [from.Singular], ["toObjectType"] = [to.Singular] },
            });
        }

        return BatchApi.Reply(200, call.Now, found, (writer, one) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("from"u8);
            writer.WriteString("id"u8, $"{one.Id}");
            writer.WriteEndObject();
            writer.WriteStartArray("to"u8);
            one.Links.ForEach(link => AssociationsApi.WriteLink(writer, link));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }, errors);
    }

    private SimulatorResponse Create(HubSpotCall call, ObjectType from, ObjectType to)
    {
        var links = BatchApi.Inputs(call, MostWrites).Select(input => (
            From: AssociationRequests.Record(store, from, AssociationRequests.Id(input, "from")).Id,
            To: AssociationRequests.Record(store, to, AssociationRequests.Id(input, "to")).Id,
            Types: AssociationRequests.Types(input).Select(spec => store.Associations.Book.Find(from, to, spec.Category, spec.Id)).ToList())).ToList();
        foreach (var link in links)
        {
            link.Types.ForEach(type => store.Associations.Add(link.From, type, link.To));
        }

        return BatchApi.Reply(201, call.Now, links, (writer, link) =>
        {
            writer.WriteStartObject();
            AssociationsApi.WritePair(writer, from, link.From, to, link.To, link.Types);
            writer.WriteEndObject();
        }, []);
    }

    private SimulatorResponse Default(HubSpotCall call, ObjectType from, ObjectType to)
    {
        var type = store.Associations.Book.Plain(from, to);
        var links = Pairs(call, from, to).ToList();
        links.ForEach(link => store.Associations.Add(link.From, type, link.To));
        var inverse = store.Associations.Book.Inverse(type);
        return BatchApi.Reply(
            200, call.Now, [.. links.SelectMany(link => ((long, AssociationType, long)[])[(link.From, type, link.To), (link.To, inverse, link.From)])], AssociationsApi.WriteDefault, []);
    }

    private IEnumerable<(long From, long To)> Pairs(HubSpotCall call, ObjectType from, ObjectType to) => BatchApi.Inputs(call, MostWrites).Select(input => (
        AssociationRequests.Record(store, from, AssociationRequests.Id(input, "from")).Id,
        AssociationRequests.Record(store, to, AssociationRequests.Id(input, "to")).Id));

    private SimulatorResponse Archive(HubSpotCall call, ObjectType from, ObjectType to)
    {
        foreach (var input in BatchApi.Inputs(call, MostWrites))
        {
            var ends = input.ValueKind == JsonValueKind.Object && input.TryGetProperty("to", out var sent)
                ? AssociationRequests.Array(sent, "to")
                : throw HubSpotError.Invalid("Some required fields were not set: [to]");
            var id = AssociationRequests.Id(input, "from");
            foreach (var end in ends.Select(AssociationRequests.Id))
            {
                if (store.Find(from, id) is { } record && store.Find(to, end) is { } other)
                {
                    store.Associations.Clear(from, record.Id, to, other.Id);
                }
            }
        }

        return HubSpotReply.Empty(204);
    }
}
