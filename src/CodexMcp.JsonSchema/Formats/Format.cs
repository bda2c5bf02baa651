namespace CodexMcp.JsonSchema;

/// <summary>A check of a string by its <c>format</c>.</summary>
/// <param name="text">UTF-16; half surrogate pairs may occur.</param>
internal delegate bool FormatCheck(ReadOnlySpan<char> text);

/// <summary>A known <c>format</c>: its check, and how a message names it.</summary>
internal sealed record Format(FormatCheck Check, string Phrase)
{
    /// <summary>Null for a format that is not known: it is then only a note to readers.</summary>
    public static Format? Find(string name) => name switch
    {
        "date" => new(Dates.IsDate, "a date such as 2024-12-31"),
        "time" => new(Dates.IsTime, "a time with its offset such as 23:59:59Z"),
        "date-time" => new(Dates.IsDateTime, "a date and time such as 2024-12-31T23:59:59Z"),
        "duration" => new(Durations.IsDuration, "an ISO 8601 duration such as P1DT12H"),
        "email" => new(text => Emails.IsEmail(text, international: false), "an e-mail address such as name@example.com"),
        "idn-email" => new(text => Emails.IsEmail(text, international: true), "an e-mail address such as name@example.com"),
        "hostname" => new(text => Hostnames.IsHostname(text, international: false), "a host name such as www.example.com"),
        "idn-hostname" => new(text => Hostnames.IsHostname(text, international: true), "a host name such as www.example.com"),
        "ipv4" => new(Addresses.IsIpV4, "an IPv4 address such as 192.0.2.1"),
        "ipv6" => new(Addresses.IsIpV6, "an IPv6 address such as 2001:db8::1"),
        "uri" => new(text => Uris.IsUri(text, international: false), "a URI such as https://example.com/page"),
        "uri-reference" => new(text => Uris.IsReference(text, international: false), "a URI or a relative reference such as /page"),
        "iri" => new(text => Uris.IsUri(text, international: true), "an IRI such as https://example.com/page"),
        "iri-reference" => new(text => Uris.IsReference(text, international: true), "an IRI or a relative reference such as /page"),
        "uri-template" => new(UriTemplates.IsTemplate, "a URI template such as /items/{id}"),
        "uuid" => new(Identifiers.IsUuid, "a UUID such as 123e4567-e89b-12d3-a456-426614174000"),
        "json-pointer" => new(Identifiers.IsPointer, "a JSON pointer such as /items/0"),
        "relative-json-pointer" => new(Identifiers.IsRelativePointer, "a relative JSON pointer such as 1/items"),
        "regex" => new(Identifiers.IsRegex, "a regular expression"),
        _ => null,
    };
}
