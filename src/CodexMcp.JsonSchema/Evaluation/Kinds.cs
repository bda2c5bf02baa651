using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Sets of JSON value kinds.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Number = 16,
    String = 32,
    Any = 63,
}

/// <summary>From System.Text.Json's kinds to ours.</summary>
internal static class KindsOf
{
    public static Kinds Value(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => Kinds.Object,
        JsonValueKind.Array => Kinds.Array,
        JsonValueKind.String => Kinds.String,
        JsonValueKind.Number => Kinds.Number,
        JsonValueKind.True or JsonValueKind.False => Kinds.Boolean,
        JsonValueKind.Null => Kinds.Null,
        _ => Kinds.None,
    };
}
