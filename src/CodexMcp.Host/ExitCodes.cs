namespace CodexMcp.Host;

/// <summary>What the process says when it ends. The numbers never change their meaning.</summary>
internal static class ExitCodes
{
    /// <summary>Everything that was asked for was done.</summary>
    public const int Done = 0;

    /// <summary>Something broke, or a tool answered with an error.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A person's yes is missing: nobody could be asked, or the answer was no.</summary>
    public const int NotApproved = 3;

    /// <summary>A check found something wrong: the audit trail, a role's decisions, a doctor's finding.</summary>
    public const int CheckFailed = 65;

    /// <summary>The configuration can't be used; standard error names every fault.</summary>
    public const int Configuration = 78;
}
