using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>: one pass over the value's properties for all three.</summary>
internal sealed class MembersKeyword : Keyword
{
    /// <summary>How many known properties a message lists when none is near.</summary>
    private const int MaxListed = 12;

    private readonly NameTable _names;
    private readonly SchemaNode[] _schemas;
    private readonly (SchemaPattern Pattern, SchemaNode Schema)[] _patterns;
    private readonly SchemaNode? _additional;

    private MembersKeyword(SchemaReader reader, (SchemaPattern, SchemaNode)[] patterns)
        : base(reader.Location)
    {
        var properties = reader.SchemaMap("properties");
        _names = new NameTable(properties.ConvertAll(property => property.Key));
        _schemas = [.. properties.ConvertAll(property => property.Value)];
        _patterns = patterns;
        _additional = reader.Schema("additionalProperties");
    }

    public override Kinds AppliesTo => Kinds.Object;

    public static MembersKeyword Read(SchemaReader reader)
    {
        var patterns = new List<(SchemaPattern, SchemaNode)>();
        foreach (var (name, schema) in reader.SchemaMap("patternProperties"))
        {
            patterns.Add((reader.Pattern(name, reader.Location.Child("patternProperties").Child(name)), schema));
        }

        return new MembersKeyword(reader, [.. patterns]);
    }

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var valid = true;
        var position = 0;
        foreach (var property in instance.EnumerateObject())
        {
            if (!context.Charge(1))
            {
                return false;
            }

            valid &= EvaluateMember(property, position++, context, evaluated);
            if (!valid && (!context.Collecting || context.Stopped))
            {
                return false;
            }
        }

        return valid;
    }

    private bool EvaluateMember(in JsonProperty property, int position, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var raw = JsonText.RawName(property);
        if (context.Collecting)
        {
            context.Push(JsonText.Name(property));
        }

        var valid = true;
        var known = false;
        if (_names.Find(raw) is >= 0 and var index)
        {
            known = true;
            valid = _schemas[index].Evaluate(property.Value, context, null);
        }

        foreach (var (pattern, schema) in _patterns)
        {
            if ((valid || context.Collecting) && pattern.IsMatch(raw, context))
            {
                known = true;
                valid &= schema.Evaluate(property.Value, context, null);
            }
        }

        if (!known && _additional is not null)
        {
            known = true;
            valid &= _additional.Constant == false ? Refuse(property, context) : _additional.Evaluate(property.Value, context, null);
        }

        if (known)
        {
            evaluated?.Mark(position);
        }

        context.Pop();
        return valid;
    }

    private bool Refuse(in JsonProperty property, EvaluationContext context)
    {
        if (!context.Collecting)
        {
            return false;
        }

        var next = NearestName.Hint(JsonText.Name(property), _names.Texts);
        if (next.Length == 0)
        {
            next = _names.Count == 0
                ? _patterns.Length == 0 ? " No property is allowed here: remove it." : " Its name matches none of the allowed patterns."
                : $" Known {(_names.Count == 1 ? "is" : "are")} {List()}.";
        }

        return context.Report(Schema, "additionalProperties", $"{context.Subject} is not a known property.{next}");
    }

    private string List()
    {
        var listed = new List<string>();
        foreach (var name in _names.Texts[..Math.Min(_names.Count, MaxListed)])
        {
            listed.Add($"`{Text.Printable(name, 80)}`");
        }

        return string.Join(", ", listed) + (_names.Count > MaxListed ? $" and {_names.Count - MaxListed} more" : "");
    }
}
