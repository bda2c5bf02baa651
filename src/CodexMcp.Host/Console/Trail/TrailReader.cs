using CodexMcp.Core.Audit;

namespace CodexMcp.Host.Console.Trail;

/// <summary>Reads the newest records of the trail, bounded, and one reader at a time: nobody slows calls down by looking.</summary>
internal sealed class TrailReader(Func<string> folder, TimeProvider time) : IDisposable
{
    /// <summary>The most records that are looked through.</summary>
    public const int Depth = 20_000;

    private readonly SemaphoreSlim one = new(1);

    /// <summary>Gives them, newest first.</summary>
    public async Task<List<AuditRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var records = new List<AuditRecord>();
            await foreach (var record in AuditTail.ReadAsync(folder(), Depth, follow: false, time, cancellationToken).ConfigureAwait(false))
            {
                records.Add(record);
            }

            records.Reverse();
            return records;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();
}
