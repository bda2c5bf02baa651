namespace CodexMcp.Sandbox.HubSpot;

/// <summary>One family of endpoints. It is called under the store's lock.</summary>
internal interface IHubSpotApi
{
    /// <summary>Answers a request; null when the path is another family's.</summary>
    /// <exception cref="HubSpotError">What the client did wrong.</exception>
    SimulatorResponse? Answer(HubSpotCall call);
}
