using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Roles;

public sealed class RoleStoreTests
{
    [Fact]
    public void Create_WithErrors_Throws()
    {
        using var roles = new RolesOnDisk();
        roles.Write(RolesOnDisk.Role, "role: [");
        Assert.NotEmpty(Assert.Throws<ConfigurationException>(() => new RoleStore(roles.Load(), roles.Load)).Errors);
    }

    [Fact]
    public void Reload_GoodEdit_SwapsWholeAndLeavesTheOldSnapshotAlone()
    {
        using var roles = new RolesOnDisk();
        var store = new RoleStore(roles.Load(), roles.Load);
        var before = store.Current;
        var told = new List<(string, string?)>();
        store.Changed += (role, revision) => told.Add((role, revision));
        roles.Edit(RolesOnDisk.Role, "version: 1.0.0", "version: 2.0.0");
        Assert.Empty(store.Reload());
        Assert.Equal(("1.0.0", "2.0.0"), (before.Profiles["sales"].Version, store.Find("sales")!.Version));
        Assert.Equal([("sales", store.Find("sales")!.Revision)], told);
        Assert.Empty(store.Reload());
        Assert.Single(told);
    }

    [Fact]
    public void Reload_OneBadRoleOfTwo_KeepsBothAndReturnsTheErrors()
    {
        using var roles = new RolesOnDisk();
        var store = new RoleStore(roles.Load(), roles.Load);
        var before = store.Current;
        store.Changed += (_, _) => Assert.Fail("nothing changed");
        roles.Edit(RolesOnDisk.Role, "version: 1.0.0", "version: 2.0.0");
        roles.Write("other/role.yaml", "role: [");
        Assert.StartsWith("other/role.yaml:", Assert.Single(store.Reload()).ToString()[(Path.GetFileName(roles.Root).Length + 1)..]);
        Assert.Same(before, store.Current);
    }

    [Fact]
    public void Reload_FilesCannotBeRead_KeepsTheRolesAndSaysSo()
    {
        using var roles = new RolesOnDisk();
        var broken = false;
        var store = new RoleStore(roles.Load(), () => broken ? throw new DirectoryNotFoundException("gone") : roles.Load());
        var before = store.Current;
        broken = true;
        Assert.Contains("DirectoryNotFoundException", Assert.Single(store.Reload()).Message, StringComparison.Ordinal);
        Assert.Same(before, store.Current);
        broken = false;
        Assert.Empty(store.Reload());
    }

    [Fact]
    public void Reload_RoleIsGone_TellsNull()
    {
        using var roles = new RolesOnDisk();
        var store = new RoleStore(roles.Load(), roles.Load);
        var told = new List<(string, string?)>();
        store.Changed += (role, revision) => told.Add((role, revision));
        Directory.Delete(Path.Combine(roles.Root, "sales"), recursive: true);
        Assert.Empty(store.Reload());
        Assert.Equal([("sales", (string?)null)], told);
        Assert.Null(store.Find("sales"));
    }

    [Fact]
    public void Revision_CommentOrSpace_IsTheSame()
    {
        using var roles = new RolesOnDisk();
        var first = roles.Load().Require("sales").Revision;
        roles.Edit(RolesOnDisk.Role, "owner: sales\n", "# why\nowner:   \"sales\"  # same\n\n");
        roles.Edit(RolesOnDisk.Role, "[query, \"get_*\", update_record]", "\n        - query\n        - get_*\n        - update_record");
        Assert.Equal(first, roles.Load().Require("sales").Revision);
    }

    [Fact]
    public void Revision_ProfileSkillOrTool_IsAnother()
    {
        using var roles = new RolesOnDisk();
        var seen = new HashSet<string> { roles.Load().Require("sales").Revision };
        roles.Edit(RolesOnDisk.Role, "permits: 60", "permits: 61");
        Assert.True(seen.Add(roles.Load().Require("sales").Revision));
        roles.Edit(RolesOnDisk.Skill, "Read first.", "Read last.");
        Assert.True(seen.Add(roles.Load().Require("sales").Revision));
        roles.Edit(RolesOnDisk.Skill, "is near", "is far");
        Assert.True(seen.Add(roles.Load().Require("sales").Revision));
        roles.Tools[0] = roles.Tools[0] with { Hash = new string('c', 64) };
        Assert.True(seen.Add(roles.Load().Require("sales").Revision));
        roles.Tools[2] = roles.Tools[2] with { Hash = new string('c', 64) };
        Assert.False(seen.Add(roles.Load().Require("sales").Revision), "a tool that the role does not list is no part of it");
    }
}
