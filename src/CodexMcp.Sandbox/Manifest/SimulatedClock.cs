using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>What is new with each request: a number that grows, and the time.</summary>
internal sealed class SimulatedClock(TimeProvider time)
{
    private int last = 1000;

    /// <summary>Gives <c>{id}</c>, <c>{id_number}</c>, <c>{now}</c> and <c>{now_epoch}</c>.</summary>
    public JsonElement? Find(string name) => name switch
    {
        "id" => SandboxJson.Text(Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture)),
        "id_number" => SandboxJson.Build(Interlocked.Increment(ref last), static (writer, number) => writer.WriteNumberValue(number)),
        "now" => SandboxJson.Text(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
        "now_epoch" => SandboxJson.Text(time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        _ => null,
    };
}
