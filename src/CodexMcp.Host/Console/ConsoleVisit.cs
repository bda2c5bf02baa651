using CodexMcp.Core.Approvals;
using CodexMcp.Host.Console.Html;
using CodexMcp.Host.Console.SignIn;
using CodexMcp.Host.Http.Transport.Messages;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console;

/// <summary>One request of a person, from the door to the page.</summary>
/// <param name="Context">The request.</param>
/// <param name="Session">The sign-in, or null before there is one.</param>
/// <param name="Token">What every form of this sign-in brings back.</param>
/// <param name="Now">The time of the request.</param>
internal sealed record ConsoleVisit(HttpContext Context, ConsoleSession? Session, string Token, DateTimeOffset Now)
{
    /// <summary>Who is signed in.</summary>
    public Approver Approver => Session!.Approver;

    /// <summary>The browser has gone.</summary>
    public CancellationToken Cancelled => Context.RequestAborted;

    /// <summary>A value of the address, or null when it is not there, twice, or longer than any of ours.</summary>
    public string? Query(string name) => Context.Request.Query[name] is [{ Length: > 0 and <= 200 } value] ? value : null;

    /// <summary>A whole number of the address, within bounds.</summary>
    public int Number(string name, int least, int most, int otherwise) =>
        int.TryParse(Query(name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, least, most) : otherwise;

    /// <summary>Answers with a page.</summary>
    public Task PageAsync(string title, string place, Action<HtmlWriter> body, int status = StatusCodes.Status200OK)
    {
        using var buffer = new PooledBuffer(16 * 1024);
        var html = new HtmlWriter(buffer);
        Layout.Begin(html, this, title, place);
        body(html);
        Layout.End(html);
        return SendAsync(buffer, "text/html; charset=utf-8", status);
    }

    /// <summary>Answers with a page that says why nothing was done.</summary>
    public Task ProblemAsync(ConsoleProblem problem) => PageAsync(
        "Not done",
        "",
        html => html.Write($"""<h1>Not done</h1><p class="alert" role="alert">{problem.What}</p><p>{problem.Next}</p><p><a href="/console">Go to the inbox</a></p>"""),
        problem.Status);

    /// <summary>Leads the browser on after a form, so that loading the page again sends nothing twice.</summary>
    public Task GoAsync(string path)
    {
        Context.Response.StatusCode = StatusCodes.Status303SeeOther;
        Context.Response.Headers.Location = path;
        return Task.CompletedTask;
    }

    /// <summary>The hidden field that shows that a form is ours.</summary>
    public void Protect(HtmlWriter html) => html.Write($"""<input type="hidden" name="token" value="{Token}">""");

    private Task SendAsync(PooledBuffer buffer, string type, int status)
    {
        var response = Context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = buffer.Written.Length;
        if (!HttpMethods.IsHead(Context.Request.Method))
        {
            System.Buffers.BuffersExtensions.Write(response.BodyWriter, buffer.Written);
        }

        return Task.CompletedTask;
    }
}
