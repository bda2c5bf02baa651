using System.Globalization;
using System.Text;
using CodexMcp.Host.Console.SignIn;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Inbox;

/// <summary>
/// Tells open pages that something has changed (Server-Sent Events); they fetch what they show anew. Nothing of a call goes over the stream.
/// It ends when the sign-in ends.
/// </summary>
internal sealed class InboxEvents(ConsoleParts parts)
{
    private const int MostStreams = 200;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private readonly InboxWatch watch = new(parts);
    private int streams;

    /// <summary>Streams until the browser, the sign-in or the host ends it.</summary>
    public async Task StreamAsync(ConsoleVisit visit)
    {
        visit.Context.Response.ContentType = "text/event-stream";
        if (HttpMethods.IsHead(visit.Context.Request.Method))
        {
            return;
        }

        if (Interlocked.Increment(ref streams) > MostStreams)
        {
            Interlocked.Decrement(ref streams);
            await visit.ProblemAsync(new(StatusCodes.Status503ServiceUnavailable, "Too many pages are open.", "Load the page to see what is new.")).ConfigureAwait(false);
            return;
        }

        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(visit.Cancelled, parts.Stopping);
            await RunAsync(visit, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As it should end.
        }
        finally
        {
            Interlocked.Decrement(ref streams);
        }
    }

    private async Task RunAsync(ConsoleVisit visit, CancellationToken cancellationToken)
    {
        var response = visit.Context.Response;
        var seen = await watch.CurrentAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(response, $"retry: 3000\nevent: changed\ndata: {Number(seen.Waiting)}\n\n", cancellationToken).ConfigureAwait(false);
        while (parts.Sessions.IsAlive(visit.Session!) && await parts.Sessions.IsGoodAsync(visit.Approver, cancellationToken).ConfigureAwait(false))
        {
            var next = await watch.NextAsync(seen, Beat, cancellationToken).ConfigureAwait(false);
            await SendAsync(response, next.Version == seen.Version ? ":\n\n" : $"event: changed\ndata: {Number(next.Waiting)}\n\n", cancellationToken).ConfigureAwait(false);
            seen = next;
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
