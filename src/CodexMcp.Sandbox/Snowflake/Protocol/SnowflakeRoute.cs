namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Reads what a request asks for: its kind, its statement, its headers and its parameters.</summary>
internal static class SnowflakeRoute
{
    private const string Root = "/api/v2/statements";

    /// <summary>What kind of request it is, and of which statement.</summary>
    public static (SnowflakeRequestKind Kind, string Handle) Of(SimulatorRequest request)
    {
        if (request.Path == Root)
        {
            return (SnowflakeRequestKind.Submit, "");
        }

        if (!request.Path.StartsWith(Root + "/", StringComparison.Ordinal))
        {
            return (SnowflakeRequestKind.Other, "");
        }

        var rest = request.Path[(Root.Length + 1)..];
        if (rest.EndsWith("/cancel", StringComparison.Ordinal))
        {
            return (SnowflakeRequestKind.Cancel, rest[..^"/cancel".Length]);
        }

        var later = Query(request, "partition") is { } partition && partition != "0";
        return rest.Contains('/') ? (SnowflakeRequestKind.Other, "") : (later ? SnowflakeRequestKind.Partition : SnowflakeRequestKind.Status, rest);
    }

    /// <exception cref="SnowflakeException">A header is missing or wrong.</exception>
    public static void CheckHeaders(SimulatorRequest request)
    {
        if (!request.Headers.TryGetValue("User-Agent", out var agent) || string.IsNullOrWhiteSpace(agent))
        {
            throw new SnowflakeException("391903", "08001", "The request has no User-Agent header. Send one like myApplication/1.0.", 400);
        }

        if (request.Headers.TryGetValue("Accept", out var accept) && !accept.Contains("application/json", StringComparison.OrdinalIgnoreCase)
            && !accept.Contains("*/*", StringComparison.Ordinal) && !accept.Contains("application/*", StringComparison.Ordinal))
        {
            throw new SnowflakeException("391901", "08001", $"Unsupported Accept header {accept} is specified.", 406);
        }

        if (request.Method == "POST" && (!request.Headers.TryGetValue("Content-Type", out var content)
            || !content.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase)))
        {
            throw new SnowflakeException("391902", "08001", "Unsupported Content-Type header. Send application/json.", 415);
        }
    }

    public static string? Query(SimulatorRequest request, string name)
    {
        foreach (var (key, value) in FormPairs.Read(request.Query))
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    public static bool Flag(SimulatorRequest request, string name, bool fallback) => Query(request, name) is { } value
        ? bool.TryParse(value, out var flag) ? flag : throw new SnowflakeException("390142", "08001", $"The parameter {name} must be true or false.", 400)
        : fallback;
}
