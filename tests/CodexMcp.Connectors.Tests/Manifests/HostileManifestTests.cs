using System.Diagnostics;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>Manifests that blow up, loop or lie about their shape: refused at their line, soon, and without much memory.</summary>
public sealed class HostileManifestTests
{
    private const long MostBytes = 400L * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, Func<string, string>> Attacks = new(StringComparer.Ordinal)
    {
        ["alias bomb"] = static text => text + "bomb: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(static i => $"bomb{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")),
        ["long text behind many aliases"] = static text => text + $"long: &l \"{new string('x', 500_000)}\"\nmany: [{string.Join(", ", Enumerable.Repeat("*l", 5000))}]\n",
        ["alias of itself"] = static text => text + "loop: &l [*l]\n",
        ["alias of nothing"] = static text => text + "loop: *nobody\n",
        ["merge key"] = static text => text.Replace("verb: write", "verb: &v write", StringComparison.Ordinal) + "base: &b { a: 1 }\nother:\n  <<: *b\n",
        ["merge key in a tool"] = static text => text.Replace("    verb: write", "    <<: { verb: write }", StringComparison.Ordinal),
        ["deep lists"] = static text => text + "deep: " + new string('[', 100_000) + "\n",
        ["deep mappings"] = static text => text + "deep: " + string.Concat(Enumerable.Repeat("{a: ", 50_000)) + "\n",
        ["deep blocks"] = static text => text + "deep:\n" + string.Concat(Enumerable.Range(1, 800).Select(static i => new string(' ', i) + "a:\n")),
        ["deep schema"] = static text => text.Replace("type: object\n", "type: object\n      not: " + string.Concat(Enumerable.Repeat("{not: ", 200)) + "{}" + new string('}', 200) + "\n", StringComparison.Ordinal),
        ["schema that refers to itself"] = static text => text.Replace("type: object\n", "type: object\n      $ref: \"#\"\n", StringComparison.Ordinal),
        ["schema from elsewhere"] = static text => text.Replace("type: object\n", "type: object\n      $ref: https://evil.example/schema.json\n", StringComparison.Ordinal),
        ["schema with a pattern that is none"] = static text => text.Replace("maxLength: 200", "pattern: \"(a\"", StringComparison.Ordinal),
        ["schema with a pattern without end"] = static text => text.Replace("maxLength: 200", $"pattern: \"{string.Concat(Enumerable.Repeat("(a{1,1000}){1,1000}", 20))}\"", StringComparison.Ordinal),
        ["ten megabytes"] = static text => text + "# " + new string('x', 10 * 1024 * 1024) + "\n",
        ["key twice"] = static text => text.Replace("    verb: write\n", "    verb: write\n    verb: read\n", StringComparison.Ordinal),
        ["key twice in a flow"] = static text => text.Replace("{ kind: bearer,", "{ kind: bearer, kind: none,", StringComparison.Ordinal),
        ["tool twice"] = static text => text.Replace("  add_record:\n", "  list_records:\n", StringComparison.Ordinal),
        ["many keys"] = static text => text + string.Concat(Enumerable.Range(0, 15_000).Select(static i => $"k{i}: 1\n")),
        ["many arguments that nothing uses"] = static text => text.Replace("      properties:\n        name:", "      properties:\n" + string.Concat(Enumerable.Range(0, 5_000).Select(static i => $"        a{i}: {{ type: string }}\n")) + "        name:", StringComparison.Ordinal),
        ["many hosts"] = static text => text.Replace("hosts: [api.example.com]", $"hosts: [{string.Join(", ", Enumerable.Range(0, 15_000).Select(static i => $"h{i}.example.com"))}]", StringComparison.Ordinal),
        ["long key"] = static text => text + new string('k', 200_000) + ": 1\n",
        ["number without end"] = static text => text.Replace("maximum: 200", "maximum: 1e999999", StringComparison.Ordinal),
        ["second document"] = static text => text + "---\nconnector: other\n",
        ["directive"] = static text => "%YAML 1.1\n---\n" + text,
        ["tag"] = static text => text.Replace("verb: write", "verb: !!python/object:os.system write", StringComparison.Ordinal),
        ["bytes that are no text"] = static text => text + "x: \u0000\u0001\n",
        ["tabs"] = static text => text.Replace("    verb: write", "\tverb: write", StringComparison.Ordinal),
        ["no mapping"] = static _ => "- a\n- b\n",
        ["nothing"] = static _ => "",
        ["name of another"] = static text => text.Replace("connector: thing", "connector: ../thing", StringComparison.Ordinal),
        ["secret in the file"] = static text => text.Replace("token: \"{setting.token}\"", "token: hush-hush-canary", StringComparison.Ordinal),
        ["host that is every host"] = static text => text.Replace("hosts: [api.example.com]", "hosts: [\"*\"]", StringComparison.Ordinal),
        ["metadata address"] = static text => text.Replace("api.example.com", "169.254.169.254", StringComparison.Ordinal),
        ["address with a user"] = static text => text.Replace("https://api.example.com", "https://api.example.com@evil.example", StringComparison.Ordinal),
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_HostileManifest_IsRefusedAtItsLine(string attack)
    {
        var folder = Directory.CreateTempSubdirectory("codex-mcp-");
        try
        {
            var text = Attacks[attack](Good);
            Assert.NotEqual(Good, text);
            var file = Path.Combine(folder.CreateSubdirectory(Path.Combine("connectors", "thing")).FullName, "connector.yaml");
            File.WriteAllText(file, text);
            var errors = new ConfigurationErrors();
            var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());

            var manifest = ManifestLoader.Load(ConfigurationFolder.Open(Path.Combine(folder.FullName, "connectors")), "thing", static _ => null, errors);

            Assert.True(Stopwatch.GetElapsedTime(started) < Longest, $"It took {Stopwatch.GetElapsedTime(started)}.");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"It took {GC.GetAllocatedBytesForCurrentThread() - before:N0} bytes.");
            Assert.Null(manifest);
            Assert.NotEmpty(errors.ToSorted());
            Assert.All(errors.ToSorted().Take(100), error =>
            {
                Assert.Matches(@"^connectors/thing/connector\.yaml:[1-9]\d*:[1-9]\d*: ", error.ToString());
                Assert.True(error.ToString().Length < 2000, "It is a sentence, not a copy of the file.");
                Assert.DoesNotContain("hush-hush-canary", error.ToString());
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Load_TheManifestThatIsSpoiled_IsRight()
    {
        var folder = Directory.CreateTempSubdirectory("codex-mcp-");
        try
        {
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory(Path.Combine("connectors", "thing")).FullName, "connector.yaml"), Good);
            var errors = new ConfigurationErrors();
            Assert.NotNull(ManifestLoader.Load(ConfigurationFolder.Open(Path.Combine(folder.FullName, "connectors")), "thing", static _ => null, errors));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private const string Good = """
        connector: thing
        kind: http
        version: 1.0.0
        title: Things
        description: A system of things.
        hosts: [api.example.com]
        environments: { sandbox: { settings: {} }, production: { settings: { token: "${env:THING_TOKEN}" } } }
        base_url: https://api.example.com/v1
        auth: { kind: bearer, token: "{setting.token}" }
        tools:
          list_records:
            title: List
            description: Lists.
            verb: read
            request: { path: /records, query: { per_page: "{limit}" } }
            input:
              type: object
              properties:
                limit: { type: integer, minimum: 1, maximum: 200, description: Limit. }
            output: { type: object }
            examples: [{ arguments: {} }]
            sandbox: { body: {} }
          add_record:
            title: Add
            description: Adds.
            verb: write
            request: { method: POST, path: /records, body: { json: { name: "{name}" } } }
            input:
              type: object
              properties:
                name: { type: string, maxLength: 200, description: Name. }
            output: { type: object }
            examples: [{ arguments: { name: a } }]
            sandbox: { body: {} }

        """;
}
