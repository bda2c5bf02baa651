using System.Globalization;
using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>One tool of a manifest as its system would answer it.</summary>
internal sealed class SimulatedTool
{
    private readonly JsonElement? sandbox;
    private readonly JsonElement? pagination;
    private readonly JsonElement? missing;
    private readonly SimulatedChecks checks;
    private readonly string place;

    public SimulatedTool(JsonElement manifest, JsonElement tool, Func<string?, string?> settings, SimulatedClock clock, TimeProvider time)
    {
        Shape = new WireShape(manifest, SandboxJson.Member(tool, "request"), SandboxJson.Member(tool, "input"), settings);
        Jobs = SimulatedJobs.Read(manifest, tool, settings, clock, time);
        sandbox = SandboxJson.Member(tool, "sandbox");
        pagination = SandboxJson.Member(tool, "pagination");
        var body = SandboxJson.Member(SandboxJson.Member(tool, "request"), "body");
        place = SandboxJson.String(pagination, "in") != "body" ? $"query.{Parameter}"
            : (SandboxJson.Member(body, "graphql") is null ? "body." : "body.variables.") + Parameter.TrimStart('/').Replace('/', '.');
        missing = SandboxJson.Member(sandbox, "missing") ?? SandboxJson.Member(SandboxJson.Member(manifest, "sandbox"), "missing");
        checks = new(sandbox, missing);
    }

    /// <summary>What its request looks like.</summary>
    public WireShape Shape { get; }

    /// <summary>The jobs that its request begins, or null.</summary>
    public SimulatedJobs? Jobs { get; }

    /// <summary>Answers a request that has proved itself and is well formed.</summary>
    public SimulatorResponse Answer(SimulatorRequest request, WireValues values, Func<string, SimulatedCollection?> collections, SimulatedClock clock)
    {
        JsonElement? known = null;
        JsonElement? Find(string name) => values.Find(name) ?? SandboxJson.Part(known, "known", name) ?? clock.Find(name);
        if (checks.Refuse(collections, Find, out known) is { } refusal)
        {
            return refusal;
        }

        var collection = SandboxJson.String(sandbox, "collection") is { } its ? collections(its) : null;
        if (Jobs is not null)
        {
            return Begin(values, collection, Find);
        }

        if (collection is null)
        {
            return SimulatedAnswer.From(sandbox, 200, Find);
        }

        Func<string, JsonElement?> find = Find;
        var where = SandboxJson.Member(sandbox, "where");
        switch (SandboxJson.String(sandbox, "does"))
        {
            case "create":
                var made = Filled(find);
                return collection.Add(made) ? One(made, find) : Missing(find);
            case "update":
                return collection.Change(where, find, Filled(find)) is { } changed ? One(changed, find) : Missing(find);
            case "put":
                var given = Filled(find);
                if (collection.Change(where, find, given) is { } there)
                {
                    return One(there, find);
                }

                var added = SandboxJson.Member(sandbox, "new") is { } more && AnswerTemplate.Fill(more, find) is { } beside ? JsonOverlay.Merge(beside, given) : given;
                return collection.Add(added) ? One(added, find) : Missing(find);
            case "delete":
                return collection.Remove(where, find) is { } removed ? One(removed, find) : Missing(find);
            case "get":
                return collection.Find(where, find) is [var first, ..] ? One(first, find) : Missing(find);
            default:
                return List(request, values, collection.Find(where, find), find);
        }
    }

    /// <summary>Begins a job; one that creates has its record from the start, and its end changes it.</summary>
    private SimulatorResponse Begin(WireValues values, SimulatedCollection? collection, Func<string, JsonElement?> find)
    {
        if (Jobs!.Submit(values) is not { } job)
        {
            return SimulatedAnswer.From(null, 429, find);
        }

        JsonElement? Find(string name) => name == "job" ? job : find(name);
        if (collection is null || SandboxJson.String(sandbox, "does") != "create")
        {
            return SimulatedAnswer.From(sandbox, 200, Find);
        }

        var made = Filled(Find);
        if (!collection.Add(made))
        {
            return SimulatedAnswer.From(null, 429, find);
        }

        Jobs.Keep(job.GetString()!, collection, made);
        return One(made, Find);
    }

    private JsonElement Filled(Func<string, JsonElement?> find) => AnswerTemplate.Fill(SandboxJson.Member(sandbox, "row") ?? SandboxJson.Text(""), find)!.Value;

    private SimulatorResponse One(JsonElement row, Func<string, JsonElement?> find) => SimulatedAnswer.From(sandbox, 200, name => SandboxJson.Part(row, "row", name) ?? find(name));

    private SimulatorResponse Missing(Func<string, JsonElement?> find) => SimulatedAnswer.From(missing, 404, find);

    private SimulatorResponse List(SimulatorRequest request, WireValues values, List<JsonElement> rows, Func<string, JsonElement?> find)
    {
        var size = Number(SandboxJson.String(sandbox, "size") is { } asked ? AnswerTemplate.Words(asked, find) : null) ?? SandboxJson.Int(sandbox, "default_size") ?? 100;
        size = Math.Clamp(size, 1, 1000);
        if (Start(values, size) is not { } start)
        {
            return SimulatedAnswer.From(missing, 400, find);
        }

        if (SandboxJson.String(sandbox, "order") == "newest")
        {
            rows.Reverse();
        }

        if (start > 0 && start >= rows.Count && SandboxJson.String(pagination, "total") is not null)
        {
            // Who is told how many rows there are has no reason to ask for more; many systems take that for an error.
            return SimulatedAnswer.From(missing, 400, find);
        }

        var page = rows.Skip(start).Take(size).ToList();
        var end = start + page.Count;
        var more = pagination is not null && end < rows.Count;
        var next = more ? Next(request, values, start, end, size) : null;
        JsonElement? Own(string name) => name switch
        {
            "rows" => SandboxJson.Build(page, static (writer, list) =>
            {
                writer.WriteStartArray();
                list.ForEach(row => row.WriteTo(writer));
                writer.WriteEndArray();
            }),
            "total" => SandboxJson.Build(rows.Count, static (writer, count) => writer.WriteNumberValue(count)),
            "count" => SandboxJson.Build(page.Count, static (writer, count) => writer.WriteNumberValue(count)),
            "more" => SandboxJson.Build(more, static (writer, value) => writer.WriteBooleanValue(value)),
            "next" => next is null ? null : SandboxJson.Text(next),
            _ => ByMember(page, name) ?? find(name),
        };
        return Kind == "link" && next is not null ? SimulatedAnswer.From(sandbox, 200, Own, ("Link", $"<{next}>; rel=\"next\"")) : SimulatedAnswer.From(sandbox, 200, Own);
    }

    private string Kind => SandboxJson.String(pagination, "kind") ?? "";

    private string Parameter => SandboxJson.String(pagination, "parameter") ?? "page";

    private int First => SandboxJson.Int(pagination, "first") ?? (Kind is "page" or "link" or "next_url" ? 1 : 0);

    /// <summary>Where the page that is asked for begins; null for a cursor that nobody gave.</summary>
    private int? Start(WireValues values, int size)
    {
        var given = values.Find(place) is { } value ? SandboxJson.Plain(value) : null;
        if (string.IsNullOrEmpty(given) || pagination is null)
        {
            return 0;
        }

        return Kind switch
        {
            "cursor" => given.StartsWith("cur", StringComparison.Ordinal) ? Number(given[3..]) : null,
            "offset" => Number(given) - First,
            _ => (Number(given) - First) * size,
        } is { } start and >= 0 and < 1_000_000 ? start : null;
    }

    private string Next(SimulatorRequest request, WireValues values, int start, int end, int size)
    {
        if (Kind is "cursor")
        {
            return $"cur{end.ToString(CultureInfo.InvariantCulture)}";
        }

        var number = Kind == "offset" ? end + First : (start / size) + 1 + First;
        if (Kind is not ("link" or "next_url"))
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        var others = values.Query.Where(pair => pair.Key != Parameter).Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}");
        var query = string.Join('&', others.Append(string.Create(CultureInfo.InvariantCulture, $"{Parameter}={number}")));
        return $"{new Uri(Shape.BaseUrl).GetLeftPart(UriPartial.Authority)}{request.Path}?{query}";
    }

    /// <summary><c>rows_by.id</c> is the rows as an object by their id; <c>rows_by.id.url</c> has one member of each.</summary>
    private static JsonElement? ByMember(List<JsonElement> rows, string name) => name.Split('.') is not ["rows_by", var key, .. var rest] ? null
        : SandboxJson.Build((rows, key, rest), static (writer, state) =>
        {
            writer.WriteStartObject();
            foreach (var row in state.rows)
            {
                if (SandboxJson.Member(row, state.key) is { } at && (state.rest is [var member, ..] ? SandboxJson.Member(row, member) : row) is { } value)
                {
                    writer.WritePropertyName(SandboxJson.Plain(at));
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        });

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
