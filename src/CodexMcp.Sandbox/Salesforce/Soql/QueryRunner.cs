using System.Buffers;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>A page of a result. <see cref="Next"/> is the path of the next one, or null on the last.</summary>
internal sealed record QueryPage(long TotalSize, IReadOnlyList<byte[]> Records, string? Next);

/// <summary>Runs compiled queries, writes their records and keeps what is left for the next pages.</summary>
internal sealed class QueryRunner(OrgSchema schema, OrgDatabase database, SalesforceSimulatorOptions options, TimeProvider time)
{
    private const int MaxLocators = 200;
    private readonly Dictionary<string, Locator> _locators = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private long _nextLocator = 1;

    private sealed record Locator(IReadOnlyList<byte[]> Records, int PageSize, DateTimeOffset Expires);

    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Runs a query and gives its first page.</summary>
    public QueryPage Run(string soql, bool withDeleted, int pageSize, string version) =>
        Run(SoqlCompiler.Compile(SoqlParser.Parse(soql), soql, schema, Today, withDeleted), pageSize, version);

    private QueryPage Run(CompiledQuery query, int pageSize, string version)
    {
        if (query.IsCount)
        {
            return new QueryPage((long)(database.Scalar(query.Sql, query.Values) ?? 0L), [], null);
        }

        var records = Records(query, query.Values, pageSize, version);
        return Page(records, 0, pageSize, version, null);
    }

    /// <summary>A later page of a result that was begun before.</summary>
    public QueryPage More(string locator, string version)
    {
        var dash = locator.LastIndexOf('-');
        var from = 0;
        if (dash < 0 || !int.TryParse(locator.AsSpan(dash + 1), out from) || !_locators.TryGetValue(locator[..dash], out var kept)
            || kept.Expires < time.GetUtcNow() || from < 0 || from >= kept.Records.Count)
        {
            throw new SalesforceException(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        }

        return Page(kept.Records, from, kept.PageSize, version, locator[..dash]);
    }

    /// <summary>The records of a query, each as JSON.</summary>
    public List<byte[]> Records(CompiledQuery query, IReadOnlyList<object?> values, int pageSize, string version)
    {
        var records = new List<byte[]>();
        var buffer = new ArrayBufferWriter<byte>(512);
        database.Run(query.Sql, values, row =>
        {
            buffer.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(buffer, JsonAnswers.Relaxed))
            {
                writer.WriteStartObject();
                if (query.IsAggregate)
                {
                    writer.WriteStartObject("attributes"u8);
                    writer.WriteString("type"u8, "AggregateResult"u8);
                    writer.WriteEndObject();
                }
                else
                {
                    Attributes(writer, query.Object.Name, row.Text(query.IdColumn)!, version);
                }

                foreach (var output in query.Outputs)
                {
                    Write(writer, output, row, query, pageSize, version);
                }

                writer.WriteEndObject();
            }

            records.Add(buffer.WrittenSpan.ToArray());
        });
        return records;
    }

    /// <summary>Writes a result as the wire has it.</summary>
    public static void Write(Utf8JsonWriter writer, QueryPage page)
    {
        writer.WriteStartObject();
        writer.WriteNumber("totalSize"u8, page.TotalSize);
        writer.WriteBoolean("done"u8, page.Next is null);
        if (page.Next is not null)
        {
            writer.WriteString("nextRecordsUrl"u8, page.Next);
        }

        writer.WriteStartArray("records"u8);
        foreach (var record in page.Records)
        {
            writer.WriteRawValue(record, true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private QueryPage Page(IReadOnlyList<byte[]> records, int from, int size, string version, string? locator)
    {
        var page = records.Skip(from).Take(size).ToArray();
        if (from + size >= records.Count)
        {
            return new QueryPage(records.Count, page, null);
        }

        if (locator is null)
        {
            locator = SalesforceId.Create("01g", _nextLocator++);
            _locators[locator] = new Locator(records, size, time.GetUtcNow() + options.LocatorLifetime);
            _order.Enqueue(locator);
            if (_order.Count > MaxLocators)
            {
                _locators.Remove(_order.Dequeue());
            }
        }

        return new QueryPage(records.Count, page, $"/services/data/{version}/query/{locator}-{from + size}");
    }

    private static void Attributes(Utf8JsonWriter writer, string type, string id, string version)
    {
        writer.WriteStartObject("attributes"u8);
        writer.WriteString("type"u8, type);
        writer.WriteString("url"u8, $"/services/data/{version}/sobjects/{type}/{id}");
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, SoqlOutput output, OrgRow row, CompiledQuery query, int pageSize, string version)
    {
        switch (output)
        {
            case ValueOutput { Field.Type: FieldType.Base64 } blob:
                JsonAnswers.Text(writer, blob.Name, row[blob.Column] is null || query.IdColumn < 0 ? null : $"/services/data/{version}/sobjects/{query.Object.Name}/{row.Text(query.IdColumn)}/{blob.Name}");
                break;
            case ValueOutput value:
                writer.WritePropertyName(value.Name);
                JsonAnswers.Value(writer, value.Field, row[value.Column]);
                break;
            case ParentOutput parent:
                Parent(writer, parent.Name, parent.TypeColumn, parent.IdColumn, parent.Parts, row, query, pageSize, version);
                break;
            case TypeofOutput polymorphic:
                var parts = row.Text(polymorphic.TypeColumn) is { } type && polymorphic.Parts.TryGetValue(type, out var those) ? those : polymorphic.Else;
                Parent(writer, polymorphic.Name, polymorphic.TypeColumn, polymorphic.IdColumn, parts, row, query, pageSize, version);
                break;
            case ChildrenOutput children:
                Children(writer, children, row.Text(query.IdColumn)!, pageSize, version);
                break;
        }
    }

    private void Parent(
        Utf8JsonWriter writer, string name, int typeColumn, int idColumn, IReadOnlyList<SoqlOutput> parts, OrgRow row, CompiledQuery query, int pageSize, string version)
    {
        if (row.Text(idColumn) is not { } id || row.Text(typeColumn) is not { } type)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        Attributes(writer, type, id, version);
        foreach (var part in parts)
        {
            Write(writer, part, row, query, pageSize, version);
        }

        writer.WriteEndObject();
    }

    private void Children(Utf8JsonWriter writer, ChildrenOutput children, string parent, int pageSize, string version)
    {
        var size = Math.Min(pageSize, options.ChildPageSize);
        var records = Records(children.Query, [parent, .. children.Query.Values.Skip(1)], size, version);
        writer.WritePropertyName(children.Name);
        if (records.Count == 0)
        {
            // No children is null, not an empty result.
            writer.WriteNullValue();
            return;
        }

        Write(writer, Page(records, 0, size, version, null));
    }
}
