using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Codex;

/// <summary>The block of Codex's <c>config.toml</c> that connects a role.</summary>
/// <param name="Server">The name in Codex: letters, digits and underscores, so that Codex keeps it as it is.</param>
/// <param name="Command">How Codex starts the host.</param>
/// <param name="Arguments">The host's arguments.</param>
/// <param name="Environment">Variables with their values.</param>
/// <param name="EnvironmentNames">Variables that Codex is to pass on from its own environment; their values are secrets or settings of the user.</param>
/// <param name="Tools">The role's tools.</param>
/// <param name="ApprovedTools">Tools that Codex runs without asking, because the host asks or the operator has approved.</param>
/// <param name="TimeoutSeconds">How long Codex waits for a call.</param>
internal sealed record CodexConfig(
    string Server,
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> EnvironmentNames,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> ApprovedTools,
    int TimeoutSeconds)
{
    /// <summary>
    /// The careful default for tools that come later; a tool that the host itself decides is named one by one, so that nobody is
    /// asked twice about it.
    /// </summary>
    public const string DefaultMode = "writes";

    /// <summary>The variable that holds the API key: Codex refuses one that stands in its file.</summary>
    public const string KeyVariable = "CODEXMCP_API_KEY";

    /// <summary>The role's address, or null when Codex starts the host itself.</summary>
    public Uri? Address { get; init; }

    /// <summary>Makes the block's content for a role that is served over HTTP.</summary>
    public static CodexConfig For(RoleProfile profile, Uri address) =>
        For(profile, new("", [], new Dictionary<string, string>()), [], []) with { Address = address };

    /// <summary>Makes the block's content for a role.</summary>
    public static CodexConfig For(RoleProfile profile, LaunchCommand launch, IReadOnlyList<string> options, IReadOnlyList<string> environmentNames) => new(
        "codexmcp_" + profile.Role.Replace('-', '_'),
        launch.Command,
        [.. launch.Arguments, "stdio", "--role", profile.Role, .. options],
        launch.Environment,
        environmentNames,
        [.. profile.Tools.Select(tool => tool.Definition.Name)],
        [.. profile.Tools.Where(tool => tool.Definition.Verb != ToolVerb.Read).Select(tool => tool.Definition.Name)],
        Timeout(profile));

    /// <summary>Writes TOML.</summary>
    public string ToToml()
    {
        var toml = new StringBuilder().AppendLine($"[mcp_servers.{Server}]");
        if (Address is not null)
        {
            toml.AppendLine($"url = {TomlText.Quote(Address.AbsoluteUri)}")
                .AppendLine("# Codex takes the key from this variable; make one with: codex-mcp keys create")
                .AppendLine($"bearer_token_env_var = {TomlText.Quote(KeyVariable)}");
        }
        else
        {
            toml.AppendLine($"command = {TomlText.Quote(Command)}").AppendLine($"args = {TomlText.Array(Arguments)}");
        }

        if (Environment.Count > 0)
        {
            toml.AppendLine($"env = {{ {string.Join(", ", Environment.Select(pair => $"{pair.Key} = {TomlText.Quote(pair.Value)}"))} }}");
        }

        if (EnvironmentNames.Count > 0)
        {
            toml.AppendLine("# Codex passes these on from its own environment; nothing secret stands in this file.")
                .AppendLine($"env_vars = {TomlText.Array(EnvironmentNames)}");
        }

        toml.AppendLine($"enabled_tools = {TomlText.Array(Tools)}")
            .AppendLine($"tool_timeout_sec = {TimeoutSeconds}")
            .AppendLine("# Reads run. The host's own gate decides every other call, whatever stands here.")
            .AppendLine($"default_tools_approval_mode = {TomlText.Quote(DefaultMode)}");
        foreach (var tool in ApprovedTools)
        {
            toml.AppendLine()
                .AppendLine("# The host asks for this call itself where the role says so: Codex need not ask a second time.")
                .AppendLine($"[mcp_servers.{Server}.tools.{tool}]")
                .AppendLine("approval_mode = \"approve\"");
        }

        return toml.ToString();
    }

    /// <summary>Writes the same as JSON.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("server"u8, Server);
        if (Address is not null)
        {
            writer.WriteString("url"u8, Address.AbsoluteUri);
            writer.WriteString("bearer_token_env_var"u8, KeyVariable);
        }
        else
        {
            WriteLaunch(writer);
        }

        writer.WriteStrings("enabled_tools", Tools);
        writer.WriteNumber("tool_timeout_sec"u8, TimeoutSeconds);
        writer.WriteString("default_tools_approval_mode"u8, DefaultMode);
        writer.WriteStartObject("tools"u8);
        foreach (var tool in ApprovedTools)
        {
            writer.WriteStartObject(tool);
            writer.WriteString("approval_mode"u8, "approve"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteString("toml"u8, ToToml());
        writer.WriteEndObject();
    }

    private void WriteLaunch(Utf8JsonWriter writer)
    {
        writer.WriteString("command"u8, Command);
        writer.WriteStrings("args", Arguments);
        writer.WriteStartObject("env"u8);
        foreach (var (name, value) in Environment)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteStrings("env_vars", EnvironmentNames);
    }

    /// <summary>The longest tool decides; a margin keeps Codex from giving up just before the host answers.</summary>
    private static int Timeout(RoleProfile profile)
    {
        var longest = profile.Tools.Count == 0 ? profile.Execution.Timeout : profile.Tools.Max(tool => tool.Timeout);
        return Math.Max(60, (int)Math.Ceiling(longest.TotalSeconds) + 15);
    }
}
