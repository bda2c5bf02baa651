using System.Net;
using System.Text.RegularExpressions;

namespace CodexMcp.Host.Tests.Console;

/// <summary>What a browser without scripts does: keeps cookies, loads pages, sends their forms with all hidden fields.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient http;

    public Browser(Uri address)
    {
        http = new(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http => http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<Page> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(new(HttpMethod.Get, path), headers);

    /// <summary>Sends fields as they are.</summary>
    public Task<Page> PostAsync(string path, IEnumerable<(string Name, string Value)> fields, params (string Name, string Value)[] headers) =>
        SendAsync(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) }, headers);

    /// <summary>Loads a page, fills in the form that is sent to an address, and sends it as a browser would.</summary>
    public async Task<Page> SubmitAsync(string page, params (string Name, string Value)[] fields) => await SubmitAsync(await GetAsync(page), null, fields);

    /// <summary>Fills in a form of a page that is loaded.</summary>
    public Task<Page> SubmitAsync(Page page, string? action, params (string Name, string Value)[] fields)
    {
        var form = page.Forms().First(form => action is null ? !form.Action.EndsWith("sign-out", StringComparison.Ordinal) : form.Action == action);
        return PostAsync(form.Action, [.. form.Hidden, .. fields]);
    }

    public void Dispose() => http.Dispose();

    private async Task<Page> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using (request)
        {
            using var response = await http.SendAsync(request, Token);
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token), response.Headers.Location?.OriginalString, response.Headers, response.Content.Headers.ContentType?.MediaType);
        }
    }

    /// <summary>A page as it came.</summary>
    internal sealed record Page(int Status, string Html, string? Location, System.Net.Http.Headers.HttpResponseHeaders Headers, string? Type)
    {
        /// <summary>What a person reads.</summary>
        public string Words => WebUtility.HtmlDecode(Tag().Replace(Html, " "));

        public IEnumerable<(string Action, List<(string Name, string Value)> Hidden)> Forms() =>
            from Match form in Form().Matches(Html)
            select (form.Groups["action"].Value, Hidden().Matches(form.Value).Select(field => (field.Groups["name"].Value, WebUtility.HtmlDecode(field.Groups["value"].Value))).ToList());

        /// <summary>What the page's first hidden field of that name holds.</summary>
        public string Field(string name) => Forms().SelectMany(form => form.Hidden).First(field => field.Name == name).Value;
    }

    [GeneratedRegex("""<form [^>]*action="(?<action>[^"]*)".*?</form>""", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)">""")]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
