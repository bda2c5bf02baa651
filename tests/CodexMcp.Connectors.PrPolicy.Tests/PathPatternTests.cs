using CodexMcp.Connectors.PrPolicy.Rules;

namespace CodexMcp.Connectors.PrPolicy.Tests;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("**", "a/b/c.cs", true)]
    [InlineData("src/**", "src/a/b.cs", true)]
    [InlineData("src/**", "lib/src/a.cs", false)]
    [InlineData("src/**/*.cs", "src/a.cs", true)]
    [InlineData("src/**/*.cs", "src/a/b/c.cs", true)]
    [InlineData("src/**/*.cs", "src/a/b/c.csx", false)]
    [InlineData("**/openapi.yaml", "openapi.yaml", true)]
    [InlineData("**/openapi.yaml", "x/openapi.yaml", true)]
    [InlineData("**/openapi.yaml", "x/myopenapi.yaml", false)]
    [InlineData("*.md", "README.md", true)]
    [InlineData("*.md", "docs/README.md", false)]
    [InlineData("a?.txt", "ab.txt", true)]
    [InlineData("a?.txt", "a/.txt", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("(x|y)", "x", false)]
    [InlineData("*.md", "evil\n.md", true)]
    public void Fits_PathAndGlob_GoesByParts(string glob, string path, bool fits) => Assert.Equal(fits, PathPattern.Parse(glob).Fits(path));

    [Fact]
    public void Fits_GlobThatWouldBlowUp_StaysLinear() =>
        Assert.False(PathPattern.Parse(string.Concat(Enumerable.Repeat("*a", 40)) + "b").Fits(new string('a', 4000)));
}
