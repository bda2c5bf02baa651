using System.Runtime.InteropServices;

namespace CodexMcp.Host.Mcp;

/// <summary>Tells whether anybody still reads our standard output: a client that was killed leaves a pipe without a reader.</summary>
internal static partial class PeerWatch
{
    private const int StandardOutput = 1;
    private const short PollError = 0x8;

    /// <summary>False when the reader is known to be gone; true when it is there or nobody can tell.</summary>
    public static bool OutputHasReader()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return true;
        }

        var state = new PollState { Descriptor = StandardOutput };
        return Poll(ref state, 1, 0) < 0 || (state.Seen & PollError) == 0;
    }

    // nfds_t is 64 bits wide on Linux and 32 on macOS; the value 1 in a register means the same to both.
    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollState state, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollState
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
