using System.Buffers;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>required</c>: these properties are there.</summary>
internal sealed class RequiredKeyword(SchemaLocation schema, List<string> required) : Keyword(schema)
{
    /// <summary>Up to this many comparisons each name is looked up by itself; beyond, one pass ticks them all off.</summary>
    private const int FewComparisons = 256;

    private readonly NameTable _names = new(required);

    public override Kinds AppliesTo => Kinds.Object;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        if ((long)_names.Count * instance.GetPropertyCount() > FewComparisons)
        {
            return TickOff(instance, context);
        }

        var valid = true;
        for (var i = 0; i < _names.Count; i++)
        {
            if (!instance.TryFind(_names.Utf8(i), out _))
            {
                valid = false;
                if (!context.Collecting)
                {
                    break;
                }

                Report(i, context);
            }
        }

        return valid;
    }

    private bool TickOff(in JsonElement instance, EvaluationContext context)
    {
        if (!context.Charge(instance.GetPropertyCount()))
        {
            return false;
        }

        var seen = ArrayPool<bool>.Shared.Rent(_names.Count);
        Array.Clear(seen, 0, _names.Count);
        foreach (var property in instance.EnumerateObject())
        {
            if (_names.Find(JsonText.RawName(property)) is >= 0 and var index)
            {
                seen[index] = true;
            }
        }

        var valid = true;
        for (var i = 0; i < _names.Count && (valid || context.Collecting); i++)
        {
            valid &= seen[i];
            if (!seen[i] && context.Collecting)
            {
                Report(i, context);
            }
        }

        ArrayPool<bool>.Shared.Return(seen);
        return valid;
    }

    private void Report(int index, EvaluationContext context) =>
        context.Report(Schema, "required", $"{context.Subject} must have the property `{Text.Printable(_names.Texts[index], 80)}`. Add it.");
}
