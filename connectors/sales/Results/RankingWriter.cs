using System.Text.Json;

namespace CodexMcp.Connectors.Sales;

/// <summary>A ranking as JSON: every number with what it was made of.</summary>
internal sealed class RankingWriter(Weights weights, DateOnly asOf)
{
    public void Write(Utf8JsonWriter writer, int considered, IEnumerable<Place> places, IReadOnlyList<Move>? moves, Weights? compared, RoleReader reader, IReadOnlyList<string> notes)
    {
        writer.WriteStartObject();
        writer.WriteString("as_of", Number.Day(asOf));
        writer.WriteNumber("considered", considered);
        writer.WriteStartObject("formula");
        writer.WriteString("score", "weights.usage * usage + weights.arr * arr + weights.engagement * engagement + weights.enrichment * enrichment, rounded to 2 places; each part is 0 to 100");
        writer.WriteString("usage", UsageScore.Formula);
        writer.WriteString("arr", ArrScore.Formula);
        writer.WriteString("engagement", EngagementScore.Formula);
        writer.WriteString("enrichment", EnrichmentScore.Formula);
        writer.WriteString("order", Ranking.Order);
        writer.WriteEndObject();
        Write(writer, "weights", weights);
        if (compared is not null)
        {
            Write(writer, "compared_weights", compared);
        }

        writer.WriteStartArray("ranked");
        foreach (var place in places)
        {
            Write(writer, place);
        }

        writer.WriteEndArray();
        if (moves is not null)
        {
            Write(writer, moves);
        }

        writer.WriteStartArray("sources");
        foreach (var (tool, (calls, records)) in reader.Sources)
        {
            writer.WriteStartObject();
            writer.WriteString("tool", tool);
            writer.WriteNumber("calls", calls);
            writer.WriteNumber("records", records);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (notes.Count > 0)
        {
            writer.WriteStartArray("notes");
            foreach (var note in notes)
            {
                writer.WriteStringValue(note);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, Place place)
    {
        var account = place.Account.Account;
        var (action, why) = Advice.For(place.Account, weights, asOf);
        writer.WriteStartObject();
        writer.WriteNumber("rank", place.Rank);
        writer.WriteString("account_id", account.Id);
        writer.WriteString("name", account.Name);
        writer.WriteNumber("score", place.Score);
        writer.WriteStartObject("parts");
        Write(writer, "usage", place.Account.Usage, weights.Usage);
        Write(writer, "arr", place.Account.Arr, weights.Arr);
        Write(writer, "engagement", place.Account.Engagement, weights.Engagement);
        Write(writer, "enrichment", place.Account.Enrichment, weights.Enrichment);
        writer.WriteEndObject();
        writer.WriteString("action", action);
        writer.WriteString("why", why);
        if (place.Tie is { } tie)
        {
            writer.WriteString("tie", tie);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Part part, decimal weight)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("score", part.Score);
        writer.WriteNumber("points", Number.Round(part.Score * weight));
        writer.WriteString("basis", part.Basis);
        writer.WriteStartArray("records");
        foreach (var record in part.Records)
        {
            writer.WriteStringValue(record);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<Move> moves)
    {
        writer.WriteStartArray("moves");
        foreach (var move in moves)
        {
            writer.WriteStartObject();
            writer.WriteString("account_id", move.Account.Account.Id);
            writer.WriteString("name", move.Account.Account.Name);
            writer.WriteNumber("rank", move.Rank);
            writer.WriteNumber("rank_then", move.Then);
            writer.WriteNumber("score", move.Score);
            writer.WriteNumber("score_then", move.ScoreThen);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, Weights weights)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("usage", weights.Usage);
        writer.WriteNumber("arr", weights.Arr);
        writer.WriteNumber("engagement", weights.Engagement);
        writer.WriteNumber("enrichment", weights.Enrichment);
        writer.WriteEndObject();
    }
}
