using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Roles;

public sealed class ProfileWatcherTests : IDisposable
{
    private readonly RolesOnDisk roles = new();
    private readonly ManualTimers clock = new();
    private readonly List<IReadOnlyList<ConfigurationError>> reloads = [];
    private readonly RoleStore store;
    private readonly ProfileWatcher watcher;

    public ProfileWatcherTests()
    {
        store = new(roles.Load(), roles.Load);
        watcher = new(store, [roles.Root], clock);
        watcher.Reloaded += reloads.Add;
    }

    public void Dispose()
    {
        watcher.Dispose();
        roles.Dispose();
    }

    [Fact]
    public void Edit_Good_RunsAtTheNextLookWithoutAnyEvent()
    {
        roles.Edit(RolesOnDisk.Role, "version: 1.0.0", "version: 22.0.0");
        clock.Advance(ProfileWatcher.Period);
        Assert.NotEmpty(reloads);
        Assert.All(reloads, Assert.Empty);
        Assert.Equal("22.0.0", store.Find("sales")!.Version);
    }

    [Fact]
    public void Stamp_SemanticCatalogueOfAConnector_Counts()
    {
        var folder = Directory.CreateTempSubdirectory("codex-mcp-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "crm", "semantic"));
            File.WriteAllText(Path.Combine(folder, "crm", "connector.yaml"), "connector: crm\n");
            File.WriteAllText(Path.Combine(folder, "crm", "Source.cs"), "// code");
            var bare = ProfileWatcher.Stamp([folder]);
            File.WriteAllText(Path.Combine(folder, "crm", "Source.cs"), "// more code");
            Assert.Equal(bare, ProfileWatcher.Stamp([folder]));

            File.WriteAllText(Path.Combine(folder, "crm", "semantic", "views.yaml"), "views: {}\n");
            var with = ProfileWatcher.Stamp([folder]);
            Assert.NotEqual(bare, with);
            File.WriteAllText(Path.Combine(folder, "crm", "semantic", "views.yaml"), "views: { }\n");
            Assert.NotEqual(with, ProfileWatcher.Stamp([folder]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Edit_BadThenMended_KeepsTheOldOneMeanwhile()
    {
        roles.Edit(RolesOnDisk.Role, "role: sales", "role: [sales");
        clock.Advance(ProfileWatcher.Period);
        Assert.NotEmpty(reloads[^1]);
        Assert.Equal("1.0.0", store.Find("sales")!.Version);
        roles.Edit(RolesOnDisk.Role, "role: [sales", "role:   sales");
        roles.Edit(RolesOnDisk.Role, "version: 1.0.0", "version: 3.0.0");
        clock.Advance(ProfileWatcher.Period);
        Assert.Empty(reloads[^1]);
        Assert.Equal("3.0.0", store.Find("sales")!.Version);
    }

    [Fact]
    public void Edit_Noticed_WaitsUntilTheFilesAreQuiet()
    {
        roles.Edit(RolesOnDisk.Role, "version: 1.0.0", "version: 22.0.0");
        if (!SpinWait.SpinUntil(() => clock.IsDueWithin(ProfileWatcher.Quiet), TimeSpan.FromSeconds(5)))
        {
            Assert.Skip("This file system sends no events.");
        }

        Assert.Equal("1.0.0", store.Find("sales")!.Version);
        Assert.Empty(reloads);
        clock.Advance(ProfileWatcher.Quiet);
        Assert.Equal("22.0.0", store.Find("sales")!.Version);
    }

    [Fact]
    public void HasChangedSince_EditBetweenAFirstLoadAndTheWatch_TellsSo()
    {
        var before = ProfileWatcher.Stamp([roles.Root]);
        using (var same = new ProfileWatcher(store, [roles.Root], clock))
        {
            Assert.False(same.HasChangedSince(before));
        }

        roles.Edit(RolesOnDisk.Role, "version: 1.0.0", "version: 22.0.0");
        using var after = new ProfileWatcher(store, [roles.Root], clock);
        Assert.True(after.HasChangedSince(before));
    }

    [Fact]
    public void Look_NothingChangedOrDisposed_ReadsNothing()
    {
        clock.Advance(3 * ProfileWatcher.Period);
        Assert.Empty(reloads);
        watcher.Dispose();
        roles.Edit(RolesOnDisk.Role, "version: 1.0.0", "version: 22.0.0");
        clock.Advance(3 * ProfileWatcher.Period);
        Assert.Empty(reloads);
    }
}
