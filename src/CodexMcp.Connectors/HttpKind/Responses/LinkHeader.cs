using System.Net.Http.Headers;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>Finds the next page in <c>Link: &lt;…&gt;; rel="next"</c> (RFC 8288). An address may have commas and semicolons of its own.</summary>
internal static class LinkHeader
{
    /// <summary>Gives the address, or null.</summary>
    public static string? Next(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Link", out var values))
        {
            return null;
        }

        foreach (var value in values)
        {
            for (var open = value.IndexOf('<', StringComparison.Ordinal); open >= 0;)
            {
                var close = value.IndexOf('>', open);
                if (close < 0)
                {
                    break;
                }

                var after = value.IndexOf('<', close);
                if (IsNext(value.AsSpan(close + 1, (after < 0 ? value.Length : after) - close - 1)))
                {
                    return value[(open + 1)..close];
                }

                open = after;
            }
        }

        return null;
    }

    /// <summary>Whether one of the parameters is <c>rel</c>, and one of its words is <c>next</c>.</summary>
    private static bool IsNext(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim(" \t,");
            var equals = parameter.IndexOf('=');
            if (equals < 0 || !parameter[..equals].TrimEnd().Equals("rel", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var words = parameter[(equals + 1)..].Trim(" \t\"");
            foreach (var word in words.Split(' '))
            {
                if (words[word].Equals("next", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
