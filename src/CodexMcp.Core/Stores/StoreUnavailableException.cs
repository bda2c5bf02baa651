namespace CodexMcp.Core.Stores;

/// <summary>A store can't be reached, is locked, full or broken. Whoever asked it for a yes has got none: every caller fails closed.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened and what to do next, in a sentence for an operator. No secret stands in it.</param>
    /// <param name="inner">The cause, or null.</param>
    public StoreUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
