using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Whether a tool's verb is plausible for its HTTP method. What is not must say why: the verb decides who is asked.</summary>
internal static class VerbCheck
{
    public static void Check(ConfigNode tool, ConfigNode request, ConfigurationErrors errors)
    {
        if (tool["verb"] is not { Text: { } verb } at || request["because"] is not null)
        {
            return;
        }

        var method = request.String("method") ?? "GET";
        var graphql = request["body"]?["graphql"]?.String("document");
        if (graphql is not null)
        {
            var mutates = graphql.Contains("mutation", StringComparison.Ordinal);
            if (mutates == (verb == "read"))
            {
                errors.Add(at.Location, mutates ? "The verb is read, but the GraphQL document has a mutation." : $"The verb is {verb}, but the GraphQL document has no mutation.",
                    "Correct the verb, or say in request.because why it is right.");
            }

            return;
        }

        if (method == "GET" && verb != "read")
        {
            errors.Add(at.Location, $"The verb is {verb}, but a GET reads.", "Write verb: read, or say in request.because what the GET changes.");
        }
        else if (method == "DELETE" && verb != "destructive")
        {
            errors.Add(at.Location, $"The verb is {verb}, but a DELETE destroys.", "Write verb: destructive, or say in request.because why what it removes can be brought back.");
        }
        else if (method is not ("GET" or "DELETE") && verb == "read")
        {
            errors.Add(at.Location, $"The verb is read, but a {method} usually changes something.", "Correct the verb, or say in request.because why it only reads.");
        }
    }
}
