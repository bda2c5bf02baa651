using System.Net;
using System.Text;

namespace CodexMcp.Connectors.HubSpot.Tests.Support;

/// <summary>What arrived.</summary>
internal sealed record Arrived(string Method, string Path, string Body, string? Token);

/// <summary>Answers the property lists of an account, and everything else as the test says.</summary>
internal sealed class Stub(Func<Arrived, HttpResponseMessage> answer) : HttpMessageHandler
{
    private static readonly string[] Activity = ["hs_timestamp", "hubspot_owner_id", "!hs_object_id"];

    /// <summary>All requests but those for property lists.</summary>
    public List<Arrived> Requests { get; } = [];

    /// <summary>How often a property list was read.</summary>
    public int Lists { get; private set; }

    /// <summary>The account's properties by object type.</summary>
    public Dictionary<string, string[]> Properties { get; } = new()
    {
        ["contacts"] = ["email", "firstname", "lastname", "phone", "company", "jobtitle", "lifecyclestage:lead|customer", "!hs_object_id", "!createdate", "!lastmodifieddate", "=codexmcp_key"],
        ["companies"] = ["name", "domain", "industry", "phone", "website", "!hs_lastmodifieddate"],
        ["deals"] = ["dealname", "amount", "pipeline", "dealstage:open|closedwon", "closedate", "secret_margin", "!hs_lastmodifieddate"],
        ["tickets"] = ["subject", "content", "hs_pipeline", "hs_pipeline_stage"],
        ["notes"] = ["hs_note_body", .. Activity],
        ["tasks"] = ["hs_task_subject", "hs_task_body", "hs_task_status", "hs_task_priority", "hs_task_type", .. Activity],
        ["emails"] = ["hs_email_subject", "hs_email_text", "hs_email_html", "hs_email_direction", .. Activity],
        ["calls"] = ["hs_call_title", "hs_call_body", .. Activity],
        ["meetings"] = ["hs_meeting_title", .. Activity],
    };

    public static Stub Always(int status, string body, string type = "application/json") => new(_ => Json(status, body, type));

    public static HttpResponseMessage Json(int status, string body, string type = "application/json") =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };

    public static HttpResponseMessage Empty(int status) => new((HttpStatusCode)status);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var arrived = new Arrived(request.Method.Method, request.RequestUri!.PathAndQuery, body, request.Headers.Authorization?.Parameter);
        if (arrived.Method == "GET" && arrived.Path.StartsWith("/crm/v3/properties/", StringComparison.Ordinal))
        {
            Lists++;
            return Properties.TryGetValue(arrived.Path["/crm/v3/properties/".Length..], out var names)
                ? Json(200, Some.Properties(names))
                : Json(404, """{"status":"error","message":"unknown type","category":"OBJECT_NOT_FOUND","correlationId":"c"}""");
        }

        lock (Requests)
        {
            Requests.Add(arrived);
        }

        return answer(arrived);
    }
}

/// <summary>A body that breaks off, or never ends.</summary>
internal sealed class Flow(byte[] start, long zeros, bool breaks) : Stream
{
    private int at;
    private long left = zeros;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (at < start.Length)
        {
            var size = Math.Min(count, start.Length - at);
            start.AsSpan(at, size).CopyTo(buffer.AsSpan(offset));
            at += size;
            return size;
        }

        if (left > 0)
        {
            var size = (int)Math.Min(count, left);
            buffer.AsSpan(offset, size).Fill((byte)' ');
            left -= size;
            return size;
        }

        return breaks ? throw new IOException("The connection broke.") : 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
