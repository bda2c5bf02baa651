using CodexMcp.Connectors.PrPolicy.Diff;

namespace CodexMcp.Connectors.PrPolicy.Tests;

public sealed class DiffReaderTests
{
    [Fact]
    public void Read_TwoHunks_NumbersBothSides()
    {
        var lines = DiffReader.Read("@@ -1,3 +1,4 @@ class A\n one\n-two\n+TWO\n+two and a half\n three\n@@ -20,1 +21,1 @@\n-old\n+new\n\\ No newline at end of file", 5, out var isWhole);

        Assert.True(isWhole);
        Assert.Equal([(2, false, "two"), (2, true, "TWO"), (3, true, "two and a half"), (20, false, "old"), (21, true, "new")], lines.Select(line => (line.Number, line.IsAdded, line.Text)));
    }

    [Theory]
    [InlineData("@@ -1,3 +1,4 @@\n one\n\n+three\n four")]
    [InlineData("@@ -1,3 +1,4 @@\r\n one\r\n\r\n+three\r\n four\r\n")]
    [InlineData("@@ -1,3 +1,4 @@\n one\n \n+three\n four\n")]
    public void Read_EmptyLineOfContext_CountsAsALine(string patch) =>
        Assert.Equal((3, "three"), DiffReader.Read(patch, 1, out _).Select(line => (line.Number, line.Text)).Single());

    [Theory]
    [InlineData("@@ -1,1 +1,2 @@\n one\n+two\n+thr…", 3)]
    [InlineData("@@ -1,1 +1,2 @@\n one\n+two", 2)]
    [InlineData("", 1)]
    [InlineData("@@ nonsense @@\n+two", 1)]
    [InlineData("+before any hunk", 1)]
    [InlineData("@@ -1 +9999999999999 @@\n+two", 1)]
    public void Read_DiffThatIsCutOrLies_IsNotWhole(string patch, int changes)
    {
        DiffReader.Read(patch, changes, out var isWhole);

        Assert.False(isWhole);
    }

    [Fact]
    public void Read_LinesThatLookLikeHeaders_AreLines()
    {
        var lines = DiffReader.Read("@@ -1,1 +1,2 @@\n+++ b/evil\n--- a/evil\r", 2, out var isWhole);

        Assert.True(isWhole);
        Assert.Equal(["++ b/evil", "-- a/evil"], lines.Select(line => line.Text));
    }
}
