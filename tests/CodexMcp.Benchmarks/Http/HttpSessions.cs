namespace CodexMcp.Benchmarks.Http;

/// <summary>What one resting session costs, in KiB.</summary>
internal readonly record struct SessionFigures(double AliveKiB, double ResidentKiB);

/// <summary>Opens many sessions of older clients, each with one call, and looks at what stays.</summary>
internal static class HttpSessions
{
    /// <summary>Measures a server.</summary>
    public static async Task<SessionFigures> MeasureAsync(HttpServerProcess server, int count)
    {
        using var connection = await HttpConnection.OpenAsync(server.Port);
        var wire = new HttpWire(server.Key);
        await OpenAsync(connection, wire, 200); // what is made once only is there already
        var (alive, resident) = (await server.AliveAsync(), server.ResidentKiB());
        await OpenAsync(connection, wire, count);
        var (aliveAfter, residentAfter) = (await server.AliveAsync(), server.ResidentKiB());
        return new((aliveAfter - alive) / 1024.0 / count, (residentAfter - resident) / (double)count);
    }

    private static async Task OpenAsync(HttpConnection connection, HttpWire wire, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var session = await HttpLoad.BeginAsync(connection, wire);
            await connection.SendAsync(wire.Call(session));
        }
    }
}
