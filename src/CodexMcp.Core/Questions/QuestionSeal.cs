using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Questions;

/// <summary>What travels with a tool's questions.</summary>
/// <param name="Id">The call that asked.</param>
/// <param name="Binding">The call it was: its role, principal, tool and arguments.</param>
/// <param name="Mode">The mode that the call had met when it began.</param>
/// <param name="IsLocal">Whether this process sealed it.</param>
/// <param name="State">The tool's own state, or null.</param>
internal sealed record OpenQuestion(Guid Id, byte[] Binding, ApprovalMode Mode, bool IsLocal, string? State);

/// <summary>Seals and opens the state of a tool's questions. Whoever holds it can read nothing in it and change nothing.</summary>
internal sealed class QuestionSeal(IKeySource key, TimeProvider time, ApprovalOptions options)
{
    /// <summary>Tells this state from that of an approval; never part of a sealed text.</summary>
    public const string Prefix = "q.";

    private const int Head = 16 + 16 + 8 + 8 + 1 + 1 + SHA256.HashSizeInBytes;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly Guid process = Guid.NewGuid();

    /// <summary>Seals the state for this call and no other.</summary>
    public string Seal(ToolCall call, byte[] binding, string? state)
    {
        var content = new byte[Head + Encoding.UTF8.GetByteCount(state ?? "")];
        Guid.ParseExact(call.CallId, "N").TryWriteBytes(content);
        process.TryWriteBytes(content.AsSpan(16));
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(32), time.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(40), time.GetTimestamp());
        content[48] = (byte)call.Mode;
        content[49] = state is null ? (byte)0 : (byte)1;
        binding.CopyTo(content, 50);
        Encoding.UTF8.GetBytes(state ?? "", content.AsSpan(Head));
        return Prefix + SealedBox.Seal(key.GetKey(), Context(call), content);
    }

    /// <summary>Opens a state that was sealed for this role, principal and tool and has not expired; null for all else.</summary>
    public OpenQuestion? Open(ToolCall call, string text)
    {
        if (SealedBox.Open(key.GetKey(), Context(call), text[Prefix.Length..]) is not { Length: >= Head } content || IsExpired(content))
        {
            return null;
        }

        return new(
            new Guid(content.AsSpan(0, 16)),
            content[50..Head],
            (ApprovalMode)content[48],
            IsLocal(content),
            content[49] == 0 ? null : Encoding.UTF8.GetString(content.AsSpan(Head)));
    }

    private bool IsLocal(ReadOnlySpan<byte> content) => new Guid(content[16..32]) == process;

    /// <summary>Either clock may end it, and a wall clock that was set back ends it too.</summary>
    private bool IsExpired(ReadOnlySpan<byte> content)
    {
        var age = TimeSpan.FromTicks(time.GetUtcNow().UtcTicks - BinaryPrimitives.ReadInt64LittleEndian(content[32..]));
        return age < -Skew || age >= options.Lifetime
            || (IsLocal(content) && time.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(content[40..])) >= options.Lifetime);
    }

    private static byte[] Context(ToolCall call) =>
        SealedBox.Context("question-1", call.Profile.Role, call.Request.Principal, call.Definition.Name);
}
