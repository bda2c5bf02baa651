using System.Text;

namespace CodexMcp.JsonSchema.Tests;

/// <summary>Numbers are compared exactly, whatever their size and spelling.</summary>
public sealed class NumberTests
{
    [Theory]
    [InlineData("0", "-0", 0)]
    [InlineData("0", "0.000e99", 0)]
    [InlineData("1", "1.0", 0)]
    [InlineData("10", "1e1", 0)]
    [InlineData("0.1", "1E-1", 0)]
    [InlineData("-120", "-1.2e+2", 0)]
    [InlineData("100", "99", 1)]
    [InlineData("-100", "-99", -1)]
    [InlineData("-1", "1", -1)]
    [InlineData("0.5", "0.49", 1)]
    [InlineData("0.05", "0.5", -1)]
    [InlineData("9007199254740993", "9007199254740992", 1)]
    [InlineData("9007199254740993.0", "9007199254740992", 1)]
    [InlineData("0.1000000000000000000000000000000000001", "0.1", 1)]
    [InlineData("1e400", "1e399", 1)]
    [InlineData("-1e400", "1e-400", -1)]
    [InlineData("1e1000000000", "2e999999999", 1)]
    [InlineData("1e-1000000000", "0", 1)]
    [InlineData("1e99999999999999999999", "5", 1)]
    [InlineData("-1e99999999999999999999", "5", -1)]
    [InlineData("1e-99999999999999999999", "1e-9", -1)]
    public void Compare_TwoSpellings_IsExact(string left, string right, int expected)
    {
        Assert.Equal(expected, NumberValue.Compare(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right)));
        Assert.Equal(-expected, NumberValue.Compare(Encoding.ASCII.GetBytes(right), Encoding.ASCII.GetBytes(left)));
    }

    [Theory]
    [InlineData("1", "0.01", true)]
    [InlineData("0.07", "0.01", true)]
    [InlineData("4.02", "0.01", true)]
    [InlineData("4.025", "0.01", false)]
    [InlineData("0", "7", true)]
    [InlineData("-0.0", "0.3", true)]
    [InlineData("9007199254740993", "3", true)]
    [InlineData("9007199254740995", "3", false)]
    [InlineData("1e308", "0.123456789", false)]
    [InlineData("1e1000000000", "2", true)]
    [InlineData("1e1000000000", "7", false)]
    [InlineData("1e-1000000000", "0.1", false)]
    [InlineData("123456789012345678901234567890", "10", true)]
    [InlineData("123456789012345678901234567891", "10", false)]
    [InlineData("12", "1.2e1", true)]
    [InlineData("30", "1e1", true)]
    [InlineData("35", "1e1", false)]
    [InlineData("1e400", "1e-400", true)]
    [InlineData("2432902008176640000", "1000003", false)]
    public void MultipleOf_AnySpelling_IsExact(string value, string step, bool expected)
    {
        Assert.Equal(expected, Given.IsValid($$"""{"multipleOf":{{step}}}""", value));
    }

    [Theory]
    [InlineData("1e400", true)]
    [InlineData("1.5e1", true)]
    [InlineData("1.55e1", false)]
    [InlineData("1e-1", false)]
    [InlineData("10e-1", true)]
    [InlineData("0e-5", true)]
    [InlineData("1e1000000000", true)]
    [InlineData("1e-1000000000", false)]
    public void Type_Integer_IsAMatterOfValueNotSpelling(string value, bool expected)
    {
        Assert.Equal(expected, Given.IsValid("""{"type":"integer"}""", value));
    }

    [Theory]
    [InlineData("""{"maximum":1e999}""", "1e1000", false)]
    [InlineData("""{"maximum":1e999}""", "1e999", true)]
    [InlineData("""{"maximum":9007199254740992}""", "9007199254740993", false)]
    [InlineData("""{"exclusiveMinimum":9007199254740992}""", "9007199254740993", true)]
    [InlineData("""{"const":9007199254740993}""", "9007199254740992", false)]
    [InlineData("""{"const":1e2}""", "100", true)]
    [InlineData("""{"enum":[1,2,3,4,5,6,7,8,9,1e1]}""", "10.0", true)]
    [InlineData("""{"uniqueItems":true}""", "[1e400,1e401]", true)]
    [InlineData("""{"uniqueItems":true}""", "[1e400,10e399]", false)]
    [InlineData("""{"minLength":2.0}""", "\"a\"", false)]
    [InlineData("""{"maxLength":1e30}""", "\"a\"", true)]
    [InlineData("""{"minItems":20e-1}""", "[1,2]", true)]
    public void Validate_LargeOrExactNumbers_AreNotRounded(string schema, string value, bool expected)
    {
        Assert.Equal(expected, Given.IsValid(schema, value));
    }

    [Fact]
    public void Validate_NumberOfAMillionDigits_IsCheckedInLinearTime()
    {
        var digits = new string('7', 1_000_000);

        Assert.True(Given.IsValid("""{"type":"integer","minimum":0,"multipleOf":7}""", digits));
        Assert.False(Given.IsValid("""{"multipleOf":10}""", digits));
    }
}
