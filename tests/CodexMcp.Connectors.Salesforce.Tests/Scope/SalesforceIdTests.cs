using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Tests.Scope;

public sealed class SalesforceIdTests
{
    [Theory]
    [InlineData("001000000000001", "001000000000001AAA")]
    [InlineData("0015g00000SYNT1", "0015g00000SYNT1AAP")]
    [InlineData("00130000000xEftMGH", null)]
    [InlineData("a0Aa0000000AbCd", "a0Aa0000000AbCdEAK")]
    [InlineData("001000000000001AAA", "001000000000001AAA")]
    [InlineData("001000000000001aaa", "001000000000001AAA")]
    [InlineData("001000000000001AAB", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("00100000000000", null)]
    [InlineData("0010000000000012", null)]
    [InlineData("001000000000001AAAA", null)]
    [InlineData("00100000000000'", null)]
    [InlineData("00100000000000/", null)]
    [InlineData("..%2f0000000001", null)]
    [InlineData("00100000000000é", null)]
    [InlineData("００１000000000001", null)]
    public void TryNormalise_Id_HasEighteenCharactersOrIsNone(string? id, string? expected)
    {
        Assert.Equal(expected is not null, SalesforceId.TryNormalise(id, out var normal));
        Assert.Equal(expected, normal);
    }

    [Fact]
    public void TryNormalise_ChangedCase_IsFoundInEveryPlace()
    {
        Assert.True(SalesforceId.TryNormalise("a0Aa0000000AbCd", out var id));
        for (var i = 0; i < 15; i++)
        {
            if (char.IsAsciiLetter(id[i]))
            {
                var other = char.IsAsciiLetterUpper(id[i]) ? char.ToLowerInvariant(id[i]) : char.ToUpperInvariant(id[i]);
                Assert.False(SalesforceId.TryNormalise($"{id[..i]}{other}{id[(i + 1)..]}", out _));
            }
        }
    }

    [Fact]
    public void Check_IdOfAnotherObject_IsRefused()
    {
        var account = DescribedOrg.Scope("""{"objects": ["Account"]}""").View(new DescribedOrg()["Account"])!;
        Assert.Null(SalesforceId.Check(account, "001000000000001", out var id));
        Assert.Equal("001000000000001AAA", id);
        Assert.Contains("no id of Account", SalesforceId.Check(account, "003000000000001", out id)!.Message, StringComparison.Ordinal);
        Assert.Equal("", id);
        Assert.Contains("no record id", SalesforceId.Check(account, "1 OR 1=1\u202e", out _)!.Message, StringComparison.Ordinal);
        Assert.Contains("no record id", SalesforceId.Check(account, null, out _)!.Message, StringComparison.Ordinal);
    }
}
