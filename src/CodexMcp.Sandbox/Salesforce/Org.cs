using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>The org behind the wire: schema, data, queries and writes. Made at the first request that needs it; not for concurrent use.</summary>
internal sealed class Org : IDisposable
{
    public Org(SalesforceSimulatorOptions options, SalesforceCredentials credentials, TimeProvider time)
    {
        Time = time;
        Options = options;
        Database = new OrgDatabase(Schema);
        Store = new RecordStore(Schema, Database, time);
        Queries = new QueryRunner(Schema, Database, options, time);
        OrgSeed.Fill(Schema, Database, Store, SyntheticCompany.At(time), credentials.Username, options.ExtraUsageRows);
    }

    public OrgSchema Schema { get; } = OrgSchema.Instance;

    public OrgDatabase Database { get; }

    public RecordStore Store { get; }

    public QueryRunner Queries { get; }

    public SalesforceSimulatorOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>Records that were looked at, the last one first.</summary>
    public LinkedList<(ObjectDef Object, string Id)> Recent { get; } = new();

    public void Looked(ObjectDef definition, string id)
    {
        Recent.Remove((definition, id));
        Recent.AddFirst((definition, id));
        if (Recent.Count > 200)
        {
            Recent.RemoveLast();
        }
    }

    public void Dispose() => Database.Dispose();
}
