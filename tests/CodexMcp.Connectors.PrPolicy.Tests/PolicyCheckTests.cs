using CodexMcp.Connectors.PrPolicy.Diff;
using CodexMcp.Connectors.PrPolicy.Rules;

namespace CodexMcp.Connectors.PrPolicy.Tests;

public sealed class PolicyCheckTests
{
    [Fact]
    public void Run_AddedPattern_FindsAddedLinesOnly()
    {
        var set = Some.Set("severity: high\npaths: ['src/**']\nadded_matches: 'Sleep\\('");

        var finding = Assert.Single(PolicyCheck.Run([Some.File("src/a.cs", "@@ -5,2 +5,2 @@\n Sleep(1)\n-Sleep(2)\n+  Sleep(3)"), Some.File("docs/a.md", "@@ -1 +1 @@\n+Sleep(")], [set]));

        Assert.Equal(("a-set", "RUL001", Severity.High, "src/a.cs", 6, false, "Sleep(3)"), (finding.Set, finding.Code, finding.Severity, finding.Path, finding.Line!.Value, finding.IsOld, finding.Evidence));
    }

    [Fact]
    public void Run_RemovedPattern_TellsTheOldLine()
    {
        var finding = Assert.Single(PolicyCheck.Run([Some.File("a.cs", "@@ -7,2 +7,1 @@\n x\n-[Authorize]")], [Some.Set("severity: high\npaths: ['**']\nremoved_matches: '\\[Authorize'")]));

        Assert.Equal((8, true), (finding.Line!.Value, finding.IsOld));
    }

    [Fact]
    public void Run_CompanionFile_IsNeededBesideEachAddedOne()
    {
        var set = Some.Set("severity: blocker\npaths: ['db/*.up.sql']\nstatus: [added]\nneeds_file: { replace: .up.sql, with: .down.sql }");
        ChangedFile[] alone = [Some.File("db/1.up.sql", "@@ -0,0 +1 @@\n+x", "added"), Some.File("db/2.up.sql", "@@ -0,0 +1 @@\n+x", "modified")];

        Assert.Equal("db/1.up.sql", Assert.Single(PolicyCheck.Run(alone, [set])).Path);
        Assert.Empty(PolicyCheck.Run([.. alone, Some.File("db/1.down.sql", "@@ -0,0 +1 @@\n+y", "added")], [set]));
        Assert.Single(PolicyCheck.Run([.. alone, Some.File("db/1.down.sql", "@@ -1 +0,0 @@\n-y", "removed")], [set]));
    }

    [Fact]
    public void Run_NeedsAnyAndTouchedAndExcept_GoByPaths()
    {
        var set = Some.Set("severity: medium\npaths: ['src/**']\nexcept: ['src/gen/**']\nneeds_any: ['tests/**']", "severity: blocker\npaths: ['.github/workflows/**']\ntouched: true");
        ChangedFile[] files = [Some.File("src/a.cs", "@@ -1 +1 @@\n+x"), Some.File("src/gen/b.cs", "@@ -1 +1 @@\n+x"), new(".github/old.yml", "renamed", "@@ -1 +1 @@\n+x", 1) { PreviousPath = ".github/workflows/ci.yml" }];

        Assert.Equal([".github/old.yml", "src/a.cs"], PolicyCheck.Run(files, [set]).Select(finding => finding.Path));
        Assert.Equal([".github/old.yml"], PolicyCheck.Run([.. files, Some.File("tests/t.cs", "@@ -1 +1 @@\n+x")], [set]).Select(finding => finding.Path));
    }

    [Theory]
    [InlineData(null, "modified", 40, "POL001", Severity.High)]
    [InlineData("@@ -1 +1 @@\n+x", "modified", 40, "POL001", Severity.High)]
    [InlineData("@@ -1 +1 @@\n+x…", "modified", 1, "POL001", Severity.High)]
    [InlineData(null, "modified", 0, "POL002", Severity.Low)]
    [InlineData(null, "copied", 0, "POL002", Severity.Low)]
    [InlineData(null, "changed", 0, "POL002", Severity.Low)]
    [InlineData(null, "a word of tomorrow", 0, "POL002", Severity.Low)]
    internal void Run_DiffThatCannotBeReadWhole_IsAFinding(string? patch, string status, int changes, string code, Severity severity)
    {
        var finding = Assert.Single(PolicyCheck.Run([Some.File("a.bin", patch, status, changes)], [Some.Set("severity: low\npaths: [none]\ntouched: true")]));

        Assert.Equal((PolicyCheck.OwnSet, code, severity), (finding.Set, finding.Code, finding.Severity));
    }

    [Fact]
    public void Run_FilesInAnyOrder_GiveTheSameFindingsWorstFirst()
    {
        var set = Some.Set("severity: low\npaths: ['**']\nadded_matches: x", "severity: blocker\npaths: ['b/**']\nadded_matches: x");
        var files = new[] { "b/2", "a/1", "b/1", "c" }.Select(path => Some.File(path, "@@ -1 +1,2 @@\n+x\n+x")).ToList();
        var expected = PolicyCheck.Run(files, [set]).Select(Show).ToList();

        Assert.Equal(["b/1:1 Blocker", "b/1:2 Blocker", "b/2:1 Blocker", "b/2:2 Blocker", "a/1:1 Low"], expected.Take(5));
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(expected, PolicyCheck.Run([.. files.OrderBy(_ => random.Next())], [set]).Select(Show));
        }

        static string Show(Finding finding) => $"{finding.Path}:{finding.Line} {finding.Severity}";
    }

    [Fact]
    public void Run_LineThatWouldBlowUpABacktrackingEngine_IsReadInLinearTime()
    {
        var set = Some.Set("severity: low\npaths: ['**']\nadded_matches: '^(a+)+$'");

        Assert.Empty(PolicyCheck.Run([Some.File("a", $"@@ -1 +1 @@\n+{new string('a', 20_000)}!")], [set]));
    }
}
