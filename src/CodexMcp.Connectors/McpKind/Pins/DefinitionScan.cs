using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Core.Configuration;
using CodexMcp.JsonSchema;

namespace CodexMcp.Connectors.McpKind.Pins;

/// <summary>Something suspicious in a definition.</summary>
public sealed record PinFinding
{
    /// <summary>The definition's own name.</summary>
    public required string Key { get; init; }

    /// <summary>What was found, one sentence.</summary>
    public required string Problem { get; init; }

    /// <summary>Whether the definition can't be accepted while it is so.</summary>
    public required bool Refuses { get; init; }

    internal DefinitionKind Kind { get; init; }
}

/// <summary>
/// Looks through definitions before a person accepts them: characters that nobody sees, names that look like others, sentences that speak to the model
/// instead of about the tool, schemas that can't be used.
/// </summary>
internal static partial class DefinitionScan
{
    private const int LargeSchema = 5_000;

    /// <summary>Gives all findings of the definitions that the manifest names.</summary>
    /// <param name="named">Those definitions.</param>
    /// <param name="listed">All that the server lists: a twin of a named one may be among the rest.</param>
    public static IReadOnlyList<PinFinding> Run(IReadOnlyList<Definition> named, IReadOnlyList<Definition> listed)
    {
        var findings = new List<PinFinding>();
        foreach (var definition in named)
        {
            Text(definition, definition.Content, "", findings);
            if (definition.Kind == DefinitionKind.Tool)
            {
                Schema(definition, "inputSchema", true, findings);
                Schema(definition, "outputSchema", false, findings);
                if (HeaderScan.Problem(definition.Content) is { } problem)
                {
                    Add(definition, problem, true, findings);
                }
            }

            foreach (var other in listed)
            {
                if (other.Kind == definition.Kind && other.Key != definition.Key && Skeleton(other.Key) == Skeleton(definition.Key))
                {
                    Add(definition, $"The server has another {PinFile.Word(other.Kind)} that looks like it: {ShownText.Escape(other.Key)}.", false, findings);
                }
            }
        }

        return findings;
    }

    private static void Text(Definition definition, JsonElement value, string at, List<PinFinding> findings)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Words(definition, member.Name, $"{at}/{member.Name}", findings);
                    Text(definition, member.Value, $"{at}/{member.Name}", findings);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Text(definition, item, $"{at}/{index++}", findings);
                }

                break;
            case JsonValueKind.String:
                Words(definition, value.GetString()!, at, findings);
                break;
        }
    }

    private static void Words(Definition definition, string text, string at, List<PinFinding> findings)
    {
        at = ShownText.Escape(at);
        if (text.EnumerateRunes().Any(IsHidden))
        {
            Add(definition, $"{at} holds characters that nobody sees.", true, findings);
        }

        if (IsMixed(text))
        {
            Add(definition, $"{at} mixes letters of several alphabets in one word, as a name does that wants to be taken for another.", false, findings);
        }

        if (Instruction().Match(text) is { Success: true } match)
        {
            Add(definition, $"{at} speaks to the model: \"{ShownText.Escape(match.Value)}\".", false, findings);
        }
    }

    private static void Schema(Definition definition, string member, bool required, List<PinFinding> findings)
    {
        if (Json.Member(definition.Content, member) is not { } schema)
        {
            if (required)
            {
                Add(definition, $"It has no {member}.", true, findings);
            }

            return;
        }

        if (Json.String(schema, "type") != "object")
        {
            Add(definition, $"The root of its {member} is no object.", true, findings);
            return;
        }

        try
        {
            _ = JsonSchema.JsonSchema.Compile(schema);
        }
        catch (JsonSchemaException exception)
        {
            Add(definition, $"Its {member} can't be used: {ShownText.Escape(exception.Problem)}", true, findings);
        }

        if (member == "inputSchema" && JsonMarshal.GetRawUtf8Value(schema).Length > LargeSchema)
        {
            Add(definition, $"Its {member} is larger than {LargeSchema:N0} bytes: Codex drops all descriptions of such a schema.", false, findings);
        }
    }

    private static bool IsHidden(Rune rune) => rune.Value is not ('\n' or '\t' or '\r') && (Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0E) or (>= 0xE0100 and <= 0xE01EF));

    /// <summary>Whether one word has Latin letters and Greek or Cyrillic ones.</summary>
    private static bool IsMixed(string text)
    {
        var (latin, other) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune))
            {
                (latin, other) = (false, false);
                continue;
            }

            latin |= rune.Value < 0x250;
            other |= rune.Value is (>= 0x370 and < 0x530) or (>= 0x1C80 and < 0x1C90) or (>= 0xA640 and < 0xA6A0) or (>= 0xFF21 and <= 0xFF5A);
            if (latin && other)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a name looks like to a hasty eye.</summary>
    private static string Skeleton(string name)
    {
        var skeleton = new StringBuilder(name.Length);
        foreach (var rune in name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().EnumerateRunes())
        {
            skeleton.Append(rune.Value switch
            {
                >= 0xFF41 and <= 0xFF5A => ((char)(rune.Value - 0xFEE0)).ToString(), // full width
                'а' or 'α' => "a",
                'е' or 'ε' => "e",
                'о' or 'ο' or '0' => "o",
                'р' or 'ρ' => "p",
                'с' => "c",
                'х' or 'χ' => "x",
                'у' or 'γ' => "y",
                'і' or 'ι' or '1' or 'l' or '|' => "i",
                'ѕ' => "s",
                'ј' => "j",
                'һ' => "h",
                'ԁ' => "d",
                'ν' or 'ѵ' => "v",
                '-' or '_' or '.' => "_",
                _ => IsHidden(rune) ? "" : rune.ToString(),
            });
        }

        return skeleton.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    private static void Add(Definition definition, string problem, bool refuses, List<PinFinding> findings)
    {
        var finding = new PinFinding { Kind = definition.Kind, Key = definition.Key, Problem = problem, Refuses = refuses };
        if (!findings.Contains(finding))
        {
            findings.Add(finding);
        }
    }

    [GeneratedRegex(
        """
        (?ix) \b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|all|other|system)\b.{0,40}\b(?:instruction|prompt|message|rule|tool)s?
        | \b(?:system|developer)\s+(?:prompt|message|instruction)s?\b
        | \b(?:do\s+not|don'?t|never)\s+(?:tell|inform|mention|reveal|show|ask|notify)\b.{0,30}\b(?:user|person|human|operator)\b
        | \bwithout\s+(?:telling|asking|informing|notifying)\b
        | <\s*/?\s*(?:important|system|instructions?|secret|admin|assistant)\s*>
        | \b(?:before|after|instead\s+of)\s+(?:using|calling|running)\s+(?:any|this|other|another|every)\b.{0,30}\btool
        | \byou\s+(?:must|should|are\s+required\s+to|have\s+to)\s+(?:always|first|also|never)\b
        | \b(?:read|send|include|pass|attach|upload)\b.{0,60}(?:~/|\.ssh|id_rsa|\.env\b|mcp\.json|credentials?\b|api[_\s-]?keys?|passwords?)
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Instruction();
}
