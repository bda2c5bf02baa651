using System.Globalization;
using static System.Globalization.UnicodeCategory;

namespace CodexMcp.JsonSchema;

/// <summary>The names of Unicode's general categories, short and long.</summary>
internal static class GeneralCategories
{
    public static UnicodeCategory[] Find(string name) => name switch
    {
        "Lu" or "Uppercase_Letter" => [UppercaseLetter],
        "Ll" or "Lowercase_Letter" => [LowercaseLetter],
        "Lt" or "Titlecase_Letter" => [TitlecaseLetter],
        "LC" or "Cased_Letter" => [UppercaseLetter, LowercaseLetter, TitlecaseLetter],
        "Lm" or "Modifier_Letter" => [ModifierLetter],
        "Lo" or "Other_Letter" => [OtherLetter],
        "L" or "Letter" => [UppercaseLetter, LowercaseLetter, TitlecaseLetter, ModifierLetter, OtherLetter],
        "Mn" or "Nonspacing_Mark" => [NonSpacingMark],
        "Mc" or "Spacing_Mark" => [SpacingCombiningMark],
        "Me" or "Enclosing_Mark" => [EnclosingMark],
        "M" or "Mark" or "Combining_Mark" => [NonSpacingMark, SpacingCombiningMark, EnclosingMark],
        "Nd" or "Decimal_Number" or "digit" => [DecimalDigitNumber],
        "Nl" or "Letter_Number" => [LetterNumber],
        "No" or "Other_Number" => [OtherNumber],
        "N" or "Number" => [DecimalDigitNumber, LetterNumber, OtherNumber],
        "Pc" or "Connector_Punctuation" => [ConnectorPunctuation],
        "Pd" or "Dash_Punctuation" => [DashPunctuation],
        "Ps" or "Open_Punctuation" => [OpenPunctuation],
        "Pe" or "Close_Punctuation" => [ClosePunctuation],
        "Pi" or "Initial_Punctuation" => [InitialQuotePunctuation],
        "Pf" or "Final_Punctuation" => [FinalQuotePunctuation],
        "Po" or "Other_Punctuation" => [OtherPunctuation],
        "P" or "Punctuation" or "punct" =>
            [ConnectorPunctuation, DashPunctuation, OpenPunctuation, ClosePunctuation, InitialQuotePunctuation, FinalQuotePunctuation, OtherPunctuation],
        "Sm" or "Math_Symbol" => [MathSymbol],
        "Sc" or "Currency_Symbol" => [CurrencySymbol],
        "Sk" or "Modifier_Symbol" => [ModifierSymbol],
        "So" or "Other_Symbol" => [OtherSymbol],
        "S" or "Symbol" => [MathSymbol, CurrencySymbol, ModifierSymbol, OtherSymbol],
        "Zs" or "Space_Separator" => [SpaceSeparator],
        "Zl" or "Line_Separator" => [LineSeparator],
        "Zp" or "Paragraph_Separator" => [ParagraphSeparator],
        "Z" or "Separator" => [SpaceSeparator, LineSeparator, ParagraphSeparator],
        "Cc" or "Control" or "cntrl" => [Control],
        "Cf" or "Format" => [UnicodeCategory.Format],
        "Cs" or "Surrogate" => [Surrogate],
        "Co" or "Private_Use" => [PrivateUse],
        "Cn" or "Unassigned" => [OtherNotAssigned],
        "C" or "Other" => [Control, UnicodeCategory.Format, Surrogate, PrivateUse, OtherNotAssigned],
        _ => [],
    };
}
