using System.Buffers;
using System.Text;
using System.Text.Json;
using CodexMcp.Core.Canonical;

namespace CodexMcp.Core.Tests.Canonical;

public sealed class CanonicalJsonTests
{
    // The samples of RFC 8785, appendix B: IEEE 754 bits and ECMAScript's text.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Write_Double_IsEcmaScriptText(ulong bits, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalNumber.Write(BitConverter.UInt64BitsToDouble(bits), output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("""{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}""",
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""")]
    [InlineData("""{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}")]
    [InlineData("""[56,{"d":true,"10":null,"1":[]}]""", """[56,{"1":[],"10":null,"d":true}]""")]
    [InlineData("""{ "b" : "\b\t\n\f\r\u0000\u001F\u007f" , "a" : {} }""", "{\"a\":{},\"b\":\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\"}")]
    [InlineData("[-0, -0.0, 0e5, 1.0, 100e-2, 9007199254740992]", "[0,0,0,1,1,9007199254740992]")]
    public void Write_Sample_IsCanonical(string json, string expected) => Assert.Equal(expected, Canonical(json));

    [Fact]
    public void Write_IntegersBeyondDoublePrecision_StayApart()
    {
        Assert.Equal("9007199254740993", Canonical("9007199254740993"));
        Assert.Equal("-9223372036854775809", Canonical("-9223372036854775809"));
        Assert.Equal("340282366920938463463374607431768211457", Canonical("340282366920938463463374607431768211457"));
        Assert.NotEqual(Hash("""{"id":9007199254740993}"""), Hash("""{"id":9007199254740992}"""));
    }

    [Fact]
    public void Write_EveryPowerOfTenAndItsNeighbours_ReadsBackTheSame()
    {
        for (var exponent = -320; exponent <= 308; exponent++)
        {
            var power = double.Parse($"1e{exponent}", System.Globalization.CultureInfo.InvariantCulture);
            foreach (var number in new[] { power, double.BitIncrement(power), double.BitDecrement(power), -power })
            {
                var output = new ArrayBufferWriter<byte>();
                CanonicalNumber.Write(number, output);
                Assert.Equal(number, double.Parse(Encoding.UTF8.GetString(output.WrittenSpan), System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("1e999")]
    [InlineData("-1.5e400")]
    public void Write_NoCanonicalForm_Throws(string json) => Assert.Throws<JsonException>(() => Canonical(json));

    [Fact]
    public void Write_TooDeep_Throws()
    {
        using var document = JsonDocument.Parse(new string('[', 300) + new string(']', 300), new JsonDocumentOptions { MaxDepth = 400 });
        Assert.Throws<JsonException>(() => CanonicalJson.Write(document.RootElement));
    }

    [Fact]
    public void Write_Undefined_Throws() => Assert.Throws<JsonException>(() => CanonicalJson.Write(default));

    [Fact]
    public void Sha256Hex_OrderAndSpacing_ChangeNothing()
    {
        Assert.Equal(Hash("""{"a":1,"b":[1.0,"x"]}"""), Hash("""{ "b": [1, "\u0078"], "a": 1e0 }"""));
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", Hash("{}"));
    }

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Write(document.RootElement));
    }

    private static string Hash(string json)
    {
        using var document = JsonDocument.Parse(json);
        return CanonicalJson.Sha256Hex(document.RootElement);
    }
}
