using CodexMcp.Connectors.Salesforce.Describe;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Tools;

/// <summary>
/// The names and labels of the fields that a role may not see, as far as they are known. A vendor's sentence with one of them in it is not repeated:
/// it may tell the field's value too.
/// </summary>
internal sealed class HiddenWords
{
    /// <summary>A shorter name is a common word too, so its case must fit.</summary>
    private const int Telling = 6;
    private readonly HashSet<string> exact = new(StringComparer.Ordinal);
    private readonly HashSet<string> anyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> phrases = [];

    public static HiddenWords Of(SalesforceScope scope, ObjectCatalog catalog)
    {
        var words = new HiddenWords();
        foreach (var name in scope.Objects)
        {
            if (catalog.Peek(name) is not { } details)
            {
                continue;
            }

            // An object that a slip has closed hides all its fields; the words of another object's error stay as they are.
            var scoped = scope.Peek(details.Description);
            foreach (var field in details.Description.Fields.Where(field => scoped?.MayRead(field.Name) != true))
            {
                words.Add(field.Name);
                words.Add(details.Fields[field.Name].Label);
                words.Add(field.RelationshipName ?? field.Name);
            }
        }

        return words;
    }

    public bool AreNotIn(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            if (end > start && text[start..end] is var word && (exact.Contains(word) || anyCase.Contains(word)))
            {
                return false;
            }

            start = end + 1;
        }

        return !phrases.Exists(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));
    }

    private void Add(string name)
    {
        if (name.Any(static c => !char.IsLetterOrDigit(c) && c != '_'))
        {
            phrases.Add(name);
        }
        else
        {
            (name.Length < Telling ? exact : anyCase).Add(name);
        }
    }
}
