using System.Text.Json;
using CodexMcp.Core.Stores;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http;

/// <summary><c>/healthz</c> says that the process lives, <c>/readyz</c> whether it should be sent work.</summary>
internal sealed class Probes(Func<IReadOnlyList<string>> problems, Func<CancellationToken, ValueTask> checkStore)
{
    /// <summary>200 as long as the process answers.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, "live", []);

    /// <summary>200 when roles and store are all right and the process is not stopping; else 503 with what is wrong.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        List<string> found = [.. problems()];
        try
        {
            await checkStore(context.RequestAborted).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The sentence names places of this machine: it goes to the log, not to whoever asks.
            found.Add("The state store can't be used.");
        }

        await WriteAsync(
            context,
            found.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            found.Count == 0 ? "ready" : "not ready",
            found).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, int status, string word, List<string> problems)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, word);
            if (problems.Count > 0)
            {
                json.WriteStartArray("problems"u8);
                problems.ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }
    }
}
