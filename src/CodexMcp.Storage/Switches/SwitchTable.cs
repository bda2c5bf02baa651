using System.Data.Common;
using CodexMcp.Core.Switches;

namespace CodexMcp.Storage.Switches;

/// <summary>What is switched off, in a database.</summary>
internal sealed class SwitchTable(Database database) : ISwitchStore
{
    private const string All = "kind, name, reason, off_by, off_at";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Switch>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(0, static (session, _) => session.AllAsync($"SELECT {All} FROM switches ORDER BY off_at, kind, name", Row), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> OffAsync(Switch off, CancellationToken cancellationToken) =>
        await database.WriteAsync(off, static (session, off) => session.ExecuteAsync(
            $"INSERT INTO switches ({All}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            Switch.Word(off.Kind),
            off.Name,
            off.Reason,
            off.By,
            Columns.Time(off.At)), cancellationToken).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public async ValueTask<bool> OnAsync(SwitchKind kind, string name, CancellationToken cancellationToken) =>
        await database.WriteAsync((kind, name), static (session, args) => session.ExecuteAsync(
            "DELETE FROM switches WHERE kind = $1 AND name = $2", Switch.Word(args.kind), args.name), cancellationToken).ConfigureAwait(false) == 1;

    private static Switch Row(DbDataReader row) => new()
    {
        Kind = row.GetString(0) switch
        {
            "role" => SwitchKind.Role,
            "connector" => SwitchKind.Connector,
            "tool" => SwitchKind.Tool,
            "principal" => SwitchKind.Principal,
            var kind => throw new FormatException($"the value '{kind}' is not one that this program writes"),
        },
        Name = row.GetString(1),
        Reason = row.GetString(2),
        By = row.GetString(3),
        At = row.Time(4),
    };
}
