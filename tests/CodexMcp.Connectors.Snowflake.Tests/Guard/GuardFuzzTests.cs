using System.Text;
using CodexMcp.Connectors.Snowflake.Guard;
using CodexMcp.Connectors.Snowflake.Tests.Support;
using CodexMcp.Connectors.Sql;
using FsCheck;
using FsCheck.Fluent;

namespace CodexMcp.Connectors.Snowflake.Tests.Guard;

public sealed class GuardFuzzTests
{
    private static readonly string[] Pieces =
    [
        "SELECT", "select", "FROM", "WITH", "AS", "WHERE", "UNION", "ALL", "JOIN", "ON", "TABLE", "LATERAL", "FLATTEN", "VALUES", "IN", "GROUP", "BY", "ORDER",
        "DELETE", "INSERT", "INTO", "DROP", "CALL", "USE", "EXPLAIN", "SHOW", "DESC", "t", "a", "f", "abs", "count", "my_udf", "SYSTEM$WAIT", "CASE", "END", "CAST", "::", "=>", "->",
        "->>", "(", ")", "(", ")", ",", ".", ";", "*", "/", "-", "--", "//", "/*", "*/", "/*!", "'", "''", "'x'", "'@s'", "\"", "\"q\"", "$$", "$1", "$x", "?", ":", ":1",
        "@s", "#", "[", "]", "{", "}", "\\", "\n", "\r", "\t", " ", "1", ".5", "1e9", "é", "\u2028", "\0", "\ud800", "=", "<", ">", "||", "|", "&", "!", "%",
    ];

    private static Arbitrary<string> Statements => Gen.Elements(Pieces).ArrayOf()
        .SelectMany(static pieces => Gen.Elements("", " "), static (pieces, gap) => string.Join(gap, pieces))
        .ToArbitrary();

    [Fact]
    public void Check_AnyMixOfTokens_GivesAVerdictAndAPlace() => Prop.ForAll(Statements, static statement =>
    {
        var problem = Problem(statement);
        Assert.True(problem is null || (problem.Line >= 1 && problem.Column >= 1 && problem.Message.Length < 400 && problem.Next.Length is > 0 and < 400));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(60));

    [Fact]
    public void Check_AnyText_GivesAVerdict() =>
        Prop.ForAll<string>(static text => _ = Problem(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    /// <summary>What passes holds no forbidden verb outside of its quotes, read by a lexer of another make.</summary>
    [Fact]
    public void Check_WhateverPasses_HoldsNoForbiddenWordOutsideQuotes() => Prop.ForAll(Statements, static statement =>
    {
        var full = $"SELECT a FROM t {statement}";
        if (Problem(full) is null)
        {
            var bare = $" {Bare(full)} ";
            // Snowflake does not reserve these two: each may be a column, which nothing follows that it could act on.
            Assert.DoesNotMatch(@" (CALL|USE) (\(|\?|(T|A|F|ABS|COUNT|MY_UDF|SYSTEM\$WAIT|CALL|USE|DELETE|INSERT|DROP|INTO|SELECT|TABLE|VALUES|[0-9$].*?) )", bare);
            Assert.DoesNotMatch(@" (FROM|JOIN|LATERAL|T|A|F|\)|\?) (CALL|USE) ", bare);
            foreach (var word in new[] { "DELETE", "INSERT", "INTO", "DROP", "MY_UDF", "SYSTEM$WAIT" })
            {
                // An unknown name may be a column or a table; followed by a parenthesis it would be a call.
                Assert.DoesNotContain(word is "MY_UDF" ? " MY_UDF (" : $" {word} ", bare);
            }

            Assert.DoesNotContain("@", bare);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(30));

    [Fact]
    public void Tokenize_LongInput_TakesTimeByLengthAlone()
    {
        // Counted in tokens, not in seconds: each character belongs to at most one token, and none is looked at again.
        foreach (var piece in Pieces)
        {
            var statement = string.Concat(Enumerable.Repeat(piece + " ", 50_000 / (piece.Length + 1)));
            var tokens = new List<SqlToken>();
            SqlTokenizer.Tokenize(statement, tokens);
            var end = 0;
            foreach (var token in tokens)
            {
                Assert.True(token.Start >= end && token.Length > 0);
                end = token.Start + token.Length;
            }

            _ = Problem("SELECT " + statement);
        }
    }

    [Fact]
    public void Tokenize_LongerThanTheCap_IsRefusedUnread() =>
        Assert.Contains("characters", SqlTokenizer.Tokenize(new string(' ', SqlTokenizer.MaxLength + 1), [])!.Message);

    [Fact]
    public void Check_GoodStatementCutAnywhere_NeverThrows()
    {
        foreach (var statement in GuardCorpus.Good)
        {
            for (var cut = 0; cut <= statement.Length; cut++)
            {
                _ = Problem(statement[..cut]);
                _ = Problem(statement[cut..]);
            }
        }
    }

    [Fact]
    public void Check_GoodStatementWithAForbiddenTailOrHead_IsRefused()
    {
        foreach (var statement in GuardCorpus.Good.Select(static statement => statement.TrimEnd(';', ' ')))
        {
            foreach (var verb in new[] { "DELETE FROM t", "DROP TABLE t", "CALL p()", "INSERT INTO t VALUES (1)" })
            {
                Assert.NotNull(Problem($"{statement}\n;{verb}"));
                Assert.NotNull(Problem($"{verb};\n{statement}"));
                Assert.NotNull(Problem($"{verb}\n{statement}"));
                Assert.NotNull(Problem($"{statement}\n{verb}"));
            }
        }
    }

    /// <summary>The statement without strings, quoted names and comments, upper case, its words and marks apart.</summary>
    private static string Bare(string statement)
    {
        var text = new StringBuilder();
        for (var i = 0; i < statement.Length; i++)
        {
            var rest = statement.AsSpan(i);
            if (rest.StartsWith("--") || rest.StartsWith("//"))
            {
                var line = rest.IndexOf('\n');
                i = line < 0 ? statement.Length : i + line;
            }
            else if (rest.StartsWith("/*"))
            {
                i += rest.IndexOf("*/") + 1;
            }
            else if (rest.StartsWith("$$"))
            {
                i += rest[2..].IndexOf("$$") + 3;
            }
            else if (rest[0] is '\'' or '"')
            {
                for (i++; i < statement.Length && statement[i] != rest[0]; i++)
                {
                    i += rest[0] == '\'' && statement[i] == '\\' ? 1 : 0;
                }
            }
            else if (char.IsAsciiLetterOrDigit(rest[0]) || rest[0] is '_' or '$')
            {
                text.Append(char.ToUpperInvariant(rest[0]));
                continue;
            }
            else
            {
                text.Append(' ').Append(rest[0]);
            }

            text.Append(' ');
        }

        return string.Join(' ', text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static SqlProblem? Problem(string statement) => Verdicts.Problem(statement);
}
