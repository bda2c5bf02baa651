namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>Resources that have changed, told one after another: one that changes again before it was told is told once, so a slow client holds up nobody.</summary>
internal sealed class UpdateQueue(Func<string, Task> tell)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private bool telling;

    /// <summary>These have changed.</summary>
    public void Add(IEnumerable<string> uris)
    {
        lock (gate)
        {
            changed.UnionWith(uris);
            if (telling || changed.Count == 0)
            {
                return;
            }

            telling = true;
        }

        _ = TellAsync();
    }

    /// <summary>Nobody wants to hear of this one any more.</summary>
    public void Forget(string uri)
    {
        lock (gate)
        {
            changed.Remove(uri);
        }
    }

    private async Task TellAsync()
    {
        await Task.Yield();
        while (true)
        {
            string[] now;
            lock (gate)
            {
                now = [.. changed];
                changed.Clear();
                if (now.Length == 0)
                {
                    telling = false;
                    return;
                }
            }

            foreach (var uri in now)
            {
                try
                {
                    await tell(uri).ConfigureAwait(false);
                }
                catch (Exception)
                {
                    // Whoever wanted to hear of it has gone.
                }
            }
        }
    }
}
