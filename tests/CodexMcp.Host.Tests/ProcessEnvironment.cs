namespace CodexMcp.Host.Tests;

/// <summary>Tests that change a variable of this process run alone: others read the same variables.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessEnvironment
{
    public const string Name = "process environment";
}
