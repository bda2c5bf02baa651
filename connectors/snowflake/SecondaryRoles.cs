using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Results;

namespace CodexMcp.Connectors.Snowflake;

/// <summary>
/// Makes sure that the connector's role alone bounds what is seen. The SQL API has no session in which secondary roles could be switched off
/// for the next request, so the host asks Snowflake whether any are active, and runs nothing while some are.
/// </summary>
internal sealed class SecondaryRoles(StatementRunner runner, SnowflakeSettings settings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim gate = new(1, 1);
    private long? checkedAt;

    /// <summary>Passes when no secondary role is active; asked again every ten minutes.</summary>
    /// <exception cref="ConnectorException">Some are, or nobody can say.</exception>
    public async ValueTask EnsureOffAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        if (IsTrusted())
        {
            return;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!IsTrusted())
            {
                await CheckAsync(invocation, cancellationToken).ConfigureAwait(false);
                checkedAt = time.GetTimestamp();
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private bool IsTrusted() => checkedAt is { } at && time.GetElapsedTime(at) < Trusted;

    private async Task CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var request = new StatementRequest
        {
            Statement = "SELECT CURRENT_SECONDARY_ROLES()",
            RowsPerResultSet = 1,
            Timeout = TimeSpan.FromSeconds(30),
            Ordinal = 9,
        };
        using var result = await runner.QueryAsync(invocation with { Progress = null }, request, cancellationToken).ConfigureAwait(false);
        var rows = result.FirstRows;
        var cell = rows.GetArrayLength() == 1 && rows[0].GetArrayLength() == 1 ? rows[0][0] : default;
        if (!IsNone(cell.ValueKind == JsonValueKind.String ? cell.GetString()! : ""))
        {
            throw new ConnectorException(
                ConnectorFailure.Configuration,
                $"Secondary roles are active for the Snowflake user, so that the role {settings.Role} alone would not bound what is read. Nothing was run.",
                "Ask an operator to set DEFAULT_SECONDARY_ROLES = () for the user, or a session policy without secondary roles: see connectors/snowflake/README.md.");
        }
    }

    /// <summary>Whether Snowflake's <c>{"roles":"","value":""}</c> names no role.</summary>
    private static bool IsNone(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.String && roles.ValueEquals("");
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
