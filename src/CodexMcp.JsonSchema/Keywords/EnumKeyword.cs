using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>enum</c> and <c>const</c>: the value is one of those listed.</summary>
internal sealed class EnumKeyword : Keyword
{
    /// <summary>More choices than this are found through their hash.</summary>
    private const int Few = 8;

    /// <summary>How many choices a message lists.</summary>
    private const int MaxListed = 20;

    private readonly string _keyword;
    private readonly NameTable _strings;
    private readonly JsonElement[] _others;
    private readonly ILookup<int, JsonElement>? _byHash;

    public EnumKeyword(SchemaLocation schema, string keyword, JsonElement[] choices)
        : base(schema)
    {
        _keyword = keyword;
        var strings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var choice in choices)
        {
            if (choice.ValueKind == JsonValueKind.String)
            {
                strings.Add(JsonText.ToText(choice));
            }
        }

        _strings = new NameTable([.. strings]);
        _others = Array.FindAll(choices, choice => choice.ValueKind != JsonValueKind.String);
        _byHash = _others.Length > Few ? _others.ToLookup(choice => JsonEquality.Hash(choice, null)) : null;
    }

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        var found = instance.ValueKind == JsonValueKind.String ? _strings.Find(JsonText.Raw(instance)) >= 0 : FindOther(instance, context);
        return found || context.Collecting && context.Report(Schema, _keyword, Message(instance, context));
    }

    private bool FindOther(in JsonElement instance, EvaluationContext context)
    {
        if (_byHash is null)
        {
            foreach (var choice in _others)
            {
                if (JsonEquality.Same(choice, instance, context))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var choice in _byHash[JsonEquality.Hash(instance, context)])
        {
            if (context.Charge(1) && JsonEquality.Same(choice, instance, context))
            {
                return true;
            }
        }

        return false;
    }

    private string Message(in JsonElement instance, EvaluationContext context)
    {
        var listed = new List<string>();
        foreach (var text in _strings.Texts[..Math.Min(_strings.Count, MaxListed)])
        {
            listed.Add(Text.Quote(text));
        }

        foreach (var other in _others.AsSpan(0, Math.Min(_others.Length, MaxListed - listed.Count)))
        {
            listed.Add(Text.Show(other));
        }

        var total = _strings.Count + _others.Length;
        var more = total > listed.Count ? $" and {total - listed.Count} more" : "";
        var rule = total == 1 ? "must be" : "must be one of";
        var hint = instance.ValueKind == JsonValueKind.String ? NearestName.Hint(JsonText.ToText(instance, 80), _strings.Texts, '"') : "";
        return $"{context.Subject} {rule} {string.Join(", ", listed)}{more}, got {Text.Show(instance)}.{hint}";
    }
}
