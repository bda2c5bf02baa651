using System.Text;
using System.Text.RegularExpressions;

namespace CodexMcp.JsonSchema.Tests;

/// <summary>The linear matcher and .NET's, given the same invented patterns and texts, always agree.</summary>
/// <remarks>Surrogate pairs are left out: .NET is no judge of them, because it sees a place inside each.</remarks>
public sealed class PatternAgreementTests
{
    private const int Patterns = 1_500;
    private const int TextsPerPattern = 12;
    private static readonly string[] Letters = ["a", "b", "-", "\u00e9", "\n"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void IsMatch_InventedPatterns_AgreesWithTheBacktrackingMatcher(int seed)
    {
        var random = new Random(seed);
        var context = new EvaluationContext(new JsonSchemaOptions(), tracksScopes: false);
        var matches = 0;
        for (var i = 0; i < Patterns; i++)
        {
            var source = Invent(random, 3);
            var pattern = EcmaPatternParser.Parse(source);
            var regex = new Regex(pattern.WriteForNet(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
            var program = pattern.BuildProgram();
            for (var j = 0; j < TextsPerPattern; j++)
            {
                context.Start(collecting: false);
                var text = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => Letters[random.Next(Letters.Length)]));
                var expected = regex.IsMatch(text);
                matches += expected ? 1 : 0;
                Assert.True(expected == program.IsMatch(text, context), $"{source} against {Text.Quote(text)} should be {expected}");
            }
        }

        Assert.InRange(matches, Patterns, Patterns * (TextsPerPattern - 1)); // or the patterns would show nothing
    }

    private static string Invent(Random random, int depth)
    {
        var pattern = new StringBuilder();
        for (var parts = random.Next(1, 4); parts > 0; parts--)
        {
            var isPlace = random.Next(8) == 0;
            pattern.Append(isPlace ? Pick(random, "^", "$", @"\b", @"\B") : InventAtom(random, depth));
            if (!isPlace && random.Next(2) == 0)
            {
                pattern.Append(Pick(random, "*", "+", "?", "{2}", "{1,2}", "{0}", "{2,}", "*?", "{1,3}?"));
            }
        }

        return random.Next(4) == 0 && depth > 0 ? $"{pattern}|{Invent(random, depth - 1)}" : pattern.ToString();
    }

    private static string InventAtom(Random random, int depth) => random.Next(depth > 0 ? 4 : 3) switch
    {
        0 => Pick(random, "a", "b", "-", "\u00e9"),
        1 => Pick(random, ".", @"\w", @"\W", @"\s", @"\p{L}", @"\P{L}"),
        2 => Pick(random, "[ab]", "[^a]", "[^]", "[a-b\u00e9]", "[^\u00e9]", "[]"),
        _ => $"{Pick(random, "(", "(?:", "(?<n>")}{Invent(random, depth - 1)})".Replace("(?<n>", $"(?<n{random.Next(int.MaxValue)}>", StringComparison.Ordinal),
    };

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
