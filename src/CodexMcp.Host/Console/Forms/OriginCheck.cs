using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Forms;

/// <summary>
/// Whether a request comes from a page of ours, as far as the browser says. A browser that says nothing is let on: the form's own token
/// decides then.
/// </summary>
internal static class OriginCheck
{
    /// <summary>Whether nothing says that another site sent it.</summary>
    public static bool IsOurs(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        var origin = request.Headers.Origin;
        return (site.Count == 0 || site is ["same-origin" or "none"])
            && (origin.Count == 0 || (origin is [{ } sender] && string.Equals(sender, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Whether a link on another site led here: the browser then holds back the cookies that only our own pages bring.</summary>
    public static bool IsFromElsewhere(HttpRequest request) => request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"];
}
