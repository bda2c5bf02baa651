using System.Security.Cryptography;
using CodexMcp.Core.Access;

namespace CodexMcp.Core.Tests.Access;

public sealed class ApiKeyTextTests
{
    [Fact]
    public void Create_Always_GivesTheDocumentedForm()
    {
        for (var round = 0; round < 1_000; round++)
        {
            var text = ApiKeyText.Create();

            Assert.Matches("^cmk_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$", text);
            Assert.Equal(text[4..16], ApiKeyText.Prefix(text));
            Assert.True(ApiKeyText.IsMeant(text));
        }
    }

    [Fact]
    public void Prefix_AnyOneCharacterChanged_IsNull()
    {
        var text = ApiKeyText.Create();
        for (var index = 0; index < text.Length; index++)
        {
            foreach (var other in "0Az_-\u00e9\0 ")
            {
                var changed = text[..index] + other + text[(index + 1)..];

                Assert.True(changed == text || ApiKeyText.Prefix(changed) is null, changed);
            }
        }
    }

    [Fact]
    public void Prefix_CutLongerOrSwapped_IsNull()
    {
        var text = ApiKeyText.Create();

        Assert.Null(ApiKeyText.Prefix(""));
        Assert.Null(ApiKeyText.Prefix("cmk_"));
        Assert.Null(ApiKeyText.Prefix(text.AsSpan(0, text.Length - 1)));
        Assert.Null(ApiKeyText.Prefix(text + "0"));
        Assert.Null(ApiKeyText.Prefix(" " + text));
        Assert.Null(ApiKeyText.Prefix(text.ToUpperInvariant()));
        Assert.Null(ApiKeyText.Prefix(new string('0', 1_000_000)));
        Assert.Null(ApiKeyText.Prefix(string.Concat(ApiKeyText.Create().AsSpan(0, 17), text.AsSpan(17))));
    }

    [Fact]
    public void Hash_OtherSaltOrOtherKey_IsAnother()
    {
        var text = ApiKeyText.Create();

        Assert.Equal(Hash(1, text), Hash(1, text));
        Assert.NotEqual(Hash(1, text), Hash(2, text));
        Assert.NotEqual(Hash(1, text), Hash(1, ApiKeyText.Create()));
    }

    [Fact]
    public void Records_AsText_ShowThePrefixOnly()
    {
        var text = ApiKeyText.Create();
        var key = new ApiKey { Prefix = ApiKeyText.Prefix(text)!, Kind = ApiKeyKind.Agent, Principal = "alice", Roles = ["sales"], Created = DateTimeOffset.UnixEpoch };

        Assert.Equal($"API key {key.Prefix}", new IssuedApiKey(text, key).ToString());
        Assert.Equal($"API key {key.Prefix}", new StoredApiKey(key, new byte[16], new byte[32]).ToString());
    }

    private static string Hash(byte salt, string text)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        ApiKeyText.Hash(Enumerable.Repeat(salt, 16).ToArray(), text, hash);
        return Convert.ToHexString(hash);
    }
}
