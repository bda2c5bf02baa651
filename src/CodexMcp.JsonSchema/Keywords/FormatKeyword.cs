using System.Buffers;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>format</c>, for those this validator knows.</summary>
internal sealed class FormatKeyword(SchemaLocation schema, Format format) : Keyword(schema)
{
    private const int StackSize = 256;

    public override Kinds AppliesTo => Kinds.String;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var raw = JsonText.Raw(instance);
        char[]? rented = null;
        Span<char> buffer = raw.Length <= StackSize ? stackalloc char[StackSize] : rented = ArrayPool<char>.Shared.Rent(raw.Length);
        var valid = format.Check(buffer[..JsonText.Decode(raw, buffer)]);
        if (rented is not null)
        {
            // Arguments may hold secrets: they must not lie around in a shared pool.
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }

        return valid || context.Collecting
            && context.Report(Schema, "format", $"{context.Subject} must be {format.Phrase}, got {Text.Show(instance)}.");
    }
}
