using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Creates, changes and deletes records, with the rules that the org itself keeps. Each call is whole or nothing.</summary>
internal sealed class RecordStore
{
    private readonly OrgSchema _schema;
    private readonly OrgDatabase _database;
    private readonly TimeProvider _time;
    private readonly RecordInput _input;
    private readonly RecordRules _rules;
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    public RecordStore(OrgSchema schema, OrgDatabase database, TimeProvider time)
    {
        (_schema, _database, _time) = (schema, database, time);
        _input = new RecordInput(schema, FindByField);
        _rules = new RecordRules(this, schema, time);
    }

    /// <summary>When set, the next so many writes fail as a locked row does.</summary>
    public int LockedWrites { get; set; }

    public ObjectDef Definition(string name) => _schema.Find(name) ?? throw SalesforceException.NotFound();

    /// <summary>Puts a record in as it is, without checks: for the org's own data.</summary>
    public string Insert(ObjectDef definition, IReadOnlyDictionary<string, object?> values)
    {
        var number = _numbers[definition.Name] = _numbers.GetValueOrDefault(definition.Name) + 1;
        var id = values.GetValueOrDefault("Id") as string ?? SalesforceId.Create(definition.Prefix, number);
        var now = SoqlDates.Text(_time.GetUtcNow());
        var row = new Dictionary<string, object?>(values, StringComparer.OrdinalIgnoreCase) { ["Id"] = id };
        row.TryAdd("CreatedDate", now);
        row.TryAdd("CreatedById", OrgSeed.IntegrationUser);
        row.TryAdd("LastModifiedDate", row["CreatedDate"]);
        row.TryAdd("LastModifiedById", row["CreatedById"]);
        row.TryAdd("SystemModstamp", row["LastModifiedDate"]);
        if (definition.Field("OwnerId") is not null && row.GetValueOrDefault("OwnerId") is null)
        {
            row["OwnerId"] = OrgSeed.IntegrationUser;
        }

        foreach (var field in definition.Fields)
        {
            if (field.Default is not null && row.GetValueOrDefault(field.Name) is null)
            {
                row[field.Name] = field.Default;
            }
        }

        var names = row.Keys.ToArray();
        _database.Run(
            $"INSERT INTO \"{definition.Name}\" ({string.Join(", ", names.Select(n => $"\"{definition.Field(n)!.Name}\""))}) VALUES ({string.Join(", ", names.Select((_, i) => $"?{i + 1}"))})",
            [.. names.Select(n => row[n])]);
        return id;
    }

    public string Create(ObjectDef definition, JsonElement body, FieldDef? key = null, string? keyValue = null)
    {
        Writable(definition);
        var values = _input.Read(definition, body, true, key);
        if (key is not null)
        {
            values[key.Name] = keyValue;
        }

        return _database.Atomically(() =>
        {
            CheckReferences(definition, values);
            CheckUnique(definition, values, null);
            _rules.Before(definition, values, null);
            var id = Insert(definition, values);
            _rules.After(definition, id, values, null);
            return id;
        });
    }

    public void Update(ObjectDef definition, string id, JsonElement body, FieldDef? key = null)
    {
        Writable(definition);
        var old = Load(definition, id);
        var values = _input.Read(definition, body, false, key);
        _database.Atomically(() =>
        {
            CheckReferences(definition, values);
            CheckUnique(definition, values, id);
            _rules.Before(definition, values, old);
            Change(definition, id, values);
            _rules.After(definition, id, values, old);
            return true;
        });
    }

    /// <summary>Sets fields and the marks of a change.</summary>
    public void Change(ObjectDef definition, string id, Dictionary<string, object?> values)
    {
        var now = SoqlDates.Text(_time.GetUtcNow());
        values["LastModifiedDate"] = now;
        values["SystemModstamp"] = now;
        values["LastModifiedById"] = OrgSeed.IntegrationUser;
        var names = values.Keys.ToArray();
        _database.Run(
            $"UPDATE \"{definition.Name}\" SET {string.Join(", ", names.Select((n, i) => $"\"{definition.Field(n)!.Name}\" = ?{i + 1}"))} WHERE \"Id\" = ?{names.Length + 1}",
            [.. names.Select(n => values[n]), id]);
    }

    public void Delete(ObjectDef definition, string id)
    {
        Writable(definition);
        Load(definition, id);
        _database.Atomically(() =>
        {
            Remove(definition, id);
            return true;
        });
    }

    private void Remove(ObjectDef definition, string id)
    {
        Change(definition, id, new(StringComparer.OrdinalIgnoreCase) { ["IsDeleted"] = true });
        foreach (var (child, field) in _schema.Children(definition).Where(c => c.Field.Cascades))
        {
            var children = new List<string>();
            _database.Run($"SELECT \"Id\" FROM \"{child.Name}\" WHERE \"{field.Name}\" = ?1 AND \"IsDeleted\" = 0", [id], row => children.Add(row.Text(0)!));
            children.ForEach(c => Remove(child, c));
        }
    }

    /// <summary>Creates or changes the record with this value in a field that is an external id, or the id itself.</summary>
    public (string Id, bool Created) Upsert(ObjectDef definition, FieldDef key, string value, JsonElement body)
    {
        if (key.Type == FieldType.Id)
        {
            var id = Existing(definition, value);
            Update(definition, id, body);
            return (id, false);
        }

        var ids = FindByField(definition, key, value);
        switch (ids.Count)
        {
            case 0:
                return (Create(definition, body, key, value), true);
            case 1:
                Update(definition, ids[0], body, key);
                return (ids[0], false);
            default:
                throw new SalesforceException(300, "MULTIPLE_CHOICES", $"{key.Name}: more than one record found for external id field: [{string.Join(", ", ids)}]");
        }
    }

    public IReadOnlyList<string> FindByField(ObjectDef definition, FieldDef field, string value)
    {
        var ids = new List<string>();
        _database.Run($"SELECT \"Id\" FROM \"{definition.Name}\" WHERE \"{field.Name}\" = ?1 AND \"IsDeleted\" = 0 ORDER BY \"Id\"", [value], row => ids.Add(row.Text(0)!));
        return ids;
    }

    /// <summary>The whole id of a record that exists. Another object's id, an unknown one and a deleted one each have their own error.</summary>
    public string Existing(ObjectDef definition, string id)
    {
        var whole = SalesforceId.Normalize(id) ?? throw new SalesforceException(404, "NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {id}");
        Load(definition, whole);
        return whole;
    }

    public Dictionary<string, object?> Load(ObjectDef definition, string id)
    {
        Dictionary<string, object?>? found = null;
        _database.Run($"SELECT * FROM \"{definition.Name}\" WHERE \"Id\" = ?1", [SalesforceId.Normalize(id) ?? id], row =>
        {
            found = new(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < definition.Fields.Count; i++)
            {
                found[definition.Fields[i].Name] = row[i];
            }
        });
        return found is null ? throw SalesforceException.NotFound()
            : (long)(found["IsDeleted"] ?? 0L) != 0 ? throw new SalesforceException(404, "ENTITY_IS_DELETED", "entity is deleted")
            : found;
    }

    /// <summary>A field of a record, or null when there is none.</summary>
    public object? Peek(ObjectDef definition, string id, string field) => _database.Scalar($"SELECT \"{definition.Field(field)!.Name}\" FROM \"{definition.Name}\" WHERE \"Id\" = ?1", id);

    /// <summary>The sum of a field over the records that point to a parent.</summary>
    public double Sum(ObjectDef definition, string field, string parent, string id) =>
        Convert.ToDouble(_database.Scalar($"SELECT TOTAL(\"{field}\") FROM \"{definition.Name}\" WHERE \"{parent}\" = ?1 AND \"IsDeleted\" = 0", id) ?? 0.0, System.Globalization.CultureInfo.InvariantCulture);

    public long Next(ObjectDef definition) => _numbers.GetValueOrDefault(definition.Name) + 1;

    private void Writable(ObjectDef definition)
    {
        if (!definition.Writable)
        {
            throw new SalesforceException(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", $"entity type cannot be inserted, updated or deleted: {definition.Label}");
        }

        if (LockedWrites > 0)
        {
            LockedWrites--;
            throw new SalesforceException(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
        }
    }

    private void CheckReferences(ObjectDef definition, Dictionary<string, object?> values)
    {
        foreach (var (name, value) in values)
        {
            if (definition.Field(name) is { Type: FieldType.Reference } && value is string id
                && _database.Scalar($"SELECT \"IsDeleted\" FROM \"{_schema.OfId(id)!.Name}\" WHERE \"Id\" = ?1", id) is not 0L)
            {
                throw new SalesforceException(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", definition.Field(name)!.Name);
            }
        }
    }

    private void CheckUnique(ObjectDef definition, Dictionary<string, object?> values, string? self)
    {
        foreach (var (name, value) in values)
        {
            if (definition.Field(name) is { Unique: true } field && value is string text
                && FindByField(definition, field, text).FirstOrDefault(id => id != self) is { } other)
            {
                throw new SalesforceException(400, "DUPLICATE_VALUE", $"duplicate value found: {field.Name} duplicates value on record with id: {other}");
            }
        }
    }
}
