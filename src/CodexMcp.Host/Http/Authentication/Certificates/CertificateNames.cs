using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace CodexMcp.Host.Http.Authentication.Certificates;

/// <summary>The names in a certificate, written as mappings write them: <c>subject:</c>, <c>dns:</c>, <c>uri:</c>, <c>email:</c>.</summary>
internal static class CertificateNames
{
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>Gives all names; none when they can't be read.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        var names = new List<string>();
        if (certificate.Subject.Length > 0)
        {
            names.Add("subject:" + certificate.Subject);
        }

        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == AlternativeNames)
            {
                try
                {
                    Read(extension.RawData, names);
                }
                catch (AsnContentException)
                {
                    return [];
                }
            }
        }

        return names;
    }

    // GeneralNames of RFC 5280: [1] an address, [2] a host's name, [6] a URI. The framework gives hosts only.
    private static void Read(byte[] der, List<string> names)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData)
        {
            var tag = reader.PeekTag();
            var kind = tag is { TagClass: TagClass.ContextSpecific, IsConstructed: false } ? tag.TagValue : -1;
            if (kind is 1 or 2 or 6)
            {
                var text = reader.ReadCharacterString(UniversalTagNumber.IA5String, new Asn1Tag(TagClass.ContextSpecific, kind));
                names.Add((kind switch { 1 => "email:", 2 => "dns:", _ => "uri:" }) + text);
            }
            else
            {
                reader.ReadEncodedValue();
            }
        }
    }
}
