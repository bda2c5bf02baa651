using System.CommandLine;
using System.Globalization;
using CodexMcp.Core.Access;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Stores;
using CodexMcp.Host.Output;
using CodexMcp.Storage;

namespace CodexMcp.Host.Commands;

/// <summary><c>keys</c>: make, list and revoke API keys.</summary>
internal static class KeysCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line) => new("keys", "Makes, lists and revokes the API keys of remote agents.") { CreateKey(line), List(line), Revoke(line) };

    private static Command CreateKey(CommandLine line)
    {
        var principal = new Option<string>("--principal") { Description = "Who acts with the key; 'alice' means key:alice in groups.yaml.", Required = true, HelpName = "NAME" };
        var roles = new Option<string>("--roles") { Description = "The roles that an agent's key opens, with commas.", DefaultValueFactory = _ => "", HelpName = "ROLES" };
        var kind = new Option<string>("--kind") { Description = "agent: calls tools. approver: decides what waits for a review, and calls nothing.", DefaultValueFactory = _ => "agent" };
        kind.AcceptOnlyFromAmong("agent", "approver");
        var expires = new Option<string?>("--expires") { Description = "How long the key works, such as 90d or 12h. Default: until it is revoked.", HelpName = "TIME" };
        var note = new Option<string?>("--note") { Description = "What you want to remember.", HelpName = "TEXT" };
        var command = new Command("create", "Makes a key and prints it once: nothing keeps it.") { principal, roles, kind, expires, note };
        line.Run(command, (context, result, cancellationToken) => CreateAsync(
            context,
            new()
            {
                Kind = result.GetValue(kind) == "approver" ? ApiKeyKind.Approver : ApiKeyKind.Agent,
                Principal = Named(result.GetValue(principal)!),
                Roles = result.GetValue(roles)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                Lifetime = result.GetValue(expires) is { } text ? Lifetime(text) : null,
                Note = result.GetValue(note) ?? "",
            },
            cancellationToken));
        return command;
    }

    private static Command List(CommandLine line)
    {
        var command = new Command("list", "Lists the keys, without what would let one use them.");
        line.Run(command, (context, _, cancellationToken) => ListAsync(context, cancellationToken));
        return command;
    }

    private static Command Revoke(CommandLine line)
    {
        var prefix = new Argument<string>("PREFIX") { Description = "The key's prefix, as 'keys list' shows it." };
        var command = new Command("revoke", "Revokes a key, from the next request on and for good.") { prefix };
        line.Run(command, (context, result, cancellationToken) => RevokeAsync(context, result.GetValue(prefix)!, cancellationToken));
        return command;
    }

    private static async Task<int> CreateAsync(CommandContext context, ApiKeyRequest request, CancellationToken cancellationToken)
    {
        var loaded = context.Services.Load();
        foreach (var role in request.Roles)
        {
            loaded.Require(role);
        }

        var issued = await WithStoreAsync(context, store => Keys(store, context).CreateAsync(request, cancellationToken)).ConfigureAwait(false);
        var idle = request.Roles.Where(role => !loaded.Groups.MayUse(loaded.Profiles[role], request.Principal)).ToList();
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("key"u8, issued.Text);
                writer.WriteString("prefix"u8, issued.Key.Prefix);
                writer.WriteString("principal"u8, issued.Key.Principal);
                writer.WriteStrings("roles", issued.Key.Roles);
                writer.WriteStrings("roles_without_membership", idle);
                writer.WriteEndObject();
            });
            return ExitCodes.Done;
        }

        context.Terminal.Line(issued.Text);
        var use = issued.Key.Kind == ApiKeyKind.Approver ? "to decide reviews" : $"roles {string.Join(", ", issued.Key.Roles)}";
        context.Terminal.Hint($"For {issued.Key.Principal}, {use}, {Until(issued.Key)}. Keep it now: it is not shown again.");
        foreach (var role in idle)
        {
            context.Terminal.Hint($"{issued.Key.Principal} is in no group that may use {role}, so the key does not open it yet: add it to one of {string.Join(", ", loaded.Profiles[role].Governance.AccessGroups)} in groups.yaml.");
        }

        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var keys = await WithStoreAsync(context, store => Keys(store, context).ListAsync(cancellationToken)).ConfigureAwait(false);
        var now = context.Time.GetUtcNow();
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("keys"u8);
                foreach (var key in keys)
                {
                    writer.WriteStartObject();
                    writer.WriteString("prefix"u8, key.Prefix);
                    writer.WriteString("kind"u8, key.Kind.ToString().ToLowerInvariant());
                    writer.WriteString("principal"u8, key.Principal);
                    writer.WriteStrings("roles", key.Roles);
                    writer.WriteString("note"u8, key.Note);
                    writer.WriteString("created"u8, key.Created.UtcDateTime);
                    writer.WriteString("state"u8, State(key, now));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return ExitCodes.Done;
        }

        context.Terminal.Table(
            ["prefix", "principal", "roles", "state", "note"],
            [.. keys.Select(key => (IReadOnlyList<string>)[key.Prefix, key.Principal, string.Join(", ", key.Roles), $"{State(key, now)}, {Until(key)}", key.Note])]);
        return ExitCodes.Done;
    }

    private static async Task<int> RevokeAsync(CommandContext context, string prefix, CancellationToken cancellationToken)
    {
        if (!await WithStoreAsync(context, store => Keys(store, context).RevokeAsync(prefix, cancellationToken)).ConfigureAwait(false))
        {
            throw new HostException(ExitCodes.Failed, "There is no such key, or it was revoked before.", "Look it up with 'codex-mcp keys list'.");
        }

        context.Terminal.Line("Revoked: the next request with it is refused.");
        return ExitCodes.Done;
    }

    private static async ValueTask<T> WithStoreAsync<T>(CommandContext context, Func<StateStore, ValueTask<T>> use)
    {
        try
        {
            return await use(context.Services.Store).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new HostException(ExitCodes.Failed, exception.Message, "Then repeat the command.");
        }
        catch (ArgumentException exception)
        {
            throw new HostException(ExitCodes.Usage, exception.Message, "Correct it and repeat the command.");
        }
    }

    private static ApiKeys Keys(StateStore store, CommandContext context) => new(store.ApiKeys, context.Time);

    private static string Named(string principal) => principal.Contains(':', StringComparison.Ordinal) ? principal : $"key:{principal}";

    private static string State(ApiKey key, DateTimeOffset now) => key.Revoked is not null ? "revoked" : key.IsValidAt(now) ? "valid" : "expired";

    private static string Until(ApiKey key) => key.Expires is { } end ? $"until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "until it is revoked";

    /// <summary>Reads a time such as 90d or 12h.</summary>
    internal static TimeSpan Lifetime(string text) =>
        text is [.. var number, 'd'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650 ? TimeSpan.FromDays(days)
        : Core.Configuration.Duration.TryParse(text, out var span) ? span
        : throw new HostException(ExitCodes.Usage, $"'{Core.Configuration.ShownText.Escape(text)}' is no time.", "Write 90d, 12h or the like, at most 3650d.");
}
