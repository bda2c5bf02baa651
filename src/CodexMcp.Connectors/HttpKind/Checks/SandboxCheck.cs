using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks that a simulator can be made of the manifest: every tool has an answer, and what answers speak of is there.</summary>
internal static class SandboxCheck
{
    /// <summary>Checks the connector's part.</summary>
    public static void Connector(ConfigNode root, ConfigurationErrors errors)
    {
        if (root["auth"]?.String("kind") == "sign_in" && root["sandbox"]?["sign_in"] is null)
        {
            errors.Add((root["sandbox"] ?? root).Location, "The sandbox does not answer the sign-in.", "Add sandbox.sign_in: { body: … } with {token} where the system gives the token.");
        }

        foreach (var (_, _, file) in root["sandbox"]?["files"]?.Entries ?? [])
        {
            Bytes(file["base64"], errors);
        }

        foreach (var (tool, _, section) in root["tools"]?.Entries ?? [])
        {
            var sandbox = section["sandbox"];
            Bytes(sandbox?["base64"], errors);
            ManifestTool.Duration(sandbox?["job"], "takes", errors);

            Exists(root, sandbox?["collection"], errors);
            Exists(root, sandbox?["known"]?["collection"], errors);
            foreach (var rule in sandbox?["refuses"]?.Items ?? [])
            {
                Exists(root, rule["unless"]?["collection"], errors);
                Exists(root, rule["when"]?["collection"], errors);
            }

            if (section["job"]?["poll"] is not null && sandbox is not null && sandbox?["job"]?["done"] is null)
            {
                errors.Add(sandbox!.Value.Location, $"The sandbox of '{ShownText.Escape(tool)}' does not say how its job ends.", "Add job: { running: …, done: … }.");
            }

            if (sandbox?["collection"] is not null && sandbox?["does"] is null)
            {
                errors.Add(sandbox!.Value.Location, $"The sandbox of '{ShownText.Escape(tool)}' does not say what it does with its collection.", "Write does: list, get, create, update or delete.");
            }
        }
    }

    private static void Bytes(ConfigNode? node, ConfigurationErrors errors)
    {
        if (node is { Text: { } text } at && !System.Buffers.Text.Base64.IsValid(text))
        {
            errors.Add(at.Location, "The bytes are not base64.", "Write them in base64, or words as 'text'.");
        }
    }

    private static void Exists(ConfigNode root, ConfigNode? named, ConfigurationErrors errors)
    {
        if (named is { Text: { } collection } at && root["sandbox"]?["collections"]?[collection] is null)
        {
            var known = (root["sandbox"]?["collections"]?.Entries ?? []).Select(static entry => entry.Key).ToArray();
            errors.Add(at.Location, $"There is no collection '{at.Shown}' in the sandbox.", NameSuggestion.For(collection, known, "Collections", "Add it under sandbox.collections."));
        }
    }

    /// <summary>Checks a tool's part.</summary>
    public static void Tool(ConfigNode tool, SourceLocation name, ConfigurationErrors errors)
    {
        if (tool["sandbox"] is not { } sandbox)
        {
            errors.Add(name, "A tool of a connector of kind http needs 'sandbox'.", "Say what the system would answer: sandbox: { body: {…} }.");
        }
        else if (sandbox["body"] is null && sandbox["text"] is null && sandbox["base64"] is null && sandbox["collection"] is null && sandbox.Int("status") is not 204)
        {
            errors.Add(sandbox.Location, "The sandbox has no answer.", "Write 'body' (JSON), 'text', 'base64', or status: 204.");
        }
    }
}
