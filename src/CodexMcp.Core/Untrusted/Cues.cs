using System.Collections.Frozen;

namespace CodexMcp.Core.Untrusted;

/// <summary>What part a word can play in an instruction to a model.</summary>
[Flags]
internal enum Cue : long
{
    None = 0,
    Ignore = 1 << 0,
    Follow = 1 << 1,
    Not = 1 << 2,
    Prior = 1 << 3,
    Own = 1 << 4,
    All = 1 << 5,
    Instruction = 1 << 6,
    Rule = 1 << 7,
    Send = 1 << 8,
    Secret = 1 << 9,
    Data = 1 << 10,
    Talk = 1 << 11,
    Tell = 1 << 12,
    User = 1 << 13,
    Ai = 1 << 14,
    AiKin = 1 << 15,
    You = 1 << 16,
    Urgent = 1 << 17,
    Act = 1 << 18,
    Persona = 1 << 19,
    Reveal = 1 << 20,
    Tool = 1 << 21,
    Use = 1 << 22,
    Read = 1 << 23,
    Address = 1 << 24,
    Condition = 1 << 25,
    To = 1 << 26,
    Harmless = 1 << 27,
    Must = 1 << 28,
    Without = 1 << 29,
    Mode = 1 << 30,

    /// <summary>The word begins a sentence.</summary>
    Sentence = 1L << 31,

    /// <summary>The word begins a paragraph.</summary>
    Paragraph = 1L << 32,
}

/// <summary>The words that matter, spelt as <see cref="LetterFold"/> spells them.</summary>
internal static class Cues
{
    private static readonly FrozenDictionary<string, Cue>.AlternateLookup<ReadOnlySpan<char>> Words = Make().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>For each length of a word, the first letters that words of that length have: most words end here.</summary>
    private static readonly uint[] Firsts = MakeFirsts();

    /// <summary>Gives the parts that a folded word can play.</summary>
    public static Cue Of(ReadOnlySpan<char> word) =>
        word.Length < Firsts.Length && word.Length > 1 && (Firsts[word.Length] >> (word[0] - 'a') & 1) != 0 && Words.TryGetValue(word, out var cue) ? cue : Cue.None;

    private static uint[] MakeFirsts()
    {
        var firsts = new uint[20];
        foreach (var word in Words.Dictionary.Keys)
        {
            firsts[word.Length] |= 1u << (word[0] - 'a');
        }

        return firsts;
    }

    private static FrozenDictionary<string, Cue> Make()
    {
        var all = new Dictionary<string, Cue>(StringComparer.Ordinal);
        void Add(Cue cue, string words)
        {
            foreach (var word in words.Split(' '))
            {
                var folded = word.Replace('l', 'i');
                all[folded] = all.GetValueOrDefault(folded) | cue;
            }
        }

        Add(Cue.Ignore, "ignore ignoring disregard disregarding forget override overrule bypass discard ignoriere ignorieren missachte vergiss ignorez oubliez oublie ignora olvida olvide dimentica ignorar esqueca negeer vergeet");
        Add(Cue.Follow, "follow following obey heed comply adhere");
        Add(Cue.Not, "not never dont cannot cant stop no nicht nie pas ne shouldnt mustnt wont");
        Add(Cue.Without, "without ohne sans sin");
        Add(Cue.Prior, "previous previously prior above before earlier preceding foregoing former original initial existing vorherigen bisherigen obigen vorangegangenen precedentes precedente anteriores anterior precedenti previas previos vorige eerdere");
        Add(Cue.Own, "your system developer safety hidden secret moderation deine ihre tes vos tus sus suas tuas tue");
        Add(Cue.All, "all any every entire full complete whole alle toutes todas todos tutte tous");
        Add(Cue.Instruction, "instruction instructions directions prompt prompts directive directives guardrail guardrails programming anweisung anweisungen instruktionen consignes instrucciones istruzioni instrucoes instructies");
        Add(Cue.Rule, "rule rules guideline guidelines constraint constraints restriction restrictions command commands safeguards filters");
        Add(Cue.Send, "send forward email upload post transmit exfiltrate leak export submit paste dump deliver share copy append encode attach exfil");
        Add(Cue.Secret, "password passwords credential credentials secrets token tokens apikey apikeys api passphrase ssh cookies");
        Add(Cue.Data, "database records contacts customers customer accounts opportunities data emails files documents everything salaries payroll leads invoices");
        Add(Cue.Talk, "conversation transcript history context prompt");
        Add(Cue.Tell, "tell mention reveal inform disclose telling mentioning revealing informing notifying alerting");
        Add(Cue.User, "user human operator anyone anybody");
        Add(Cue.Ai, "ai llm llms gpt chatgpt copilot codex gemini chatbot claude ki ia");
        Add(Cue.AiKin, "assistant assistants agent agents model models bot bots system systems");
        Add(Cue.You, "you youre youve yourself");
        Add(Cue.Urgent, "urgent urgently immediately asap silently secretly quietly instantly covertly");
        Add(Cue.Act, "act pretend behave roleplay obey simulate");
        Add(Cue.Persona, "unrestricted unfiltered uncensored jailbroken jailbreak hacker chatbot");
        Add(Cue.Reveal, "reveal print repeat output display show disclose recite leak");
        Add(Cue.Tool, "tool tools function functions");
        Add(Cue.Use, "call invoke use run execute trigger");
        Add(Cue.Read, "reading read reads processing process processes summarizing summarising summarize summarise summarizes parsing parse analyzing analysing");
        Add(Cue.Address, "attention dear hey hello hi note message notice");
        Add(Cue.Condition, "if when once");
        Add(Cue.To, "to at via into using");
        Add(Cue.Harmless, "reset policy policies protected manager change changes expiry rotation field fields usage count limit page form team project projects group community program programme center centre lab labs summit conference initiative committee strategy roadmap newsletter enthusiasts leaders users lovers");
        Add(Cue.Must, "must now immediately instead");
        Add(Cue.Mode, "mode");
        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
