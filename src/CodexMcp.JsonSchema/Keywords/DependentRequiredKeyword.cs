using System.Text;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>One member of <c>dependentRequired</c>: with this property, those must be there too.</summary>
internal sealed class DependentRequiredKeyword(SchemaLocation schema, string trigger, List<string> required) : Keyword(schema)
{
    private readonly byte[] _trigger = Encoding.UTF8.GetBytes(trigger);
    private readonly byte[][] _required = [.. required.ConvertAll(Encoding.UTF8.GetBytes)];

    public override Kinds AppliesTo => Kinds.Object;

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        if (!context.Charge(instance.GetPropertyCount()))
        {
            return false;
        }

        if (!instance.TryFind(_trigger, out _))
        {
            return true;
        }

        var valid = true;
        for (var i = 0; i < _required.Length; i++)
        {
            if (!context.Charge(instance.GetPropertyCount()))
            {
                return false;
            }

            if (!instance.TryFind(_required[i], out _))
            {
                valid = false;
                if (!context.Collecting)
                {
                    break;
                }

                context.Report(Schema, "dependentRequired", $"{context.Subject} must have the property `{Text.Printable(required[i], 80)}` " +
                    $"because it has `{Text.Printable(trigger, 80)}`. Add the one or remove the other.");
            }
        }

        return valid;
    }
}
