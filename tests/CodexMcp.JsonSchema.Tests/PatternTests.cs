using System.Text.Json;

namespace CodexMcp.JsonSchema.Tests;

/// <summary>Patterns mean what they mean in ECMAScript.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData(@"^\d+$", "12", "\u0967")]
    [InlineData(@"^\w+$", "a_1", "\u00e9")]
    [InlineData(@"^\W$", "\u00e9", "a")]
    [InlineData(@"^\s$", "\ufeff", "\u0085")]
    [InlineData(@"^\S$", "\u0085", "\u00a0")]
    [InlineData("^a$", "a", "a\n")]
    [InlineData("^.$", "\ud83d\udc32", "\n")]
    [InlineData("^.$", "\u0085", "\u2028")]
    [InlineData("^..$", "ab", "\ud83d\udc32")]
    [InlineData("^[\ud83d\udc32-\ud83d\udc34]$", "\ud83d\udc33", "\ud83d\udc31")]
    [InlineData(@"^\u{1F432}$", "\ud83d\udc32", "\ud83d\udc33")]
    [InlineData(@"^\uD83D\uDC32$", "\ud83d\udc32", "\ud83d\udc33")]
    [InlineData("^[^a]$", "\ud83d\udc32", "a")]
    [InlineData("^[^\ud83d\udc32]$", "\ud83d\udc33", "\ud83d\udc32")]
    [InlineData("^[^]$", "\n", "")]
    [InlineData("^(a[]|b)$", "b", "a")]
    [InlineData(@"^\p{Lu}$", "\u00c4", "\u00e4")]
    [InlineData(@"^\P{Lu}$", "\u00e4", "\u00c4")]
    [InlineData(@"^\p{gc=Nd}$", "\u0967", "a")]
    [InlineData(@"^\p{Script=Greek}+$", "\u03b1\u03b2", "\u0430")]
    [InlineData(@"^\p{sc=Cyrl}$", "\u0430", "a")]
    [InlineData(@"^[\p{L}\d_-]+$", "\u00e9-1_\ud835\udc00", "!")]
    [InlineData(@"^[^\p{L}]$", "1", "\ud835\udc00")]
    [InlineData(@"^\p{Alphabetic}$", "\u00e9", "1")]
    [InlineData(@"^\p{ASCII}$", "a", "\u00e9")]
    [InlineData(@"^\p{Emoji_Presentation}$", "\ud83d\udc32", "a")]
    [InlineData(@"^\p{LC}$", "a", "\u05d0")]
    [InlineData(@"^\p{Assigned}$", "a", "\u0378")]
    [InlineData(@"^\p{Any}$", "\u0378", "")]
    [InlineData(@"^a\-b\/c\_$", "a-b/c_", "abc")]
    [InlineData(@"^[\w-.]$", "-", "/")]
    [InlineData(@"^[a-]$", "-", "b")]
    [InlineData("^a{2}$", "aa", "a")]
    [InlineData("^a{2,}$", "aaa", "a")]
    [InlineData("^a{1,2}$", "aa", "aaa")]
    [InlineData("^a{,2}$", "a{,2}", "aa")]
    [InlineData("^{x}]$", "{x}]", "x")]
    [InlineData("^a+?b*?c??$", "aab", "b")]
    [InlineData(@"^(a|b)\1$", "aa", "ab")]
    [InlineData(@"^(?<x>a|b)c\k<x>$", "aca", "acb")]
    [InlineData(@"^(?<x>a)(b)\2$", "abb", "aba")]
    [InlineData(@"^(a)?\1b$", "b", "ab")]
    [InlineData(@"^(?:ab)+$", "abab", "aba")]
    [InlineData("^(?!x)[a-z]+$", "abc", "xbc")]
    [InlineData("^a(?=b)", "ab", "ac")]
    [InlineData("(?<=\\$)\\d+", "$42", "42")]
    [InlineData("(?<!a)b", "cb", "ab")]
    [InlineData(@"\bfoo\b", "a foo b", "foobar")]
    [InlineData(@"\bfoo\b", "\u00e9foo\u00e9", "afoo")]
    [InlineData(@"\Boo", "foo", "oo")]
    [InlineData(@"^\x41\cA\0\t[\b]$", "A\u0001\0\t\b", "A")]
    [InlineData("^(a||b)$", "", "c")]
    [InlineData("a#b c", "a#b c", "ab")]
    [InlineData("^\u00e9$", "\u00e9", "E")]
    [InlineData("^.{0,20000}$", "abc", "\n")]
    public void IsMatch_EcmaScriptSyntax_MatchesAsThere(string pattern, string matching, string other)
    {
        var schema = JsonSchema.Compile(Schema(pattern));

        Assert.True(schema.IsValid(Text(matching)), "should match");
        Assert.False(schema.IsValid(Text(other)), "should not match");
    }

    [Theory]
    [InlineData("(", "a `(` has no `)`")]
    [InlineData(")", "a `)` has no `(`")]
    [InlineData("[a", "a `[` has no `]`")]
    [InlineData("*a", "nothing to repeat")]
    [InlineData("a**", "nothing to repeat")]
    [InlineData("{2}", "nothing to repeat")]
    [InlineData("^*", "nothing to repeat")]
    [InlineData("(?=a)*", "nothing to repeat")]
    [InlineData("(?:a", "a `(` has no `)`")]
    [InlineData("a{2,1}", "wrong order")]
    [InlineData("a{99999999999}", "repeats too often")]
    [InlineData("a{1,99999999999}", "repeats too often")]
    [InlineData("\\", "ends with a single")]
    [InlineData("\\a", "is not an escape of ECMAScript")]
    [InlineData("\\A", "is not an escape of ECMAScript")]
    [InlineData("\\z", "is not an escape of ECMAScript")]
    [InlineData("\\c1", "is not an escape of ECMAScript")]
    [InlineData("\\01", "is not an escape of ECMAScript")]
    [InlineData("\\x4", "lacks its 2 hexadecimal digits")]
    [InlineData("\\u12", "lacks its 4 hexadecimal digits")]
    [InlineData("\\u{110000}", "does not hold the number of a character")]
    [InlineData("\\u{FFFFFFFFFF}", "does not hold the number of a character")]
    [InlineData("\\p{Nonsense}", "is not a property known here")]
    [InlineData("\\p{idna:PVALID}", "is not a property known here")]
    [InlineData("\\pL", "is not a property known here")]
    [InlineData("[b-a]", "runs backwards")]
    [InlineData("(?i)a", "ECMAScript has no flags")]
    [InlineData("(?#x)", "ECMAScript has no flags")]
    [InlineData("(?>a)", "ECMAScript has no flags")]
    [InlineData("(?P<x>a)", "ECMAScript has no flags")]
    [InlineData("(?<>a)", "no proper name")]
    [InlineData("(?<1>a)", "no proper name")]
    [InlineData("(?<x>a)(?<x>b)", "no proper name")]
    [InlineData("\\1", "a group that does not exist")]
    [InlineData("(a)\\2", "a group that does not exist")]
    [InlineData("\\k<x>", "does not name a group")]
    [InlineData("\\k", "does not name a group")]
    public void Compile_NotEcmaScript_IsRefusedWithTheReason(string pattern, string reason)
    {
        var exception = Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(Schema(pattern)));

        Assert.Contains(reason, exception.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^[a-z0-9_-]{1,64}$", true)]
    [InlineData("^[^/]+$", true)]
    [InlineData(@"^\p{L}+$", true)]
    [InlineData("^[a-z]+(-[a-z]+)*$", true)]
    [InlineData("^(?!a)b", false)]
    [InlineData(@"(a)\1", false)]
    [InlineData(@"\ba", true)]
    [InlineData("(a{100}){100}", false)]
    public void Parse_Pattern_IsLinearWhereThatIsPossible(string pattern, bool linear)
    {
        Assert.Equal(linear, EcmaPatternParser.Parse(pattern).IsLinear);
    }

    private static JsonElement Schema(string pattern) => Given.Json($$"""{"pattern":{{Text(pattern).GetRawText()}}}""");

    private static JsonElement Text(string text)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStringValue(text);
        }

        return Given.Json(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
