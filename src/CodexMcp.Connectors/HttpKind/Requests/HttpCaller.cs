using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.HttpKind.Limits;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Requests;

/// <summary>Sends one request with its credential and reads the answer. What goes wrong on the way is told in sentences.</summary>
internal sealed class HttpCaller(string system, HttpClient http, HttpAuth auth, LimitWatch limits)
{
    /// <summary>Sends the request; after a 401 once more with another credential, where there can be one.</summary>
    /// <param name="plan">The request.</param>
    /// <param name="scope">What it is filled from.</param>
    /// <param name="page">Which page of it.</param>
    /// <param name="idempotencyHeader">The header that carries the call's id, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="begins">Whether nothing of the call was sent before: without a credential, then, nothing has happened.</param>
    public async Task<HttpAnswer> SendAsync(RequestPlan plan, TemplateScope scope, PageEdit page, string? idempotencyHeader, CancellationToken cancellationToken, bool begins = false)
    {
        limits.Enter(system);
        return await TellAsync(async () =>
        {
            for (var attempt = 0; ; attempt++)
            {
                var credential = await auth.ProveAsync(system, begins, cancellationToken).ConfigureAwait(false);
                using var request = Make(plan, scope with { Session = credential?.Session }, page, credential, idempotencyHeader);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                if ((int)response.StatusCode == 401 && attempt == 0 && credential is { } refused && auth.Refused(refused))
                {
                    continue;
                }

                var answer = await AnswerReader.ReadAsync(response, system, credential?.Echo, cancellationToken).ConfigureAwait(false);
                return limits.See(answer, response);
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches a file from where an answer says it is: a declared host only, and without the credential, which belongs to the system alone.</summary>
    public Task<HttpAnswer> DownloadAsync(Uri address, CancellationToken cancellationToken) => TellAsync(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", "codex-mcp/1.0");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return limits.See(await AnswerReader.ReadAsync(response, system, null, cancellationToken).ConfigureAwait(false), response);
    }, cancellationToken);

    private async Task<HttpAnswer> TellAsync(Func<Task<HttpAnswer>> exchange, CancellationToken cancellationToken)
    {
        try
        {
            return await exchange().ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException(ConnectorFailure.Timeout, $"{system} did not answer in time.", "Wait a moment and send the same call again.", inner: exception);
        }
        catch (BodyTooLargeException exception)
        {
            throw new ConnectorException(ConnectorFailure.BadAnswer,
                $"The answer of {system} is larger than {exception.MaxBytes / (1024 * 1024)} MB, the most that the host reads.", "Ask for less: fewer rows, a shorter period, one part.", inner: exception);
        }
        catch (InvalidDataException exception)
        {
            throw AnswerReader.Bad(system, "its body can't be unpacked", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{system} can't be reached, or the connection broke.", "Wait a moment and send the same call again.", inner: exception);
        }
    }

    /// <summary>Makes a request.</summary>
    internal static HttpRequestMessage Make(RequestPlan plan, in TemplateScope scope, in PageEdit page, Credential? credential, string? idempotencyHeader)
    {
        var request = new HttpRequestMessage(plan.Method, Address.Make(plan, scope, page));
        try
        {
            if (plan.Body is { } body)
            {
                request.Content = body.Fill(scope, page);
            }

            foreach (var (name, template) in plan.Headers)
            {
                if (template.Text(scope) is { } value)
                {
                    Add(request, name, value);
                }
            }

            if (idempotencyHeader is not null && scope.CallId is { } callId)
            {
                Add(request, idempotencyHeader, callId);
            }

            if (!request.Headers.NonValidated.Contains("User-Agent"))
            {
                request.Headers.TryAddWithoutValidation("User-Agent", "codex-mcp/1.0");
            }

            if (!request.Headers.NonValidated.Contains("Accept"))
            {
                request.Headers.TryAddWithoutValidation("Accept", "application/json");
            }

            if (credential is { } proof)
            {
                request.Headers.TryAddWithoutValidation(proof.Header, proof.Value);
            }

            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (value.Any(static c => c is < ' ' or > '~'))
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"The value for the header {name} holds characters that no header has.", "Use plain ASCII without line breaks.");
        }

        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            // A header about the content, for systems that ask for one on every request: there must be content to have it.
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
