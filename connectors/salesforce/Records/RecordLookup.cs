using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Query;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Soql;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>The connector's own small reads around a write: what they give is judged by and never shown as it is.</summary>
internal sealed class RecordLookup(SalesforceApi api)
{
    /// <summary>Ids in one query.</summary>
    public const int Chunk = 200;

    /// <summary>The records of a query of our own. It goes out as written.</summary>
    public async Task<IReadOnlyList<JsonElement>> RowsAsync(string soql, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(QueryPages.First(soql) with { Timeout = TimeSpan.FromSeconds(30) }, cancellationToken).ConfigureAwait(false);
        return ApiJson.Member(answer.Root, "records").ValueKind == JsonValueKind.Array
            ? [.. ApiJson.Items(answer.Root, "records").Select(static row => row.Clone())]
            : throw SalesforceErrors.BadAnswer("a page has no records");
    }

    /// <summary>Those of these ids whose records the role's row filter lets through; all when it has none.</summary>
    public async Task<IReadOnlySet<string>> VisibleAsync(RoleView view, RoleObject target, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (!view.Scope.HasRowFilter(target.Name))
        {
            return ids.ToHashSet(StringComparer.Ordinal);
        }

        var visible = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in ids.Chunk(Chunk))
        {
            var asked = $"SELECT Id FROM {target.Name} WHERE Id IN ({string.Join(", ", chunk.Select(static id => $"'{id}'"))}) LIMIT {Chunk}";
            var (soql, _, _) = await view.CheckSoqlAsync(asked, default, Chunk, cancellationToken).ConfigureAwait(false);
            foreach (var row in await RowsAsync(soql, cancellationToken).ConfigureAwait(false))
            {
                if (SalesforceId.TryNormalise(ApiJson.Text(row, "Id"), out var id))
                {
                    visible.Add(id);
                }
            }
        }

        return visible;
    }

    /// <summary>Refuses what the role's row filter hides: a record that it can't see it can't change.</summary>
    public async Task EnsureVisibleAsync(RoleView view, RoleObject target, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if ((await VisibleAsync(view, target, ids, cancellationToken).ConfigureAwait(false)).Count < ids.Distinct(StringComparer.Ordinal).Count())
        {
            throw SalesforceErrors.NoRecord(target.Name);
        }
    }

    /// <summary>The id of the record with that external id, or null. Several are as good as none; where the role sees only some records, it does not hear of several.</summary>
    public async Task<string?> FindAsync(RoleView view, RoleObject target, string field, string value, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync($"SELECT Id FROM {target.Name} WHERE {field} = {Literal(target, field, value)} LIMIT 2", cancellationToken).ConfigureAwait(false);
        return rows.Count == 1 && SalesforceId.TryNormalise(ApiJson.Text(rows[0], "Id"), out var id) ? id
            : rows.Count < 2 ? null
            : view.Scope.HasRowFilter(target.Name) ? throw SalesforceErrors.NoRecord(target.Name)
            : throw new ConnectorException(ConnectorFailure.Refused, "Several records have this external id, so none was taken.", "Use the record's id instead.");
    }

    /// <summary>A value as SOQL writes it for this field.</summary>
    public static string Literal(RoleObject target, string field, string value)
    {
        if (target.Scoped.Description.Field(field)?.Type is "double" or "int" or "long")
        {
            return value.Length <= 30 && value.All(static c => char.IsAsciiDigit(c) || c is '.' or '-') && decimal.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _)
                ? value
                : throw SalesforceErrors.Refused("The external id is no number, and its field holds numbers.", "Give the number.");
        }

        return SoqlText.Quote(value) ?? throw SalesforceErrors.Refused("The external id holds a control character, or half of a character.", "Give plain text.");
    }
}
