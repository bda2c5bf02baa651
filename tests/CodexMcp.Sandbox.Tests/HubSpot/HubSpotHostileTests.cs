using System.Text;
using CodexMcp.Sandbox.HubSpot;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>Whatever a client sends, the simulator answers; it never throws.</summary>
public sealed class HubSpotHostileTests() : HubSpotTest(new HubSpotSimulatorOptions { BurstLimit = int.MaxValue, DailyLimit = int.MaxValue, SearchLimit = int.MaxValue })
{
    private static readonly string[] Paths =
    [
        "/", "//", "/%", "/%00", "/crm", "/crm/v3", "/crm/v3/objects", "/crm/v3/objects/", "/crm/v3/objects/%2e%2e/contacts", "/crm/v3/objects/contacts/../deals", "/crm/v3/objects/contacts/batch",
        "/crm/v3/objects/contacts/batch/read", "/crm/v3/objects/contacts/search", "/crm/v3/objects/contacts/merge", "/crm/v3/objects/contacts/gdpr-delete", "/crm/v3/objects/contacts/-1", "/crm/v3/objects/contacts/51001",
        "/crm/v3/objects/contacts/51001/associations", "/crm/v4/objects/contacts/51001/associations/deals/81001", "/crm/v4/objects/contacts/51001/associations/default/deals/81001", "/crm/v4/associations/contacts/deals/batch/read",
        "/crm/v4/associations/contacts/deals/batch/create", "/crm/v4/associations/contacts/deals/batch/archive", "/crm/v4/associations/contacts/deals/labels", "/crm/v3/properties/contacts", "/crm/v3/properties/contacts/email",
        "/crm/v3/lists", "/crm/v3/lists/search", "/crm/v3/lists/1/memberships/add", "/crm/v3/lists/1/memberships/add-and-remove", "/files/v3/files", "/files/v3/files/search", "/files/v3/folders", "/hubfs", "/hubfs/a/b/c", "/hubfs/1/2/3",
        "/communication-preferences/v3/unsubscribe", "/communication-preferences/v4/statuses/x", "/automation/v4/sequences/enrollments", "/automation/v4/sequences", "/marketing/v3/campaigns", "/crm/objects/2026-03", "/crm/objects/2026-03/contacts",
        "/oauth/v1/token", "/oauth/v3/token/introspect", "/oauth/authorize", "/oauth/v1/access-tokens/x", "/oauth/v2/private-apps/get/access-token-info", "/account-info/v3/details", "/crm/v3/owners", "/crm/v3/pipelines/deals/x/y/z",
    ];

    private static readonly string[] Bodies =
    [
        "", "{", "[]", "null", "7", "\"x\"", "{}", "{\"properties\":null}", "{\"properties\":{\"email\":null}}", "{\"inputs\":null}", "{\"inputs\":[null,7,\"x\",[],{}]}", "{\"inputs\":[{\"id\":{}}]}", "{\"inputs\":[{\"id\":\"51001\",\"properties\":7}]}",
        "{\"inputs\":[{\"id\":\"51001\",\"idProperty\":7,\"properties\":{}}]}", "{\"filterGroups\":[null]}", "{\"filterGroups\":[{\"filters\":[{\"propertyName\":{},\"operator\":[]}]}]}", "{\"sorts\":[null]}", "{\"after\":{}}", "{\"limit\":1e400}", "{\"query\":[]}",
        "{\"associations\":{}}", "{\"properties\":{},\"associations\":[null]}", "{\"properties\":{},\"associations\":[{\"to\":7,\"types\":[{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":1e99}]}]}", "[{\"associationCategory\":7,\"associationTypeId\":\"x\"}]", "[null]",
        "{\"options\":[null],\"name\":\"a\"}", "{\"recordIdsToAdd\":{}}", "{\"emailAddress\":{},\"subscriptionId\":[]}", "{\"listIds\":[{}]}", "{\"primaryObjectId\":[],\"objectIdToMerge\":{}}", "\u0000", "{\"properties\":{\"amount\":1e999}}",
        "{\"inputs\":[{\"from\":null,\"to\":null,\"types\":null}]}", "{\"inputs\":[{\"from\":{\"id\":\"51001\"},\"to\":[null]}]}",
    ];

    [Fact]
    public async Task Requests_OfEveryKind_AreAnsweredWithoutAThrow()
    {
        string[] queries = ["", "?", "?&&=&", "?limit=-1&after=%", "?properties=,,,&associations=,&archived=", "?idProperty=%00", "?userId=42006", "?" + new string('a', 5000)];
        foreach (var method in (string[])["GET", "POST", "PUT", "PATCH", "DELETE", "BREW"])
        {
            foreach (var path in Paths)
            {
                for (var i = 0; i < (method is "POST" or "PUT" or "PATCH" ? Bodies.Length : 4); i++)
                {
                    var type = i % 7 == 3 ? "application/x-www-form-urlencoded" : i % 11 == 5 ? "multipart/form-data; boundary=" : "application/json";
                    var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer " + Simulator.Credentials.PrivateAppToken, ["Content-Type"] = type, ["Host"] = "::::" };
                    var answer = await Simulator.HandleAsync(new SimulatorRequest(method, path, queries[i % queries.Length], headers, Encoding.UTF8.GetBytes(Bodies[i])), TestContext.Current.CancellationToken);
                    Assert.True(answer.Status is >= 200 and < 500, $"{method} {path} {Bodies[i]}: {answer.Status}");
                }
            }
        }
    }
}
