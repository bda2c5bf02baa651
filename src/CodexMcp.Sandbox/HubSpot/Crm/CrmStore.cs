using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The records of the account. Everything in it is used under <see cref="Lock"/>, one request after the other.</summary>
internal sealed class CrmStore
{
    private const long FirstNewId = 1_000_001;
    private readonly Dictionary<ObjectType, SortedDictionary<long, CrmRecord>> _records = ObjectType.All.ToDictionary(type => type, _ => new SortedDictionary<long, CrmRecord>());
    private readonly Dictionary<(ObjectType Type, string Property, string Value), long> _unique = [];
    private readonly Dictionary<(ObjectType Type, long Id), long> _merged = [];
    private long _next = FirstNewId;

    /// <summary>Makes an empty account.</summary>
    public CrmStore(long hubId) => Rules = new PropertyRules(Properties, Pipelines, Owners, hubId);

    /// <summary>Held while a request is answered.</summary>
    public Lock Lock { get; } = new();

    public PropertyBook Properties { get; } = new();

    public PipelineBook Pipelines { get; } = new();

    public OwnerBook Owners { get; } = new();

    public AssociationStore Associations { get; } = new();

    public PropertyRules Rules { get; }

    /// <summary>The records of a kind, by number.</summary>
    public IEnumerable<CrmRecord> Of(ObjectType type) => _records[type].Values;

    /// <summary>A record by its number, or by the value of a unique property. Null for one that isn't there.</summary>
    public CrmRecord? Find(ObjectType type, string id, string? idProperty = null)
    {
        if (idProperty is not null and not "hs_object_id")
        {
            if (Properties.Find(type, idProperty) is not { HasUniqueValue: true })
            {
                throw HubSpotError.Invalid($"The property {idProperty} of {type.Name} is not one whose values are unique");
            }

            return _unique.TryGetValue((type, idProperty, Folded(id)), out var found) ? _records[type].GetValueOrDefault(found) : null;
        }

        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Find(type, number) : null;
    }

    /// <summary>A record by its number; a merged one's number leads to the record that it is now.</summary>
    public CrmRecord? Find(ObjectType type, long id)
    {
        while (_merged.TryGetValue((type, id), out var heir))
        {
            id = heir;
        }

        return _records[type].GetValueOrDefault(id);
    }

    /// <summary>A record that isn't archived.</summary>
    /// <exception cref="HubSpotError">404.</exception>
    public CrmRecord Get(ObjectType type, string id, string? idProperty = null, bool archived = false) =>
        Find(type, id, idProperty) is { } record && record.ArchivedAt is not null == archived ? record : throw HubSpotError.NotFound();

    /// <summary>A property's value, also one that follows from associations.</summary>
    public string? Value(CrmRecord record, string name) => name switch
    {
        "num_associated_contacts" => Count(record, ObjectType.Contacts),
        "num_associated_deals" => Count(record, ObjectType.Deals),
        "associatedcompanyid" => Labelled(record, "Primary"),
        "hs_parent_company_id" => Labelled(record, "Parent Company"),
        _ => record[name],
    };

    /// <summary>Makes a record.</summary>
    /// <exception cref="HubSpotError">A value is wrong or taken, or a property is missing.</exception>
    public CrmRecord Create(ObjectType type, JsonElement properties, DateTimeOffset now)
    {
        var values = Check(type, properties, null, true);
        return Put(type, _next++, values, now, "INTEGRATION");
    }

    /// <summary>Changes a record.</summary>
    /// <exception cref="HubSpotError">A value is wrong or taken.</exception>
    public void Update(CrmRecord record, JsonElement properties, DateTimeOffset now)
    {
        Apply(record, Check(record.Type, properties, record, false), now, "INTEGRATION");
    }

    /// <summary>Reads the properties of a write and checks them, without writing.</summary>
    /// <param name="type">The kind of record.</param>
    /// <param name="properties">As they were sent.</param>
    /// <param name="record">The record that is changed; null for one that is made or not there.</param>
    /// <param name="isNew">True for one that is made.</param>
    /// <exception cref="HubSpotError">A value is wrong or taken, or a property is missing.</exception>
    public Dictionary<string, string?> Check(ObjectType type, JsonElement properties, CrmRecord? record, bool isNew)
    {
        var values = Rules.Read(type, properties, record is null ? null : name => record[name]);
        var missing = isNew ? type.Required.Where(name => values.GetValueOrDefault(name) is null).ToList() : [];
        if (missing.Count > 0)
        {
            throw new HubSpotError(400, "VALIDATION_ERROR", $"Error creating {type.Shouted}. Some required properties were not set.")
            {
                Context = new Dictionary<string, IReadOnlyList<string>> { ["properties"] = missing },
            };
        }

        CheckTaken(type, values, record);
        return values;
    }

    /// <summary>Puts a record that is already right: the data that the account begins with.</summary>
    public CrmRecord Put(ObjectType type, long id, IEnumerable<KeyValuePair<string, string?>> values, DateTimeOffset at, string source)
    {
        var record = new CrmRecord(type, id, at);
        _records[type][id] = record;
        record.Set("hs_object_id", id.ToString(CultureInfo.InvariantCulture), at, source);
        record.Set(type.Created, HubSpotTime.Text(at), at, source);
        Apply(record, values, at, source);
        return record;
    }

    /// <summary>Archives a record; its unique values are free again, its associations are gone.</summary>
    public void Archive(CrmRecord record, DateTimeOffset now)
    {
        record.ArchivedAt = now;
        Free(record);
        Associations.Move(record.Type, record.Id, null);
    }

    /// <summary>Deletes a record for good, with its history.</summary>
    public void Erase(CrmRecord record)
    {
        Free(record);
        Associations.Move(record.Type, record.Id, null);
        _records[record.Type].Remove(record.Id);
    }

    /// <summary>Merges a record into another, which keeps its own values and takes over what it lacks.</summary>
    public void Merge(CrmRecord into, CrmRecord from, DateTimeOffset now)
    {
        var taken = from.Names.Where(name => from[name] is not null && into[name] is null && Properties.Find(from.Type, name) is { ReadOnly: false })
            .ToDictionary(name => name, name => from[name], StringComparer.Ordinal);
        Free(from);
        Associations.Move(from.Type, from.Id, into.Id);
        _records[from.Type].Remove(from.Id);
        _merged[(from.Type, from.Id)] = into.Id;
        Apply(into, taken, now, "MERGE_OBJECTS");
        into.Set("hs_merged_object_ids", string.Join(';', ((string?[])[into["hs_merged_object_ids"], $"{from.Id}"]).Where(id => id is not null)), now, "MERGE_OBJECTS");
    }

    /// <summary>Sets values that are already right.</summary>
    public void Apply(CrmRecord record, IEnumerable<KeyValuePair<string, string?>> values, DateTimeOffset now, string source)
    {
        foreach (var (name, value) in values)
        {
            if (Properties.Find(record.Type, name) is { HasUniqueValue: true })
            {
                if (record[name] is { } old)
                {
                    _unique.Remove((record.Type, name, Folded(old)));
                }

                if (value is not null)
                {
                    _unique[(record.Type, name, Folded(value))] = record.Id;
                }
            }

            record.Set(name, value, now, source);
        }

        DerivedProperties.Set(record, Pipelines, now);
        record.UpdatedAt = now;
        record.Set(record.Type.Modified, HubSpotTime.Text(now), now, source);
    }

    private void CheckTaken(ObjectType type, Dictionary<string, string?> values, CrmRecord? self)
    {
        foreach (var (name, value) in values)
        {
            if (value is null || Properties.Find(type, name) is not { HasUniqueValue: true }
                || !_unique.TryGetValue((type, name, Folded(value)), out var holder) || holder == self?.Id)
            {
                continue;
            }

            if (type == ObjectType.Contacts && name == "email")
            {
                throw new HubSpotError(409, "CONFLICT", $"Contact already exists. Existing ID: {holder}");
            }

            throw Rules.NotValid([(name, "CONFLICTING_UNIQUE_VALUE",
                $"Cannot set PropertyValueCoordinates{{objectTypeId={type.TypeId}, propertyName={name}, value={value}}}. {holder} already has that value.")]);
        }
    }

    private void Free(CrmRecord record)
    {
        foreach (var name in record.Names.Where(name => Properties.Find(record.Type, name) is { HasUniqueValue: true }))
        {
            if (record[name] is { } value && _unique.GetValueOrDefault((record.Type, name, Folded(value))) == record.Id)
            {
                _unique.Remove((record.Type, name, Folded(value)));
            }
        }
    }

    private string? Count(CrmRecord record, ObjectType to) =>
        Associations.Of(record.Type, record.Id, to).Count() is > 0 and var count ? $"{count}" : null;

    private string? Labelled(CrmRecord record, string label) =>
        Associations.Of(record.Type, record.Id, ObjectType.Companies).Where(link => link.Value.Any(type => type.Label == label)).Select(link => $"{link.Key}").FirstOrDefault();

    private static string Folded(string value) => value.Trim().ToLowerInvariant();
}
