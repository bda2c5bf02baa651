namespace CodexMcp.JsonSchema;

/// <summary>Which families of keywords a schema uses, and whether it was written for an older draft.</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Applicator = 1,
    Unevaluated = 2,
    Validation = 4,
    FormatAssertion = 8,

    /// <summary>Draft 6, 7 or 2019-09: accepted as long as nothing is used whose meaning has changed since.</summary>
    OlderDraft = 16,

    /// <summary>Draft 6 or 7, where <c>$ref</c> hides its neighbours.</summary>
    LonelyReference = 32,

    Draft202012 = Applicator | Unevaluated | Validation,
}
