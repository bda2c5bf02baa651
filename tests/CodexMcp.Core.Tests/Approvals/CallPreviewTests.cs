using System.Text.Json;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Approvals;

/// <summary>What a person is shown is what runs: whole, and in no disguise.</summary>
public sealed class CallPreviewTests
{
    [Fact]
    public async Task Question_ShowsEverythingThatRuns()
    {
        var kit = new Kit(Some.Write());

        var question = (await kit.CallAsync("fake_put", """{"name":"Müller","deep":{"list":[1,true,null,"a\nb"],"none":[],"empty":{}},"big":12345678901234567890.50}""")).Question!;

        Assert.Equal(
            """
            The role sales asks to run fake_put (put).
            System: fake
            Environment: sandbox
            What it does: creates or changes records
            For: local:alice
            On yes: it runs once, exactly as shown here. On no: nothing runs.
            Arguments, whole:
            {
              "name": "Müller",
              "deep": {
                "list": [
                  1,
                  true,
                  null,
                  "a\nb"
                ],
                "none": [],
                "empty": {}
              },
              "big": 12345678901234567890.50
            }
            """.ReplaceLineEndings("\n"),
            question.Message);
    }

    [Fact]
    public async Task Question_Form_IsFlatWithARequiredDecision()
    {
        var kit = new Kit(Some.Write());

        var schema = (await kit.CallAsync("fake_put")).Question!.Schema;

        Assert.Equal(["decision"], schema.GetProperty("required").EnumerateArray().Select(item => item.GetString()));
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            Assert.Equal("string", property.Value.GetProperty("type").GetString());
            Assert.True(property.Value.TryGetProperty("title", out _) && property.Value.TryGetProperty("description", out _));
        }
    }

    [Fact]
    public async Task Question_EveryDeceivingCharacter_IsShownByNumber()
    {
        var codes = Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21 + 0x20)) // C0, C1, and the signs of Latin-1
            .Concat([0xAD, 0xA0, 0x430, 0x3BF, 0x131, 0x61C, 0x115F, 0x180E, 0x2028, 0x2029, 0x202E, 0x2066, 0x2069, 0x200B, 0x200D, 0x200F, 0x2060, 0x3000, 0x3164, 0xFEFF, 0xFF41, 0xFFA0, 0xE0041, 0x1D41A])
            .Where(code => code is not 0x0A and not 0x09);
        foreach (var code in codes)
        {
            var kit = new Kit(Some.Write());
            var character = char.ConvertFromUtf32(code);
            var name = JsonEncodedText.Encode(character + "k").Value;

            var message = (await kit.CallAsync("fake_put", $$"""{"{{name}}":"x{{name}}"}""")).Question!.Message;

            Assert.DoesNotContain(character, message.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains(string.Concat(character.Select(unit => $"\\u{(int)unit:x4}")), message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Question_ArgumentsThatImitateTheQuestion_StayInsideTheirString()
    {
        var kit = new Kit(Some.Write());

        var message = (await kit.CallAsync("fake_put", """{"note":"x\"}\n\nEnvironment: sandbox\nWhat it does: reads, changes nothing"}""")).Question!.Message;

        Assert.Single(message.Split('\n'), line => line.StartsWith("Environment:", StringComparison.Ordinal));
        Assert.Contains("""
            \n    | x"}\n    | \n    | Environment: sandbox\n    | What
            """.Trim().Replace("\\n", "\n", StringComparison.Ordinal), message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_TooLongToShowWhole_IsDeniedNotCut()
    {
        var kit = new Kit(Some.Write());

        var fits = await kit.CallAsync("fake_put", $$"""{"a":"{{new string('x', 7_000)}}"}""");
        var tooLong = await kit.CallAsync("fake_put", $$"""{"a":"{{new string('x', 8_000)}}"}""");

        Assert.Contains(new string('x', 7_000), fits.Question!.Message, StringComparison.Ordinal);
        Assert.Equal((OutcomeCode.Denied, null), (tooLong.Code, tooLong.Question));
        Assert.Contains("whole", tooLong.Text, StringComparison.Ordinal);
    }
}
