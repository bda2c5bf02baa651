namespace CodexMcp.JsonSchema.Tests;

/// <summary>The public test suite for draft 2020-12.</summary>
public sealed class SuiteTests
{
    private const int MandatoryTests = 1_299;

    /// <summary>The optional files that are promised to pass, with the number of tests each had when it was written.</summary>
    public static TheoryData<string, int> PromisedOptional => new()
    {
        { "format/date", 81 }, { "format/date-time", 33 }, { "format/time", 47 }, { "format/duration", 52 }, { "format/email", 27 },
        { "format/idn-email", 18 }, { "format/hostname", 64 }, { "format/idn-hostname", 90 }, { "format/ipv4", 41 }, { "format/ipv6", 42 },
        { "format/uri", 46 }, { "format/uri-reference", 28 }, { "format/uri-template", 38 }, { "format/iri", 24 }, { "format/iri-reference", 13 },
        { "format/uuid", 28 }, { "format/regex", 8 }, { "format/ecmascript-regex", 12 }, { "format/json-pointer", 40 },
        { "format/relative-json-pointer", 25 }, { "format/unknown", 7 }, { "anchor", 4 }, { "bignum", 9 }, { "dynamicRef", 2 },
        { "ecmascript-regex", 74 }, { "float-overflow", 1 }, { "id", 3 }, { "no-schema", 3 }, { "non-bmp-regex", 12 },
        { "refOfUnknownKeyword", 10 }, { "unknownKeyword", 3 },
    };

    [Fact]
    public void Mandatory_AllFiles_Pass()
    {
        var folder = Path.Combine(SuiteFolder.Require(), "tests", "draft2020-12");
        var count = 0;
        var failures = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            // In the mandatory tests a format is a note to readers, as the specification has it by default.
            var run = SuiteRun.Run(file, assertFormat: false);
            count += run.Count;
            failures.AddRange(run.Failures.ConvertAll(failure => $"{Path.GetFileName(file)}: {failure}"));
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {count} failed:\n{string.Join("\n", failures)}");
        Assert.True(count >= MandatoryTests, $"Only {count} tests were found; the suite has {MandatoryTests}.");
    }

    [Theory]
    [MemberData(nameof(PromisedOptional))]
    public void Optional_PromisedFile_Passes(string name, int atLeast)
    {
        var run = SuiteRun.Run(Path.Combine(SuiteFolder.Require(), "tests", "draft2020-12", "optional", $"{name}.json"), assertFormat: true);

        Assert.True(run.Failures.Count == 0, $"{run.Failures.Count} of {run.Count} failed:\n{string.Join("\n", run.Failures)}");
        Assert.True(run.Count >= atLeast, $"Only {run.Count} tests were found; there were {atLeast}.");
    }

    [Fact]
    public void Optional_CustomDialectWithFormatAssertion_AssertsFormat()
    {
        var folder = Path.Combine(SuiteFolder.Require(), "tests", "draft2020-12", "optional");

        // The vocabulary decides here, not our option.
        var run = SuiteRun.Run(Path.Combine(folder, "format-assertion.json"), assertFormat: false);

        Assert.Equal([], run.Failures);
        Assert.True(run.Count >= 4);
    }
}
