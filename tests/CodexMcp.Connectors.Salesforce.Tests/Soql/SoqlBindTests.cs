using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Soql;
using CodexMcp.Connectors.Salesforce.Tests.Scope;

namespace CodexMcp.Connectors.Salesforce.Tests.Soql;

public sealed class SoqlBindTests
{
    [Theory]
    [InlineData("A = :x", """{"x": "Acme"}""", "A = 'Acme'")]
    [InlineData("A = :x", """{"x": 5}""", "A = 5")]
    [InlineData("A = :x", """{"x": -5.50}""", "A = -5.5")]
    [InlineData("A = :x", """{"x": 1e3}""", "A = 1000")]
    [InlineData("A = :x", """{"x": true}""", "A = TRUE")]
    [InlineData("A != : x", """{"x": null}""", "A != NULL")]
    [InlineData("A > :x", """{"x": {"date": "2026-05-10"}}""", "A > 2026-05-10")]
    [InlineData("A > :x", """{"x": {"datetime": "2026-05-10T08:00:00+02:00"}}""", "A > 2026-05-10T08:00:00+02:00")]
    [InlineData("A IN :x", """{"x": ["a", "b"]}""", "A IN ('a', 'b')")]
    [InlineData("A NOT IN (:x, :y, 'c')", """{"x": ["a", 1], "y": "b"}""", "A NOT IN ('a', 1, 'b', 'c')")]
    [InlineData("A INCLUDES (:x)", """{"x": "a;b"}""", "A INCLUDES ('a;b')")]
    [InlineData("A LIKE :x", """{"x": "Ac%"}""", "A LIKE 'Ac%'")]
    [InlineData("A LIKE :x", """{"x": {"contains": "50%_\\"}}""", """A LIKE '%50\%\_\\%'""")]
    [InlineData("A LIKE :x", """{"x": {"starts_with": "O'Hara"}}""", """A LIKE 'O\'Hara%'""")]
    [InlineData("A LIKE :x", """{"x": {"ends_with": "x"}}""", "A LIKE '%x'")]
    [InlineData("A = :x OR B = :x", """{"x": "1"}""", "A = '1' OR B = '1'")]
    public void Parse_BindValue_StandsInItsPlace(string where, string parameters, string expected) =>
        Assert.Equal($"SELECT Id FROM T WHERE {expected}", Print($"SELECT Id FROM T WHERE {where}", parameters));

    [Fact]
    public void Parse_BindAsLimit_IsAWholeNumber()
    {
        Assert.Equal("SELECT Id FROM T LIMIT 7 OFFSET 2", Print("SELECT Id FROM T LIMIT :n OFFSET :o", """{"n": 7, "o": 2}"""));
        foreach (var wrong in new[] { "\"7\"", "\"7 ALL ROWS\"", "7.5", "-1", "null", "[7]", "1e20" })
        {
            Assert.NotNull(SoqlParser.Parse("SELECT Id FROM T LIMIT :n", DescribedOrg.Json($$"""{"n": {{wrong}}}"""), out _));
        }
    }

    /// <summary>Values that try to become grammar: each has to be read back, whole, as one piece of text by a reader that is not ours.</summary>
    [Theory]
    [InlineData("'")]
    [InlineData("''")]
    [InlineData("\\")]
    [InlineData("\\'")]
    [InlineData("\\\\'")]
    [InlineData("x' OR Id != '")]
    [InlineData("x\\' OR Id != \\'")]
    [InlineData("\\u0027 OR Id != \\u0027")]
    [InlineData("' OR Name LIKE '%")]
    [InlineData("x'; DELETE")]
    [InlineData("a\nb\rc\td\be\ff")]
    [InlineData("\"quoted\"")]
    [InlineData("') OR (Id != '")]
    [InlineData("' LIMIT 2000 ALL ROWS")]
    [InlineData(":other")]
    [InlineData("/* c */ -- d")]
    [InlineData("\u2019 \uff07 \u02bc")]
    [InlineData("\u2028\u202e\u200b")]
    [InlineData("TODAY")]
    [InlineData("NULL")]
    [InlineData("(SELECT Id FROM User)")]
    [InlineData("😀")]
    [InlineData("")]
    public void Parse_HostileBindValue_StaysAValue(string value)
    {
        var json = $$"""{"x": {{JsonSerializer.Serialize(value, Json.Default.String)}}}""";
        foreach (var (soql, before, after) in new[]
        {
            ("SELECT Id FROM T WHERE A = :x", "SELECT Id FROM T WHERE A = ", ""),
            ("SELECT Id FROM T WHERE A IN (:x) AND B = 1", "SELECT Id FROM T WHERE A IN (", ") AND B = 1"),
            ("SELECT Id FROM T WHERE A LIKE :x LIMIT 1", "SELECT Id FROM T WHERE A LIKE ", " LIMIT 1"),
        })
        {
            var text = Print(soql, json);
            Assert.StartsWith(before, text, StringComparison.Ordinal);
            Assert.EndsWith(after, text, StringComparison.Ordinal);
            Assert.Equal(value, Unquote(text[before.Length..^after.Length]));
        }

        foreach (var (form, head, tail) in new[] { ("contains", "%", "%"), ("starts_with", "", "%"), ("ends_with", "%", "") })
        {
            var text = Print("SELECT Id FROM T WHERE A LIKE :x", $$$"""{"x": {"{{{form}}}": {{{JsonSerializer.Serialize(value, Json.Default.String)}}}}}""");
            Assert.Equal(head + value + tail, Unquote(text["SELECT Id FROM T WHERE A LIKE ".Length..]));
        }
    }

    [Theory]
    [InlineData("A = :x", null, "no value for :x")]
    [InlineData("A = :x", "{}", "no value for :x")]
    [InlineData("A = :x", """{"X": 1}""", "no value for :x")]
    [InlineData("A = 1", """{"x": 1}""", "does not ask for it")]
    [InlineData("A = :x", """{"x": 1, "y": 2}""", "has 'y'")]
    [InlineData("A = :x", """{"x": 1, "x": 2}""", "twice")]
    [InlineData("A = :x", "[1]", "is no object")]
    [InlineData("A = :x", "\"x\"", "is no object")]
    [InlineData("A = :x", """{"x": [1]}""", "is an array")]
    [InlineData("A = :x", """{"x": {}}""", "is an object other than")]
    [InlineData("A = :x", """{"x": {"date": "2026-05-10", "datetime": "x"}}""", "is an object other than")]
    [InlineData("A = :x", """{"x": {"date": 5}}""", "is an object other than")]
    [InlineData("A = :x", """{"x": {"date": "2026-02-30"}}""", "is no date")]
    [InlineData("A = :x", """{"x": {"date": "TODAY"}}""", "is no date")]
    [InlineData("A = :x", """{"x": {"date": "2026-05-10 OR Id != NULL"}}""", "is no date")]
    [InlineData("A = :x", """{"x": {"date": "٢٠٢٦-٠٥-١٠"}}""", "is no date")]
    [InlineData("A = :x", """{"x": {"datetime": "2026-05-10T08:00:00"}}""", "is no time")]
    [InlineData("A = :x", """{"x": {"datetime": "2026-05-10T08:00:00Z'"}}""", "is no time")]
    [InlineData("A = :x", """{"x": {"contains": "x"}}""", "is an object other than")]
    [InlineData("A = :x", """{"x": {"raw": "NULL"}}""", "is an object other than")]
    [InlineData("A LIKE :x", """{"x": 5}""", "must be text")]
    [InlineData("A LIKE :x", """{"x": null}""", "must be text")]
    [InlineData("A IN :x", """{"x": "a"}""", "is no array")]
    [InlineData("A IN :x", """{"x": []}""", "is empty")]
    [InlineData("A IN (:x)", """{"x": []}""", "is empty")]
    [InlineData("A IN :x", """{"x": [["a"]]}""", "is an array")]
    [InlineData("A IN :x", """{"x": [{"sub": "SELECT Id FROM User"}]}""", "is an object other than")]
    [InlineData("A = :x", """{"x": "a\u0000b"}""", "control character")]
    [InlineData("A = :x", """{"x": "a\u001bb"}""", "control character")]
    [InlineData("A = :x", """{"x": "a\u0085b"}""", "control character")]
    [InlineData("A = :x", """{"x": "\ud800"}""", "half of a character")]
    [InlineData("A LIKE :x", """{"x": {"contains": "\udc00"}}""", "half of a character")]
    [InlineData("A = :x", """{"x": 1e400}""", "more digits")]
    [InlineData(":x = 1", """{"x": "A"}""", "expected a field")]
    [InlineData("A = :x.y", """{"x": "A"}""", "expected the end")]
    [InlineData("A = :", """{"x": "A"}""", "expected a name after the colon")]
    [InlineData("A = :'x'", """{"x": "A"}""", "expected a name after the colon")]
    [InlineData("A = LAST_N_DAYS::x", """{"x": 5}""", "expected a whole number")]
    public void Parse_WrongBind_IsRefused(string where, string? parameters, string message)
    {
        var problem = SoqlParser.Parse($"SELECT Id FROM T WHERE {where}", parameters is null ? null : DescribedOrg.Json(parameters), out var query);
        Assert.Null(query);
        Assert.Contains(message, Assert.IsType<SoqlProblem>(problem).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT :x FROM T")]
    [InlineData("SELECT Id FROM :x")]
    [InlineData("SELECT Id FROM T WHERE A :x 1")]
    [InlineData("SELECT Id FROM T GROUP BY :x")]
    [InlineData("SELECT Id FROM T ORDER BY :x")]
    [InlineData("SELECT Id FROM T ORDER BY Id :x")]
    [InlineData("SELECT Id FROM T USING SCOPE :x")]
    [InlineData("SELECT FIELDS(:x) FROM T")]
    [InlineData("SELECT COUNT(:x) FROM T")]
    [InlineData("SELECT TYPEOF :x WHEN A THEN B END FROM T")]
    [InlineData(":x")]
    public void Parse_BindWhereGrammarStands_IsRefused(string soql) => Assert.NotNull(SoqlParser.Parse(soql, DescribedOrg.Json("""{"x": "Id"}"""), out _));

    private static string Print(string soql, string parameters)
    {
        Assert.Null(SoqlParser.Parse(soql, DescribedOrg.Json(parameters), out var query));
        return SoqlPrinter.Print(query!);
    }

    // A reader of another make: what stands between the quotes, by the manual's list of escapes; nothing may follow the closing quote.
    private static string Unquote(string literal)
    {
        Assert.Equal('\'', literal[0]);
        var text = new System.Text.StringBuilder();
        for (var i = 1; i < literal.Length; i++)
        {
            switch (literal[i])
            {
                case '\'':
                    Assert.Equal(literal.Length - 1, i);
                    return text.ToString();
                case '\\':
                    text.Append(literal[++i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var c => c });
                    break;
                default:
                    text.Append(literal[i]);
                    break;
            }
        }

        Assert.Fail($"It never ends: {literal}");
        return "";
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class Json : System.Text.Json.Serialization.JsonSerializerContext;
