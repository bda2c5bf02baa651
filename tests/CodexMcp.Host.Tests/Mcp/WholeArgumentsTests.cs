using System.Text.Json;
using CodexMcp.Host.Mcp;

namespace CodexMcp.Host.Tests.Mcp;

public sealed class WholeArgumentsTests
{
    [Fact]
    public void ToObject_Whole_IsTheObjectItself()
    {
        var sent = Some.Json("""{"a":1,"b":{"c":[true]}}""");

        Assert.Equal(sent.GetRawText(), CallHandler.ToObject(new WholeArguments(sent)).GetRawText());
        Assert.Equal(JsonValueKind.Undefined, CallHandler.ToObject(new WholeArguments(Some.Json("{}"))).ValueKind);
    }

    [Fact]
    public void Dictionary_IsWhatTheObjectSays_AndCanNotBeChanged()
    {
        IDictionary<string, JsonElement> arguments = new WholeArguments(Some.Json("""{"a":1,"b":"x"}"""));

        Assert.Equal(["a", "b"], arguments.Keys);
        Assert.Equal(2, arguments.Count);
        Assert.Equal(2, arguments.Values.Count);
        Assert.Equal(["a", "b"], arguments.Select(member => member.Key));
        Assert.True(arguments.ContainsKey("b"));
        Assert.Equal(1, arguments["a"].GetInt32());
        Assert.True(arguments.TryGetValue("b", out var text));
        Assert.Equal("x", text.GetString());
        Assert.False(arguments.TryGetValue("c", out _));
        Assert.True(arguments.IsReadOnly);
        Assert.Throws<NotSupportedException>(() => arguments["a"] = default);
        Assert.Throws<NotSupportedException>(() => arguments.Add("c", default));
        Assert.Throws<NotSupportedException>(() => arguments.Remove("a"));
        Assert.Throws<NotSupportedException>(arguments.Clear);
    }
}
