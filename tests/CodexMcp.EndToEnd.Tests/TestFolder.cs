namespace CodexMcp.EndToEnd.Tests;

/// <summary>A folder of one test: state, and a copy of the shipped roles to change.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Path = Directory.CreateTempSubdirectory("codex-mcp-test-").FullName;

    public string Path { get; }

    public string State => System.IO.Path.Combine(Path, "state");

    public string Audit => System.IO.Path.Combine(State, "audit");

    public static string ShippedRoles { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "roles");

    /// <summary>Copies the shipped roles with changes to data-analytics/role.yaml.</summary>
    public string Roles(params IReadOnlyList<(string Old, string New)> changes)
    {
        var folder = System.IO.Path.Combine(Path, "roles");
        foreach (var file in Directory.EnumerateFiles(ShippedRoles, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(folder, System.IO.Path.GetRelativePath(ShippedRoles, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Edit(changes);
        return folder;
    }

    /// <summary>Changes data-analytics/role.yaml in place; every text must be there.</summary>
    public void Edit(params IReadOnlyList<(string Old, string New)> changes)
    {
        var file = System.IO.Path.Combine(Path, "roles", "data-analytics", "role.yaml");
        var text = File.ReadAllText(file);
        foreach (var (old, replacement) in changes)
        {
            Assert.Contains(old, text);
            text = text.Replace(old, replacement);
        }

        File.WriteAllText(file, text);
    }

    /// <summary>Takes a tool from the role: from its skills first, so that the role is right at every moment.</summary>
    public void Withdraw(string action)
    {
        foreach (var skill in Directory.EnumerateFiles(System.IO.Path.Combine(Path, "roles", "data-analytics"), "SKILL.md", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(skill);
            if (text.Replace($"  - snowflake_{action}\n", "") is { } shorter && shorter != text)
            {
                File.WriteAllText(skill, shorter);
            }
        }

        Edit(($"        - {action}\n", ""));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
