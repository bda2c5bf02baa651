using System.Buffers;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>uniqueItems</c>: short arrays are compared pair by pair, long ones through hashes.</summary>
internal sealed class UniqueItemsKeyword(SchemaLocation schema) : Keyword(schema)
{
    private const int Short = 12;

    public override Kinds AppliesTo => Kinds.Array;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var (first, second) = instance.GetArrayLength() <= Short ? FindByPairs(instance, context) : FindByHash(instance, context);
        if (second < 0)
        {
            return true;
        }

        return context.Collecting
            && context.Report(Schema, "uniqueItems", $"{context.Subject} must not repeat an item, but items {first} and {second} are equal.");
    }

    private static (int First, int Second) FindByPairs(in JsonElement instance, EvaluationContext context)
    {
        var second = 0;
        foreach (var item in instance.EnumerateArray())
        {
            var first = 0;
            foreach (var other in instance.EnumerateArray())
            {
                if (first == second)
                {
                    break;
                }

                if (!context.Charge(1) || JsonEquality.Same(other, item, context))
                {
                    return (first, second);
                }

                first++;
            }

            second++;
        }

        return (-1, -1);
    }

    private static (int First, int Second) FindByHash(in JsonElement instance, EvaluationContext context)
    {
        var items = ArrayPool<JsonElement>.Shared.Rent(instance.GetArrayLength());
        var index = new Dictionary<int, int>(); // hash to the last item that has it
        var earlier = new Dictionary<int, int>(); // item to the one before it with the same hash
        try
        {
            var second = 0;
            foreach (var item in instance.EnumerateArray())
            {
                items[second] = item;
                var hash = JsonEquality.Hash(item, context);
                if (index.TryGetValue(hash, out var last))
                {
                    for (var first = last; ;)
                    {
                        if (!context.Charge(1) || JsonEquality.Same(items[first], item, context))
                        {
                            return (first, second);
                        }

                        if (!earlier.TryGetValue(first, out first))
                        {
                            break;
                        }
                    }

                    earlier[second] = last;
                }

                index[hash] = second++;
            }

            return (-1, -1);
        }
        finally
        {
            ArrayPool<JsonElement>.Shared.Return(items, clearArray: true);
        }
    }
}
