namespace CodexMcp.Host.OpenApi;

/// <summary>The document can't be imported.</summary>
/// <param name="message">What is wrong, as one sentence.</param>
/// <param name="fix">What to do about it.</param>
internal sealed class ImportException(string message, string fix) : Exception(message)
{
    /// <summary>What to do about it.</summary>
    public string Fix => fix;
}

/// <summary>An operation, or a part of it, has no form in a manifest.</summary>
internal sealed class NotExpressibleException(string message) : Exception(message);
