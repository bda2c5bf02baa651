using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Api;

/// <summary>One request as it is sent.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">The path below the base address, every part escaped.</param>
internal sealed record HubSpotRequest(HttpMethod Method, string Path)
{
    /// <summary>A JSON body, or null.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Makes another kind of body.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Whether sending it twice could do the thing twice, so that an unknown end is ambiguous.</summary>
    public bool MustNotRepeat { get; init; }

    /// <summary>Whether HubSpot counts it against the search limit.</summary>
    public bool IsSearch { get; init; }

    /// <summary>What an error may say to this role.</summary>
    public ErrorView View { get; init; } = ErrorView.Closed;

    public static HubSpotRequest Get(string path) => new(HttpMethod.Get, path);

    public static HubSpotRequest Post(string path, byte[] body) => new(HttpMethod.Post, path) { Body = body };
}

/// <summary>Bounds what an error tells: names of properties that the role may use, and the vendor's own words only where nothing is hidden from the role.</summary>
/// <param name="Scope">The role's scope, or null when nothing may be told.</param>
/// <param name="Object">The object type.</param>
internal sealed record ErrorView(RoleScope? Scope, string Object)
{
    /// <summary>For requests that say nothing of it: no name, and none of the vendor's words.</summary>
    public static ErrorView Closed { get; } = new(null, "");

    public bool MayQuote => Scope?.HidesAny(Object) == false;

    public bool MayName(string property) => Scope?.Allows(Object, property) == true;
}
