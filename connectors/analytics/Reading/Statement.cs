using System.Globalization;
using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.Analytics.Results;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>A SELECT that is built from checked names, a closed set of aggregates and bound values: no text of a caller stands in it.</summary>
internal sealed class Statement
{
    private readonly Names names;
    private readonly StringBuilder where = new();
    private readonly List<Action<Utf8JsonWriter>> values = [];

    public Statement(Names names) => this.names = names;

    /// <summary>A statement over a source: its days, and its filters.</summary>
    public static Statement Over(Names names, MetricSource source, params ReadOnlySpan<Window> windows)
    {
        var statement = new Statement(names).Between(source.DateColumn, windows);
        foreach (var (column, among) in source.Filters)
        {
            statement.In(column, among);
        }

        return statement;
    }

    /// <summary>The values for the marks, as the query tool takes them: a list, or an object by the names of the marks.</summary>
    public JsonElement Values => JsonResult.Build(writer =>
    {
        if (names.Named)
        {
            writer.WriteStartObject();
            for (var i = 0; i < values.Count; i++)
            {
                writer.WritePropertyName(Names.Value(i));
                values[i](writer);
            }

            writer.WriteEndObject();
            return;
        }

        writer.WriteStartArray();
        foreach (var value in values)
        {
            value(writer);
        }

        writer.WriteEndArray();
    });

    /// <summary>Bounds a date or time to days, the last one included.</summary>
    public Statement Between(string column, params ReadOnlySpan<Window> windows)
    {
        And();
        where.Append(windows.Length > 1 ? "(" : "");
        for (var i = 0; i < windows.Length; i++)
        {
            where.Append(i > 0 ? " OR " : "").Append(windows.Length > 1 ? "(" : "")
                .Append(names.Column(column)).Append(" >= CAST(").Append(Bind(ResultJson.Text(windows[i].From))).Append(" AS DATE) AND ")
                .Append(names.Column(column)).Append(" < CAST(").Append(Bind(ResultJson.Text(windows[i].To.AddDays(1)))).Append(" AS DATE)")
                .Append(windows.Length > 1 ? ")" : "");
        }

        where.Append(windows.Length > 1 ? ")" : "");
        return this;
    }

    /// <summary>Only rows whose column has one of the values; null stands for NULL.</summary>
    public Statement In(string column, IReadOnlyList<JsonElement> among)
    {
        var marks = among.Where(static value => value.ValueKind != JsonValueKind.Null).ToList();
        And();
        if (marks.Count < among.Count)
        {
            where.Append('(').Append(names.Column(column)).Append(" IS NULL");
            where.Append(marks.Count > 0 ? " OR " : ")");
        }

        if (marks.Count > 0)
        {
            where.Append(names.Column(column)).Append(" IN (").AppendJoin(", ", marks.ConvertAll(value => Bind(value.WriteTo))).Append(')').Append(marks.Count < among.Count ? ")" : "");
        }

        return this;
    }

    public Statement NotNull(string column)
    {
        And();
        where.Append(names.Column(column)).Append(" IS NOT NULL");
        return this;
    }

    /// <summary>Only rows whose column, as text, is the one; null stands for NULL.</summary>
    public Statement Is(string column, string? value)
    {
        And();
        where.Append(AsText(column));
        where.Append(value is null ? " IS NULL" : " = " + Bind(value));
        return this;
    }

    /// <summary>The whole statement: keys to group by, then aggregates.</summary>
    public string Select(string table, IReadOnlyList<string> keys, IReadOnlyList<string> aggregates)
    {
        var text = new StringBuilder("SELECT ").AppendJoin(", ", keys.Select(static (key, index) => string.Create(CultureInfo.InvariantCulture, $"{key} AS k{index}"))
            .Concat(aggregates.Select(static (aggregate, index) => string.Create(CultureInfo.InvariantCulture, $"{aggregate} AS v{index}"))));
        text.Append(" FROM ").Append(names.Table(table)).Append(where);
        return keys.Count == 0 ? text.ToString() : text.Append(" GROUP BY ").AppendJoin(", ", Enumerable.Range(1, keys.Count)).ToString();
    }

    /// <summary>How many different entities of each first period are active in each period: one reading of the table.</summary>
    public string FirstSeen(string table, string entity, string date, Grain grain)
    {
        string Period(string day) => grain == Grain.Day ? day : $"CAST(DATE_TRUNC('{grain.Name()}', {day}) AS DATE)";
        return $"SELECT {Period("began")} AS k0, {Period("active")} AS k1, COUNT(DISTINCT entity) AS v0 FROM (SELECT {names.Column(entity)} AS entity, {Day(date)} AS active, "
            + $"MIN({Day(date)}) OVER (PARTITION BY {names.Column(entity)}) AS began FROM {names.Table(table)}{where}) AS activity GROUP BY 1, 2";
    }

    /// <summary>The day of a date or time.</summary>
    public string Day(string column) => $"CAST({names.Column(column)} AS DATE)";

    /// <summary>The start of the period of a date or time.</summary>
    public string Start(string column, Grain grain) => grain == Grain.Day ? Day(column) : $"CAST(DATE_TRUNC('{grain.Name()}', {names.Column(column)}) AS DATE)";

    /// <summary>A value as text, whatever its type: a segment's name.</summary>
    public string AsText(string column) => $"CAST({names.Column(column)} AS {names.Text})";

    private void And() => where.Append(where.Length == 0 ? " WHERE " : " AND ");

    private string Bind(string value) => Bind(writer => writer.WriteStringValue(value));

    /// <summary>Keeps a value; gives the mark that stands for it.</summary>
    private string Bind(Action<Utf8JsonWriter> value)
    {
        values.Add(value);
        return names.Mark(values.Count - 1);
    }
}
