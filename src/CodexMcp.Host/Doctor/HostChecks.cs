using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Stores;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Composition;

namespace CodexMcp.Host.Doctor;

/// <summary>Checks of what the host is given: roles, connectors, access, the audit trail, and a call through all of it.</summary>
internal static class HostChecks
{
    /// <summary>The files.</summary>
    public static IEnumerable<Finding> Files(HostSettings settings, LoadedConfiguration loaded)
    {
        foreach (var (check, folder, count, option) in new[]
        {
            ("roles", settings.Roles, loaded.Profiles.Count, "--roles"), ("connectors", settings.Connectors, loaded.Manifests.Count, "--connectors"),
        })
        {
            yield return !Directory.Exists(folder)
                ? Finding.Bad(check, $"the folder {folder} does not exist", $"Name it with {option}.")
                : count == 0 ? Finding.Bad(check, $"there are no usable {check} in {folder}", $"Add one, or name another folder with {option}.")
                : Finding.Ok(check, $"{count} in {folder}");
        }

        foreach (var error in loaded.Errors)
        {
            yield return Finding.Bad("configuration", $"{error.Location}: {error.Message}", error.Fix);
        }
    }

    /// <summary>Whether this user may use anything.</summary>
    public static Finding Access(LoadedConfiguration loaded, string principal)
    {
        var open = loaded.Profiles.Values.Where(role => loaded.Groups.MayUse(role, principal)).Select(role => role.Role).Order(StringComparer.Ordinal).ToList();
        return open.Count > 0
            ? Finding.Ok("access", $"{principal} may use {string.Join(", ", open)}")
            : Finding.Bad("access", $"{principal} may use no role", "Add it to a role's access group in roles/groups.yaml.");
    }

    /// <summary>The audit trail.</summary>
    public static Finding Audit(string folder)
    {
        var found = AuditVerifier.Verify(folder);
        return found.Ok
            ? Finding.Ok("audit", $"{found.Records} records in {found.Chains.Count} chains, all sound")
            : Finding.Bad("audit", found.FirstBad!.ToString(), "Run `codex-mcp audit verify` to see all of it.");
    }

    /// <summary>The store of API keys, approvals and lost writes; one that was never used is not made for the sake of looking.</summary>
    public static async Task<Finding> StoreAsync(HostState state, CancellationToken cancellationToken)
    {
        try
        {
            var store = state.Store;
            if (!store.Writes.MayHold)
            {
                return Finding.Ok("store", $"{store.Place} is made when it is first needed");
            }

            var damage = await store.FindDamageAsync(cancellationToken).ConfigureAwait(false);
            if (damage.Count > 0)
            {
                return Finding.Bad("store", $"{store.Place} is damaged: {damage[0]}", "Stop the host and restore the store from a backup.");
            }

            var lost = await store.Writes.UnsettledAsync(cancellationToken).ConfigureAwait(false);
            return lost.Count == 0
                ? Finding.Ok("store", $"{store.Place} is sound")
                : Finding.Note("store", $"{lost.Count} sent writes in {store.Place} have an unknown end", "Look at them with `codex-mcp calls list`, and settle each.");
        }
        catch (StoreUnavailableException exception)
        {
            return Finding.Bad("store", exception.Message, "Until then, calls that need a yes are refused.");
        }
    }

    /// <summary>One read through the whole pipeline, for each connector that runs in the sandbox.</summary>
    public static async Task<IReadOnlyList<Finding>> SandboxAsync(CommandContext context, LoadedConfiguration loaded, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        foreach (var probe in ConnectorProbe.Find(loaded, context.Services.Principal).Where(probe => probe.Role.Execution.Environment == "sandbox"))
        {
            var result = await probe.RunAsync(context.Services, loaded, context.Time, cancellationToken).ConfigureAwait(false);
            findings.Add(result.Ok
                ? Finding.Ok("sandbox", $"{probe.Tool} as {probe.Role.Role} answered in {result.Duration.TotalMilliseconds:0} ms")
                : Finding.Bad("sandbox", $"{probe.Tool} as {probe.Role.Role}: {result.Text}", "Look at the audit trail with `codex-mcp audit tail`."));
        }

        return findings;
    }
}
