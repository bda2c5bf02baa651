using System.Text;
using CodexMcp.Host.Http.Authentication.Jwt;
using CodexMcp.Host.Tests.Http.Authentication.Support;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>The examples of RFC 7515, appendix A, and RFC 7517: signatures made by others.</summary>
public sealed class SpecificationVectorTests
{
    private const string Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string RsaKey = """
        {"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}
        """;

    private const string RsaSignature =
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private const string CurveKey = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """;

    private const string CurveSignature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    [Theory]
    [InlineData("A.2", RsaKey, "eyJhbGciOiJSUzI1NiJ9", RsaSignature)]
    [InlineData("A.3", CurveKey, "eyJhbGciOiJFUzI1NiJ9", CurveSignature)]
    public void Verify_ExampleOfRfc7515_IsRight_AndWrongWithAnotherPayload(string example, string key, string header, string signature)
    {
        var text = JwtText.Read($"{header}.{Payload}.{signature}", out _);
        var keys = KeySet.Parse(Encoding.UTF8.GetBytes($$"""{"keys":[{{key}}]}"""))!;
        Assert.NotNull(text);

        var found = keys.Find(null, text.Header.Algorithm);

        Assert.True(found is not null && found.Verify(text.Header.Algorithm, text.Signed, text.Signature), example);
        text.Signed[^1] ^= 1;
        Assert.False(found.Verify(text.Header.Algorithm, text.Signed, text.Signature));
    }

    [Theory]
    [InlineData("A.1", "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [InlineData("A.5", "eyJhbGciOiJub25lIn0", "AA")]
    public void Read_ExampleWithASharedSecretOrNone_IsRefused(string example, string header, string signature) =>
        Assert.True(JwtText.Read($"{header}.{Payload}.{signature}", out var reason) is null && reason.Contains("algorithm", StringComparison.Ordinal), example);

    // RFC 7519, 6.1: the unsecured JWT, with its empty signature.
    [Fact]
    public void Read_UnsecuredExampleOfRfc7519_IsRefused() => Assert.Null(JwtText.Read($"eyJhbGciOiJub25lIn0.{Payload}.", out _));

    // RFC 7515, appendix C.
    [Fact]
    public void Decode_ExampleOfRfc7515_IsTheBytes() => Assert.Equal([3, 236, 255, 224, 193], Base64UrlText.Decode("A-z_4ME")!);

    [Theory]
    [InlineData("A")]
    [InlineData("AA==")]
    [InlineData("A-z_4MF")]
    [InlineData("AB")]
    [InlineData("A A")]
    [InlineData("AA\n")]
    [InlineData("A+/A")]
    public void Decode_OtherText_IsNothing(string text) => Assert.Null(Base64UrlText.Decode(text));

    // RFC 9068, section 2.2: the claims of its example, with a key and a time of ours, since it gives neither.
    [Fact]
    public async Task Authenticate_ExampleOfRfc9068_ComesInWhereItIsMeantFor()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer, one => one with { Audiences = ["https://rs.example.com/"] });
        var now = doorman.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = $$"""
            {"iss":"{{issuer.Issuer}}","sub":"5ba552d67","aud":"https://rs.example.com/","exp":{{now + 600}},"iat":{{now}},
             "jti":"dbe39bf3a3ba4238a513f51d6e1691c4","client_id":"s6BhdRkqt3","scope":"openid profile reademail"}
            """;

        var caller = await doorman.EnterAsync(Token.Sign("""{"typ":"at+JWT","alg":"RS256","kid":"rsa"}""", claims, issuer.Rsa));

        Assert.Equal("oidc:corp:5ba552d67", caller.Principal);
    }
}
