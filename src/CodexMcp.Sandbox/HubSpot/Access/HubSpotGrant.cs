namespace CodexMcp.Sandbox.HubSpot;

/// <summary>What an access token stands for.</summary>
/// <param name="App">The app that holds it; its requests are counted together.</param>
/// <param name="Scopes">What it may.</param>
/// <param name="IsOAuth">False for a private app.</param>
/// <param name="ExpiresAt">Null for one that lasts.</param>
internal sealed record HubSpotGrant(string App, IReadOnlySet<string> Scopes, bool IsOAuth, DateTimeOffset? ExpiresAt);
