using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Requests;

/// <summary>Makes a request's address from its templates. Each value stays one part of the path; nothing leaves the base path or the host.</summary>
internal static class Address
{
    /// <summary>Gives the address.</summary>
    /// <exception cref="ConnectorException">An argument can't be a part of a path, or a setting makes no address.</exception>
    public static Uri Make(RequestPlan plan, in TemplateScope scope, in PageEdit page)
    {
        var root = Base(plan, scope);
        if (page.Address is { } given)
        {
            return Below(root, given);
        }

        var path = plan.Path.Text(scope, Escape) ?? throw Refused("An argument that is a part of the address is missing or can't be used in it.");
        foreach (var segment in path.Split('/'))
        {
            // "." and ".." are the only parts that escaping leaves dangerous.
            if (segment is "." or "..")
            {
                throw Refused("An argument that is a part of the address is '.' or '..'.");
            }
        }

        var text = root.AbsoluteUri.TrimEnd('/') + path + Query(plan, scope, page);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || !IsBelow(root, address) || address.Fragment.Length > 0 || address.AbsoluteUri.Length > 16_000)
        {
            throw Refused("The arguments make no address below the system's own.");
        }

        return address;
    }

    /// <summary>Gives the base address.</summary>
    public static Uri Base(RequestPlan plan, in TemplateScope scope)
    {
        var text = plan.BaseUrl.Text(scope);
        return text is not null && Uri.TryCreate(text, UriKind.Absolute, out var root) && root.Scheme is "https" or "http" && root.Query.Length == 0 && root.Fragment.Length == 0 && root.UserInfo.Length == 0
            ? root
            : throw new ConnectorException(ConnectorFailure.Configuration, "The connector's base address makes no address.", "Ask an operator to check base_url in its connector.yaml and its settings.");
    }

    /// <summary>Gives path and query of a page's address that the vendor named; only below the base of the same host.</summary>
    public static string? Follow(Uri root, string link) =>
        Uri.TryCreate(root, link, out var address) && IsBelow(root, address) && address.Fragment.Length == 0 ? address.PathAndQuery : null;

    private static Uri Below(Uri root, string pathAndQuery) =>
        Uri.TryCreate(root, pathAndQuery, out var address) && IsBelow(root, address) ? address : throw Refused("The continuation leads outside the system.");

    private static bool IsBelow(Uri root, Uri address)
    {
        var path = root.AbsolutePath.TrimEnd('/');
        return address.Scheme == root.Scheme && address.IdnHost == root.IdnHost && address.Port == root.Port && address.UserInfo.Length == 0
            && (address.AbsolutePath == path || address.AbsolutePath.StartsWith(path + "/", StringComparison.Ordinal));
    }

    private static string Escape(Placeholder placeholder, string value)
    {
        if (placeholder.Filters.All(static filter => filter.Name != "segments"))
        {
            return Part(value);
        }

        // A path inside the system, such as a file's in a repository: each part escaped by itself.
        return string.Join('/', value.Trim('/').Split('/').Select(Part));
    }

    private static string Part(string value) =>
        value.Length == 0 || value is "." or ".." || value.Any(char.IsControl) ? throw Refused("An argument that is a part of the address is empty, '.' or '..', or holds control characters.") : Uri.EscapeDataString(value);

    private static string Query(RequestPlan plan, in TemplateScope scope, in PageEdit page)
    {
        var query = new System.Text.StringBuilder();
        foreach (var (name, template) in plan.Query)
        {
            if (!page.InBody && page.Parameter == name)
            {
                continue;
            }

            // A list that no step joined is written as a repeated parameter.
            foreach (var item in Json.Each(template.Value(scope)))
            {
                Add(query, name, item);
            }
        }

        if (page is { InBody: false, Parameter: { } parameter, Value: { } set })
        {
            Add(query, parameter, set);
        }

        return query.ToString();
    }

    private static void Add(System.Text.StringBuilder query, string name, string value) =>
        query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));

    private static ConnectorException Refused(string message) => new(ConnectorFailure.Refused, message, "Give the plain name or id, without path marks.");
}
