namespace CodexMcp.Core.Switches;

/// <summary>Keeps what is switched off, for all processes that share it.</summary>
/// <remarks>Every method throws <see cref="Stores.StoreUnavailableException"/> when the store can't be reached: then nobody knows, and nothing starts.</remarks>
public interface ISwitchStore
{
    /// <summary>Gives everything that is off, oldest first.</summary>
    ValueTask<IReadOnlyList<Switch>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Switches something off; false when it is off already, which keeps who did it first.</summary>
    ValueTask<bool> OffAsync(Switch off, CancellationToken cancellationToken);

    /// <summary>Switches something on again; false when it is not off.</summary>
    ValueTask<bool> OnAsync(SwitchKind kind, string name, CancellationToken cancellationToken);
}
