using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>Adds capabilities to the answers of <c>initialize</c> and <c>server/discover</c>: those of methods that the SDK only knows by name.</summary>
internal sealed class Handshakes(JsonObject offer)
{
    private readonly HashSet<RequestId> open = [];
    private volatile bool any;

    /// <summary>A request came in.</summary>
    public void Begin(JsonRpcRequest request)
    {
        if (request.Method is RequestMethods.Initialize or RequestMethods.ServerDiscover)
        {
            lock (open)
            {
                any = open.Add(request.Id) || any;
            }
        }
    }

    /// <summary>Its result goes out.</summary>
    public void Complete(JsonRpcResponse response)
    {
        if (!any || !Remove(response.Id) || response.Result?["capabilities"] is not JsonObject capabilities)
        {
            return;
        }

        foreach (var (name, capability) in offer)
        {
            capabilities[name] = capability!.DeepClone();
        }
    }

    private bool Remove(RequestId id)
    {
        lock (open)
        {
            var removed = open.Remove(id);
            any = open.Count > 0;
            return removed;
        }
    }
}
