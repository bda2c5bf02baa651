using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Finds out what became of a create whose end was lost, and reads what an update would change.</summary>
internal sealed class RecordRecovery(HubSpotApi api, WriteTools writes, PropertyCatalog catalog, HubSpotSettings settings, TimeProvider time)
{
    /// <summary>A create that HubSpot has not finished by then was never taken.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Looks for the record by the marker that the lost call wrote; without one, by a natural key that no two records share.</summary>
    public async ValueTask<WriteFate> FindAsync(ToolInvocation invocation, string lostCallId, CancellationToken cancellationToken)
    {
        var (operation, type) = RecordAction.Of(invocation);
        if (SentAt(lostCallId) is not { } sentAt)
        {
            return WriteFate.Unknown;
        }

        if (operation == "enroll_in_sequence")
        {
            return await new SequenceTools(api).FindAsync(invocation, sentAt - Skew, cancellationToken).ConfigureAwait(false);
        }

        if (operation != "create" || type is null)
        {
            return WriteFate.Unknown;
        }

        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var values = Activity.Properties(invocation);
        var marked = CreateMarker.IsThere(view, settings.KeyProperty);
        var (key, value) = marked ? (settings.KeyProperty, CreateMarker.Of(invocation, lostCallId)) : Natural(view, values);
        if (key is null || value is not { Length: > 0 })
        {
            return WriteFate.Unknown;
        }

        var asked = values.Select(static pair => pair.Property).ToList();
        if (await writes.TryReadAsync(view, type, key, value, asked, cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return time.GetUtcNow() - sentAt > Settled ? WriteFate.DidNotHappen : WriteFate.Unknown;
        }

        // A record that was there before has the same natural key, but the lost call did not make it: HubSpot refused it then, and will again.
        return marked || (CreatedAt(record) is { } made && made >= sentAt - Skew)
            ? WriteFate.Happened(WriteTools.Made(view, asked, record, invocation))
            : CreatedAt(record) is null ? WriteFate.Unknown : WriteFate.DidNotHappen;
    }

    /// <summary>The record as it is, for whoever approves an update.</summary>
    public async ValueTask<RecordChange?> ReadAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var (operation, type) = RecordAction.Of(invocation);
        if (operation != "update" || type is null)
        {
            return null;
        }

        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var values = Activity.Properties(invocation).Where(pair => view.Has(pair.Property)).ToList();
        var id = Arguments.Required(invocation, "id");
        if (await writes.TryReadAsync(view, type, Arguments.Text(invocation, "id_property"), id, [.. values.Select(static pair => pair.Property)], cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return null;
        }

        var current = Json.Member(record, "properties");
        return new RecordChange($"HubSpot {RecordType.Find(type)?.One ?? type} {VendorText.Clean(id, 100)}",
            Object(values.Select(pair => (pair.Property, Json.Text(current, pair.Property)))),
            Object(values.Select(static pair => (pair.Property, pair.Value.Length == 0 ? null : pair.Value))));
    }

    private static (string? Key, string? Value) Natural(RecordView view, List<(string Property, string Value)> values)
    {
        var key = view.Type switch
        {
            "contacts" => "email",
            "companies" when view.Account.TryGetValue("domain", out var domain) && domain.Unique => "domain",
            _ => null,
        };
        return (key, values.Find(pair => pair.Property == key).Value);
    }

    /// <summary>When the lost call was made: its id is a version 7 UUID, which begins with the time.</summary>
    private static DateTimeOffset? SentAt(string callId) =>
        callId.Length == 32 && long.TryParse(callId.AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private static DateTimeOffset? CreatedAt(JsonElement record) =>
        DateTimeOffset.TryParse(Json.Text(record, "createdAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static JsonElement Object(IEnumerable<(string Name, string? Value)> members)
    {
        var writer = JsonResult.Begin(out var buffer);
        foreach (var (name, value) in members)
        {
            writer.WriteString(name, value);
        }

        return JsonResult.End(writer, buffer);
    }
}
