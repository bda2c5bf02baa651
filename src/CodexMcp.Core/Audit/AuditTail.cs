using System.Runtime.CompilerServices;

namespace CodexMcp.Core.Audit;

/// <summary>Reads the end of the trail, all chains merged by time, and follows it as processes write to it.</summary>
public static class AuditTail
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Gives the last records in the order of their time, then, when following, each new one as it comes, until cancelled.</summary>
    /// <param name="folder">The trail's folder; it may come into being later.</param>
    /// <param name="last">How many records from before to give.</param>
    /// <param name="follow">Whether to go on.</param>
    /// <param name="clock">Paces the looks at the folder.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    public static async IAsyncEnumerable<AuditRecord> ReadAsync(
        string folder, int last, bool follow, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(last);
        var disk = new AuditDisk(folder);
        var ends = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var record in Last(disk, last, ends))
        {
            yield return record;
        }
        while (follow)
        {
            await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(false);
            foreach (var record in Fresh(disk, ends))
            {
                yield return record;
            }
        }
    }

    private static List<AuditRecord> Last(AuditDisk disk, int count, Dictionary<string, long> ends)
    {
        var records = new List<AuditRecord>();
        foreach (var (name, file) in Files(disk))
        {
            using (file)
            {
                var length = file.Length;
                ends[name] = Read(name, file, StartOfLast(file, length, count), records, length);
            }
            if (records.Count > 4 * count)
            {
                records = InOrder(records).TakeLast(count).ToList();
            }
        }
        return InOrder(records).TakeLast(count).ToList();
    }

    private static List<AuditRecord> Fresh(AuditDisk disk, Dictionary<string, long> ends)
    {
        var records = new List<AuditRecord>();
        foreach (var (name, file) in Files(disk))
        {
            using (file)
            {
                var end = ends.GetValueOrDefault(name);
                if (file.Length > end)
                {
                    ends[name] = Read(name, file, end, records, long.MaxValue);
                }
            }
        }
        return InOrder(records).ToList();
    }

    // The sort is stable and the files come in order, so records of one chain stay in order even when the clock went back.
    private static IEnumerable<AuditRecord> InOrder(List<AuditRecord> records) => records.OrderBy(record => record.Time, StringComparer.Ordinal);

    private static IEnumerable<(string Name, IAuditFile File)> Files(AuditDisk disk)
    {
        foreach (var name in disk.List())
        {
            if (AuditFileNames.TryParse(name, out _, out var number) && number > 0 && disk.OpenRead(name) is { } file)
            {
                yield return (name, file);
            }
        }
    }

    /// <summary>Reads whole lines from an offset; gives where the last of them ended.</summary>
    private static long Read(string name, IAuditFile file, long start, List<AuditRecord> records, long limit)
    {
        var reader = new AuditLineReader(file, start);
        while (reader.End < limit && reader.Next(out var line))
        {
            if (!reader.IsWhole && !reader.IsTooLong)
            {
                break; // Half a line: its writer is not done.
            }
            start = reader.End;
            records.Add(AuditRecord.Parse(name, line));
        }
        return start;
    }

    /// <summary>Looks back from the end for the start of the last lines, a block at a time.</summary>
    private static long StartOfLast(IAuditFile file, long length, int count)
    {
        var block = new byte[32 * 1024];
        var newlines = 0;
        for (var end = length; end > 0;)
        {
            var start = Math.Max(0, end - block.Length);
            var read = file.Read(block.AsSpan(0, (int)(end - start)), start);
            for (var i = read - 1; i >= 0; i--)
            {
                if (block[i] == '\n' && newlines++ == count)
                {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }
}
