using System.Globalization;
using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>How an argument is compared.</summary>
public enum Comparison
{
    /// <summary>It is there at all, even as null.</summary>
    Present,

    /// <summary>It is a number above the limit.</summary>
    Over,

    /// <summary>It has more characters, items or members than the limit.</summary>
    LongerThan,

    /// <summary>It is one of the values.</summary>
    In,

    /// <summary>It is none of the values.</summary>
    NotIn,

    /// <summary>It is, or holds, a string that fits none of the patterns: an address outside the company's domains.</summary>
    Outside,
}

/// <summary>
/// A condition on one argument of a call. An argument that is not there meets none; one of a kind that can't be compared meets every one,
/// because what a rule can't judge is what a person should look at.
/// </summary>
public sealed class ArgumentCondition
{
    private readonly string[] path;
    private readonly decimal limit;
    private readonly JsonElement[] values;

    /// <summary>Creates the condition.</summary>
    /// <param name="argument">The argument's name, or an RFC 6901 pointer to a value in it.</param>
    /// <param name="comparison">How it is compared.</param>
    /// <param name="limit">The limit of <see cref="Comparison.Over"/> and <see cref="Comparison.LongerThan"/>.</param>
    /// <param name="values">The values of <see cref="Comparison.In"/> and <see cref="Comparison.NotIn"/>, or the patterns of <see cref="Comparison.Outside"/>, where <c>*</c> stands for any characters.</param>
    public ArgumentCondition(string argument, Comparison comparison, decimal limit, IReadOnlyList<JsonElement> values)
    {
        path = argument.StartsWith('/') ? JsonPointer.Split(argument) : [argument];
        Comparison = comparison;
        this.limit = limit;
        this.values = [.. values];
    }

    /// <summary>The argument that the condition is about: the first step of its path.</summary>
    public string Argument => path[0];

    /// <summary>How it is compared.</summary>
    public Comparison Comparison { get; }

    /// <summary>Whether a call with these arguments meets the condition.</summary>
    public bool IsMet(JsonElement arguments)
    {
        var value = arguments;
        foreach (var step in path)
        {
            if (value.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                if (index >= value.GetArrayLength())
                {
                    return false;
                }

                value = value[index];
            }
            else if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step, out value))
            {
                return false;
            }
        }

        return Comparison switch
        {
            Comparison.Over => !IsAtMost(value),
            Comparison.LongerThan => Length(value) > limit,
            Comparison.In => IsListed(value),
            Comparison.NotIn => !IsListed(value),
            Comparison.Outside => !IsInside(value),
            _ => true,
        };
    }

    private bool IsAtMost(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number <= limit;

    private static long Length(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length,
        JsonValueKind.Array => value.GetArrayLength(),
        JsonValueKind.Object => value.GetPropertyCount(),
        JsonValueKind.Null => 0,
        _ => long.MaxValue,
    };

    private bool IsListed(JsonElement value)
    {
        foreach (var known in values)
        {
            if (JsonElement.DeepEquals(known, value))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInside(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.String:
                return FitsOne(value.GetString()!);
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (item.ValueKind != JsonValueKind.String || !FitsOne(item.GetString()!))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    // A text that may hold two addresses fits nothing: the star would run across both.
    private bool FitsOne(string text)
    {
        foreach (var character in text)
        {
            if (character is ',' or ';' or '<' or '>' or '"' || char.IsWhiteSpace(character) || char.IsControl(character))
            {
                return false;
            }
        }

        foreach (var pattern in values)
        {
            if (Glob.IsMatch(pattern.GetString()!, text))
            {
                return true;
            }
        }

        return false;
    }
}
