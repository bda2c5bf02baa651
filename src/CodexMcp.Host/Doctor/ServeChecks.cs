using System.Net.Sockets;
using CodexMcp.Core.Access;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Stores;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Http.Settings;

namespace CodexMcp.Host.Doctor;

/// <summary>Checks of what <c>serve</c> needs: its settings with their files, its addresses, the state store and a key.</summary>
internal static class ServeChecks
{
    /// <summary>Makes all checks. Who never serves is told notes, not faults.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        try
        {
            var settings = HttpSettingsReader.Read(SettingsSources.Read(null, []));
            findings.Add(Finding.Ok("serve", "its settings are right"));
            findings.AddRange(settings.Listen.Where(address => address.EndPoint.Port != 0).Select(Address));
        }
        catch (ConfigurationException exception)
        {
            findings.AddRange(exception.Errors.Select(error => Finding.Bad("serve", $"{error.Location}: {error.Message}", error.Fix)));
        }
        catch (HostException exception)
        {
            findings.Add(Finding.Bad("serve", exception.Message, "Mend the file of settings."));
        }

        findings.Add(await StoreAsync(context, cancellationToken).ConfigureAwait(false));
        return findings;
    }

    private static Finding Address(ListenAddress address)
    {
        using var socket = new Socket(address.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address.EndPoint);
            return Finding.Ok("address", $"{address.EndPoint} is free for serve");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return Finding.Note("address", $"{address.EndPoint} is taken, perhaps by a host that serves", "If not, end what has it, or give serve another with --urls.");
        }
        catch (SocketException exception)
        {
            return Finding.Bad("address", $"serve can't listen on {address.EndPoint}: {exception.SocketErrorCode}", "Give another address with --urls, or the right to use this one.");
        }
    }

    private static async Task<Finding> StoreAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // Looking must not make it: a machine that never serves has none.
        if (!File.Exists(Path.Combine(context.Settings.RequireState(), Storage.StateStore.FileName)))
        {
            return Finding.Note("keys", "there is no API key yet", "Only serve needs one: codex-mcp keys create --principal NAME --roles ROLE");
        }

        try
        {
            var damage = await context.Services.Store.FindDamageAsync(cancellationToken).ConfigureAwait(false);
            if (damage.Count > 0)
            {
                return Finding.Bad("keys", $"the state store is damaged: {damage[0]}", "Stop every host that uses it, and put back a backup.");
            }

            var now = context.Time.GetUtcNow();
            var valid = (await context.Services.Store.ApiKeys.ListAsync(cancellationToken).ConfigureAwait(false)).Count(key => key.Kind == ApiKeyKind.Agent && key.IsValidAt(now));
            return valid > 0
                ? Finding.Ok("keys", $"{valid} valid, the state store is sound")
                : Finding.Note("keys", "no API key is valid now", "Only serve needs one: codex-mcp keys create --principal NAME --roles ROLE");
        }
        catch (StoreUnavailableException exception)
        {
            return Finding.Bad("keys", exception.Message, "Serve needs the store.");
        }
    }
}
