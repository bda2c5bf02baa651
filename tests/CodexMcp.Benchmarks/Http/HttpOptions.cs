using System.Globalization;

namespace CodexMcp.Benchmarks.Http;

/// <summary>What to measure over HTTP, and how long.</summary>
internal sealed record HttpOptions
{
    public const string Usage =
        """
        usage: http [--rounds N] [--seconds S] [--sessions N] [--only calls|list|sessions] [--json FILE]
               http soak MINUTES

          --rounds N     rounds through all servers, eras and connection counts (default 6); the best counts
          --seconds S    one load (default 1)
          --sessions N   idle sessions (default 5000)
        """;

    public int Rounds { get; init; } = 6;

    public double Seconds { get; init; } = 1;

    public int Sessions { get; init; } = 5000;

    public IReadOnlyList<string> Parts { get; init; } = ["calls", "list", "sessions"];

    public string? Json { get; init; }

    public static HttpOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new HttpOptions();
        for (; arguments.Length >= 2; arguments = arguments[2..])
        {
            var value = arguments[1];
            options = arguments[0] switch
            {
                "--rounds" => options with { Rounds = (int)Number(value) },
                "--seconds" => options with { Seconds = Number(value) },
                "--sessions" => options with { Sessions = (int)Number(value) },
                "--only" when value is "calls" or "list" or "sessions" => options with { Parts = [value] },
                "--json" => options with { Json = value },
                _ => throw new ArgumentException($"{arguments[0]} {value} is not an option."),
            };
        }

        return arguments.Length == 0 ? options : throw new ArgumentException($"{arguments[0]} needs a value.");
    }

    public static double Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new ArgumentException($"{text} is not a number above 0.");
}
