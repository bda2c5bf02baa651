using CodexMcp.Host.Http.Transport;
using CodexMcp.Host.Http.Transport.Messages;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Console.Forms;

/// <summary>Reads a form that was posted, once everything around it says that a page of ours sent it.</summary>
internal sealed class FormReader(TimeProvider time)
{
    private const int MostFields = 20;

    private readonly BodyReader bodies = new(
        new() { SessionKey = new Core.Execution.ProcessKeySource(), MaxBodyBytes = 32 * 1024, BodyTimeout = TimeSpan.FromSeconds(10) }, time);

    /// <summary>Gives the form, or why there is none.</summary>
    public async ValueTask<(FormFields? Form, ConsoleProblem? Problem)> ReadAsync(HttpContext context)
    {
        if (!OriginCheck.IsOurs(context.Request))
        {
            return (null, new(StatusCodes.Status403Forbidden, "This form was sent by another site.", "Nothing was done. Open the console itself, and try there. If you did: a proxy in front must pass on Host, and send X-Forwarded-Proto."));
        }

        if (!FormFields.IsForm(context.Request))
        {
            return (null, new(StatusCodes.Status415UnsupportedMediaType, "That is no form of the console.", "Use the console's own pages."));
        }

        using var buffer = new PooledBuffer();
        if (await bodies.ReadAsync(context, buffer).ConfigureAwait(false) is { } refusal)
        {
            // What is left of the body is not worth reading.
            context.Response.Headers.Connection = "close";
            return (null, new(refusal.Status, "The form is too long, or did not arrive whole.", "Nothing was done. Shorten the comment, and send it again."));
        }

        return FormFields.Parse(buffer.Written, MostFields) is { } form
            ? (form, null)
            : (null, new(StatusCodes.Status400BadRequest, "The form can't be read.", "Nothing was done. Open the page anew, and try again."));
    }
}
