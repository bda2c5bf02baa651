using System.Text;
using CodexMcp.BareServer;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Benchmarks.Serving.Http;

/// <summary>The ceiling: reads the body and writes the same bytes each time.</summary>
internal static class FixedHttpServer
{
    /// <summary>Serves until the input ends.</summary>
    public static Task RunAsync()
    {
        var answer = Encoding.UTF8.GetBytes(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" + BareTools.Answer.Replace("\"", "\\\"") + "\"}],\"structuredContent\":" + BareTools.Answer + "}}");
        return HttpServing.RunAsync(async context =>
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync();
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
    }
}
