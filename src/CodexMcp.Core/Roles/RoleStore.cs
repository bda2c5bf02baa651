using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Holds the roles that run. A reload swaps all of them at once; a bad one changes nothing.</summary>
public sealed class RoleStore
{
    private readonly Func<LoadedRoles> load;
    private readonly Lock reloading = new();
    private volatile LoadedRoles current;

    /// <summary>Creates the store.</summary>
    /// <param name="initial">What runs now; it has no errors.</param>
    /// <param name="load">Reads the files again.</param>
    /// <exception cref="ConfigurationException">The initial roles have errors.</exception>
    public RoleStore(LoadedRoles initial, Func<LoadedRoles> load)
    {
        if (initial.Errors.Count > 0)
        {
            throw new ConfigurationException(initial.Errors);
        }

        current = initial;
        this.load = load;
    }

    /// <summary>Raised after a reload for each role whose revision is another now, with that revision; null when the role is gone.</summary>
    public event Action<string, string?>? Changed;

    /// <summary>What runs now: take it once per request and keep it to the request's end.</summary>
    public LoadedRoles Current => current;

    /// <summary>Gives a role's profile, or null.</summary>
    public RoleProfile? Find(string role) => current.Profiles.GetValueOrDefault(role);

    /// <summary>Reads the files again. Gives their errors, and then the roles that ran before go on; empty when the new ones run.</summary>
    public IReadOnlyList<ConfigurationError> Reload()
    {
        var changes = new List<(string Role, string? Revision)>();
        lock (reloading)
        {
            LoadedRoles next;
            try
            {
                next = load();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ConfigurationException)
            {
                // Files that go away under the reader's hands must not end a process whose roles are good.
                return exception is ConfigurationException known
                    ? known.Errors
                    : [new(new("roles", 1, 1), $"The files can't be read ({exception.GetType().Name}).", "Put them back or mend their rights; the roles that ran before go on.")];
            }

            if (next.Errors.Count > 0)
            {
                return next.Errors;
            }

            var before = current;
            foreach (var (role, profile) in next.Profiles)
            {
                if (before.Profiles.GetValueOrDefault(role)?.Revision != profile.Revision)
                {
                    changes.Add((role, profile.Revision));
                }
            }

            foreach (var role in before.Profiles.Keys)
            {
                if (!next.Profiles.ContainsKey(role))
                {
                    changes.Add((role, null));
                }
            }

            current = next;
        }

        // Outside the lock: a listener may look at the store, or be slow.
        foreach (var (role, revision) in changes)
        {
            Changed?.Invoke(role, revision);
        }

        return [];
    }
}
