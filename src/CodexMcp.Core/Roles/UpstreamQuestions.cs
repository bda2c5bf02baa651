using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>What another MCP server may ask this role's clients. It may ask nothing that the role does not name.</summary>
internal static class UpstreamQuestions
{
    private const string Key = "upstream_may_ask";

    /// <summary>Notes the key where it means nothing.</summary>
    internal static void Check(CatalogConnector connector, ConfigNode section, ConfigurationErrors errors)
    {
        if (!connector.IsUpstream && section[Key] is not null)
        {
            errors.Add(section.KeyLocation(Key), $"The connector '{connector.Name}' is no other MCP server, so '{Key}' has no meaning here.", "Remove it.");
        }
    }

    /// <summary>Gives what may be asked.</summary>
    internal static ClientAbilities Of(CatalogConnector connector, ConfigNode section)
    {
        if (!connector.IsUpstream)
        {
            return ClientAbilities.Forms | ClientAbilities.Sampling | ClientAbilities.Roots;
        }

        var may = ClientAbilities.None;
        foreach (var item in section[Key]?.Items ?? [])
        {
            may |= item.Text switch
            {
                "elicitation" => ClientAbilities.Forms,
                "sampling" => ClientAbilities.Sampling,
                "roots" => ClientAbilities.Roots,
                _ => ClientAbilities.None,
            };
        }

        return may;
    }
}
