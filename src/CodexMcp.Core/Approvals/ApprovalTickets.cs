using System.Buffers.Binary;
using System.Security.Cryptography;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Approvals;

/// <summary>Seals and opens the state that travels with a question. Whoever holds it can read nothing in it and change nothing.</summary>
internal sealed class ApprovalTickets(IKeySource key, TimeProvider time, ApprovalOptions options)
{
    private const int BindingBytes = SHA256.HashSizeInBytes;
    private const int TicketBytes = 16 + 16 + 8 + 8 + BindingBytes;

    /// <summary>How far the wall clock may seem to run backwards between two hosts.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly Guid process = Guid.NewGuid();

    /// <summary>Seals a ticket for the call: id, this process, both clocks, binding.</summary>
    public string Seal(ToolCall call, byte[] binding)
    {
        Span<byte> content = stackalloc byte[TicketBytes];
        Guid.ParseExact(call.CallId, "N").TryWriteBytes(content);
        process.TryWriteBytes(content[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(content[32..], time.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(content[40..], time.GetTimestamp());
        binding.CopyTo(content[48..]);
        return SealedBox.Seal(key.GetKey(), Context(call), content);
    }

    /// <summary>Opens a state that this host sealed for this role, principal and tool and that has not expired; all else is false.</summary>
    public bool TryOpen(ToolCall call, string state, out ApprovalTicket ticket)
    {
        ticket = null!;
        if (SealedBox.Open(key.GetKey(), Context(call), state) is not { Length: TicketBytes } content || IsExpired(content))
        {
            return false;
        }

        ticket = new ApprovalTicket(new Guid(content.AsSpan(0, 16)), content[48..]);
        return true;
    }

    /// <summary>Whether the ticket was made for exactly this binding, compared in constant time.</summary>
    public static bool Fits(ApprovalTicket ticket, byte[] binding) => CryptographicOperations.FixedTimeEquals(ticket.Binding, binding);

    /// <summary>Either clock may end a ticket, and a wall clock that was set back ends it too.</summary>
    private bool IsExpired(ReadOnlySpan<byte> content)
    {
        var age = TimeSpan.FromTicks(time.GetUtcNow().UtcTicks - BinaryPrimitives.ReadInt64LittleEndian(content[32..]));
        if (age < -Skew || age >= options.Lifetime)
        {
            return true;
        }

        // Monotonic timestamps mean something in the process that took them only.
        return new Guid(content[16..32]) == process
            && time.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(content[40..])) >= options.Lifetime;
    }

    private static byte[] Context(ToolCall call) =>
        SealedBox.Context("approval-1", call.Profile.Role, call.Request.Principal, call.Definition.Name);
}
