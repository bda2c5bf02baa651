using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Query;

/// <summary>
/// Writes a vendor's record for an agent: only what the role may see, whatever came. Child records follow page by page, and what can't be told to be
/// one object's is not written.
/// </summary>
internal sealed class RecordJson(RoleView view, SalesforceApi api, Utf8JsonWriter writer)
{
    private const string Aggregate = "AggregateResult";
    private const int MaxDepth = 8;

    /// <summary>Child records beyond this stay with the vendor, and the answer says so.</summary>
    private const int MaxChildren = 2_000;
    private const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>Whether child records were left out.</summary>
    public bool ChildrenCut { get; private set; }

    public bool IsFull => writer.BytesCommitted + writer.BytesPending >= MaxBytes;

    /// <summary>Writes one record.</summary>
    public Task WriteAsync(JsonElement record, CancellationToken cancellationToken) => WriteAsync(record, 0, cancellationToken);

    private async Task WriteAsync(JsonElement record, int depth, CancellationToken cancellationToken)
    {
        var type = TypeOf(record) ?? throw SalesforceErrors.BadAnswer("a record does not say of which object it is");
        var aggregate = depth == 0 && type == Aggregate;
        var scoped = aggregate ? null : await view.FindAsync(type, cancellationToken).ConfigureAwait(false);
        if (depth > MaxDepth || (!aggregate && scoped is null))
        {
            throw SalesforceErrors.BadAnswer("it holds records that were not asked for");
        }

        writer.WriteStartObject();
        foreach (var member in record.EnumerateObject())
        {
            if (member.Name == "attributes")
            {
                continue;
            }

            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Object when TypeOf(member.Value) is { } parent:
                    if (scoped?.Relationship(member.Name) is { } reference && reference.ReferenceTo.Contains(parent, StringComparer.OrdinalIgnoreCase) && view.HasObject(parent))
                    {
                        writer.WritePropertyName(member.Name);
                        await WriteAsync(member.Value, depth + 1, cancellationToken).ConfigureAwait(false);
                    }

                    break;
                case JsonValueKind.Object when ApiJson.Member(member.Value, "records").ValueKind == JsonValueKind.Array:
                    if (scoped?.Description.Child(member.Name) is { } child && view.HasObject(child.ChildObject))
                    {
                        await WriteChildrenAsync(member.Name, member.Value, depth, cancellationToken).ConfigureAwait(false);
                    }

                    break;
                case JsonValueKind.Object:
                    WriteCompound(scoped, member);
                    break;
                default:
                    // An aggregate's members are what the query named, and the query was judged.
                    if (aggregate ? member.Value.ValueKind != JsonValueKind.Array : scoped!.MayRead(member.Name))
                    {
                        member.WriteTo(writer);
                    }

                    break;
            }
        }

        writer.WriteEndObject();
    }

    private async Task WriteChildrenAsync(string name, JsonElement first, int depth, CancellationToken cancellationToken)
    {
        writer.WriteStartArray(name);
        var written = 0;
        var page = first;
        ApiAnswer? answer = null;
        try
        {
            while (true)
            {
                foreach (var child in ApiJson.Items(page, "records"))
                {
                    if (written++ >= MaxChildren || IsFull)
                    {
                        ChildrenCut = true;
                        break;
                    }

                    await WriteAsync(child, depth + 1, cancellationToken).ConfigureAwait(false);
                }

                if (ChildrenCut || QueryPages.Next(page) is not { } next)
                {
                    break;
                }

                var before = answer;
                answer = await api.SendAsync(ApiCall.Get(next), cancellationToken).ConfigureAwait(false);
                before?.Dispose();
                page = answer.Root;
            }
        }
        finally
        {
            answer?.Dispose();
        }

        writer.WriteEndArray();
    }

    /// <summary>An address or place: a field made of others.</summary>
    private void WriteCompound(ScopedObject? scoped, JsonProperty compound)
    {
        // The scope lets a compound field through only when it lets all of its parts through.
        if (scoped?.MayRead(compound.Name) is not true)
        {
            return;
        }

        writer.WriteStartObject(compound.Name);
        foreach (var part in compound.Value.EnumerateObject())
        {
            if (part.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                part.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Of which object a record is. Where a reference can point to several, Salesforce says only Name, and the record's address says the rest.</summary>
    private static string? TypeOf(JsonElement record)
    {
        var attributes = ApiJson.Member(record, "attributes");
        return ApiJson.Text(attributes, "type") is not { } type ? null
            : type != "Name" ? type
            : ApiJson.Text(attributes, "url")?.Split('/') is [.., "sobjects", var of, _] ? of : type;
    }
}
