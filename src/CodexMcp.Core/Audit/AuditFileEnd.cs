using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Core.Audit;

/// <summary>Where the valid records of one file end, as read back from the disk.</summary>
internal sealed record AuditFileEnd(long Seq, string Hash, long Offset, (long Bytes, string Hash)? Leftover)
{
    /// <summary>Reads a file from its start up to a limit; null when there is none. Links to files before are not judged.</summary>
    public static AuditFileEnd? Find(IAuditDisk disk, string name, long limit = long.MaxValue)
    {
        using var file = disk.OpenRead(name);
        if (file is null)
        {
            return null;
        }
        var reader = new AuditLineReader(file);
        var (seq, offset) = (0L, 0L);
        var hash = new byte[64];
        while (reader.Next(out var line) && reader.IsWhole && reader.End <= limit)
        {
            if (AuditLine.Read(line, out var parts) is not null || (seq != 0 && (parts.Seq != seq + 1 || !parts.Prev.SequenceEqual(hash))))
            {
                break;
            }
            seq = parts.Seq;
            parts.Hash.CopyTo(hash);
            offset = reader.End;
        }
        return new AuditFileEnd(seq, Encoding.ASCII.GetString(hash), offset, Rest(file, offset));
    }

    /// <summary>Size and hash of everything from an offset on; null when there is nothing.</summary>
    public static (long Bytes, string Hash)? Rest(IAuditFile file, long offset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[16 * 1024];
        var start = offset;
        int read;
        while ((read = file.Read(buffer, offset)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            offset += read;
        }
        return offset == start ? null : (offset - start, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
