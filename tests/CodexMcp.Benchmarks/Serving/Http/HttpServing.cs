using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CodexMcp.Benchmarks.Serving.Http;

/// <summary>One Kestrel for all that is compared: the same settings, no logging, a port of its own on loopback.</summary>
internal static class HttpServing
{
    /// <summary>Serves until the input ends. The first line on standard output is the port.</summary>
    public static async Task RunAsync(RequestDelegate handler)
    {
        // Empty, as serve has it: the slim one watches the working folder, where the audit trail is written.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        await using var app = builder.Build();
        app.Run(context => context.Request.Path == "/memory" ? MemoryAsync(context) : handler(context));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Console.WriteLine(new Uri(address).Port);
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    /// <summary>Tells what is alive after a full collection, in bytes.</summary>
    private static Task MemoryAsync(HttpContext context)
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return context.Response.WriteAsync(GC.GetTotalMemory(forceFullCollection: true).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
