using System.Globalization;
using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Dlp;

/// <summary>What no person can see is shown, by enumeration of all of Unicode, and what a script or an emoji needs stays.</summary>
public sealed class InvisibleTests
{
    /// <summary>Format characters that have a form of their own: signs that enclose or precede numbers.</summary>
    private static readonly int[] VisibleFormats = [0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD];

    [Fact]
    public void Escape_EveryCharacterThatNobodySees_IsShown()
    {
        var missed = new List<string>();
        for (var code = 0; code <= 0x10FFFF; code++)
        {
            if (code is >= 0xD800 and <= 0xDFFF or '\n' or '\t' || !IsInvisible(code))
            {
                continue;
            }

            var text = $"a{char.ConvertFromUtf32(code)}b";
            if (VisibleText.Escape(text) is var shown && (shown == text || shown != $"a{Numbers(code)}b" || VisibleText.Strip(text) != "ab"))
            {
                missed.Add($"U+{code:X4}");
            }
        }

        Assert.Empty(missed);
    }

    [Fact]
    public void Escape_EveryOtherCharacter_StaysAsItIs()
    {
        for (var code = 0x20; code <= 0x10FFFF; code++)
        {
            if (code is >= 0xD800 and <= 0xDFFF || IsInvisible(code) || (code is >= 0xFFF0 and <= 0xFFFB or >= 0x13440 and <= 0x1345F or >= 0xFDD0 and <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE)
            {
                continue;
            }

            var text = $"a{char.ConvertFromUtf32(code)}b";
            Assert.Same(text, VisibleText.Escape(text));
        }
    }

    [Theory]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466")] // family
    [InlineData("\U0001F469\U0001F3FD\u200D\U0001F4BB")] // with a skin tone
    [InlineData("\U0001F3F3\uFE0F\u200D\U0001F308")] // rainbow flag
    [InlineData("\u2764\uFE0F\u200D\U0001F525")]
    [InlineData("\U0001F9D9\u200D\u2642\uFE0F")]
    [InlineData("1\uFE0F\u20E3 #\uFE0F\u20E3")]
    [InlineData("\u2615\uFE0F \u00A9\uFE0F \u2122\uFE0E \u2194\uFE0F")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")] // Persian
    [InlineData("\u06A9\u062A\u0627\u0628\u200C\u0647\u0627")]
    [InlineData("\u0915\u094D\u200D\u0937 \u0D28\u0D4D\u200D\u0D2E")] // Devanagari, Malayalam
    [InlineData("line one\r\nline two")]
    public void Escape_WhatAScriptOrAnEmojiNeeds_Stays(string text)
    {
        Assert.Same(text, VisibleText.Escape(text));
        Assert.Equal(text, new Redactor().Clean(text));
        Assert.Equal(text, new Redactor().Clean(Some.Json($$"""{"v":"{{System.Text.Json.JsonEncodedText.Encode(text)}}"}""")).GetProperty("v").GetString());
    }

    [Theory]
    [InlineData("a\u200Db", "a\\u200db")]
    [InlineData("a\u200Cb", "a\\u200cb")]
    [InlineData("\u0645\u200C\u200C\u062E", "\u0645\\u200c\\u200c\u062E")] // a run is no joiner
    [InlineData("\u0645\u200C", "\u0645\\u200c")]
    [InlineData("\u0645\u200Ca", "\u0645\\u200ca")]
    [InlineData("\U0001F468\u200D", "\U0001F468\\u200d")]
    [InlineData("\U0001F468\u200D\u200D\U0001F469", "\U0001F468\\u200d\\u200d\U0001F469")]
    [InlineData("\u2615\uFE0F\uFE0F", "\u2615\uFE0F\\ufe0f")] // selectors in a row carry bits
    [InlineData("a\uFE0F", "a\\ufe0f")]
    [InlineData("1\uFE0F", "1\\ufe0f")]
    [InlineData("\u0915\u200D\u0937", "\u0915\\u200d\u0937")]
    [InlineData("\U0001F3F4\U000E0061", "\U0001F3F4\\udb40\\udc61")]
    [InlineData("\u001B[31mred\u001B[0m", "\\u001b[31mred\\u001b[0m")]
    [InlineData("\u009B31m", "\\u009b31m")]
    [InlineData("a\rb", "a\\u000db")]
    public void Escape_TheSameWhereNothingNeedsIt_IsShown(string text, string shown) => Assert.Equal(shown, VisibleText.Escape(text));

    public static TheoryData<string> Hidden { get; } =
    [
        "\U000E0069\U000E0067", "\u202E", "\u2066", "\u200F", "\u200B\u200B\u200B", "\u200D", "\uFE0F", "\u2060", "\u001B[2J", "\u001B]8;;x\u0007", "\u009B31m", "\u0000", "\u2028", "\u180E", "\U0001D173",
    ];

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task CallAsync_HiddenInAnyPlaceOfAResult_IsShown(string hidden)
    {
        var json = string.Concat(hidden.Select(character => $"\\u{(int)character:x4}"));
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => new(new ToolResult
        {
            Structured = Some.Json($$"""{"value":"a{{json}}b","key{{json}}":[{"deep{{json}}":["{{json}}"]}]}"""),
            Text = $"a{hidden}b",
            Content =
            [
                new ToolContent.Text($"a{hidden}b"),
                new ToolContent.Link($"x://a{hidden}b", $"n{hidden}", $"d{hidden}", $"text/{hidden}"),
                new ToolContent.Document($"x://a{hidden}b", $"text/{hidden}", $"a{hidden}b"),
                new ToolContent.Image(new byte[] { 1 }, $"image/{hidden}"),
            ],
        });

        var outcome = await kit.CallAsync("fake_get");

        var all = new StringBuilder(outcome.Structured.GetRawText()).Append(outcome.Text);
        foreach (var block in outcome.Content)
        {
            all.Append(block);
        }

        Assert.DoesNotContain(hidden, all.ToString(), StringComparison.Ordinal);
        Assert.Contains($"\\u{(int)hidden.First(Invisible.Suspects.Contains):x4}", all.ToString(), StringComparison.Ordinal);

        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Refused, $"a{hidden}b", $"c{hidden}d");
        var error = await kit.CallAsync("fake_get");
        Assert.Equal(OutcomeCode.ConnectorError, error.Code);
        Assert.DoesNotContain(hidden, error.Text + error.Structured.GetRawText() + kit.Audit.Last.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\uFF21\uFF2B\uFF29\uFF21\uFF29\uFF2F\uFF33\uFF26\uFF2F\uFF24\uFF2E\uFF2E\uFF17\uFF25\uFF38\uFF21\uFF2D\uFF30\uFF2C\uFF25", "aws_key")]
    [InlineData("AKIAIOSFODNN\uFF17EXAMPLE", "aws_key")]
    [InlineData("\U0001D400KIAIOSFODNN7EXAMPLE", "aws_key")]
    [InlineData("password: \uFF48\uFF55\uFF4E\uFF54\uFF45\uFF52\uFF12!", "password")]
    public async Task CallAsync_SecretInWideLetters_IsMaskedEverywhere(string secret, string kind)
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => new(new ToolResult
        {
            Structured = Some.Json($$"""{"v":"{{secret}}"}"""),
            Text = secret,
            Content = [new ToolContent.Link("x://a", secret, secret)],
        });

        var outcome = await kit.CallAsync("fake_get");

        var all = outcome.Structured.GetRawText() + outcome.Text + outcome.Content[0];
        Assert.DoesNotContain(secret[^6..], all, StringComparison.Ordinal);
        Assert.Equal(4, all.Split($"[redacted:{kind}]").Length - 1);
    }

    [Fact]
    public void Clean_WideTextThatIsNoSecret_StaysAsItIs()
    {
        const string Text = "\uFF30\uFF29\uFF2E \uFF11\uFF12\uFF13\uFF14\u3001\u6771\u4EAC \U0001D400";
        Assert.Same(Text, new Redactor().Clean(Text));
    }

    /// <summary>Controls, separators and format characters, and what Unicode calls ignorable although its category says otherwise.</summary>
    private static bool IsInvisible(int code) =>
        CharUnicodeInfo.GetUnicodeCategory(code) switch
        {
            UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.Format => !VisibleFormats.Contains(code),
            _ => code is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF),
        };

    private static string Numbers(int code) => string.Concat(char.ConvertFromUtf32(code).Select(character => $"\\u{(int)character:x4}"));
}
