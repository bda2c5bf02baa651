using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Which code runs which tool.</summary>
internal sealed class ToolTable
{
    private readonly RecordTools records;
    private readonly BatchTools batches;
    private readonly AssociationTools associations;
    private readonly CatalogTools account;
    private readonly SequenceTools sequences;
    private readonly ListTools lists;
    private readonly FileTools files;
    private readonly ConsentTools consent;
    private readonly AdminTools admin;

    public ToolTable(HubSpotApi api, PropertyCatalog catalog, HubSpotSettings settings, TimeProvider time)
    {
        var types = new AssociationTypes(api);
        records = new RecordTools(api, catalog, settings.Limits);
        Writes = new WriteTools(api, catalog, types, settings, time);
        batches = new BatchTools(api, catalog, Writes, settings.Limits);
        associations = new AssociationTools(api, types);
        account = new CatalogTools(api, catalog);
        sequences = new SequenceTools(api);
        lists = new ListTools(api);
        files = new FileTools(api, new HostAllowlist(settings.FileHosts, loopback: false));
        consent = new ConsentTools(api);
        admin = new AdminTools(api);
    }

    public WriteTools Writes { get; }

    public Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var (operation, type) = RecordAction.Of(call);
        return type is not null
            ? About(type, operation, call, cancellationToken) ?? Other(operation, call, cancellationToken)
            : Other(operation, call, cancellationToken);
    }

    private Task<ToolResult>? About(string type, string operation, ToolInvocation call, CancellationToken cancellationToken) => operation switch
    {
        "search" => records.SearchAsync(call, type, cancellationToken),
        "get" => records.GetAsync(call, type, cancellationToken),
        "create" => Writes.CreateAsync(call, type, cancellationToken),
        "update" => Writes.UpdateAsync(call, type, cancellationToken),
        "archive_record" => Writes.ArchiveAsync(call, type, cancellationToken),
        "batch_read" => batches.ReadAsync(call, type, cancellationToken),
        "batch_create" or "batch_update" or "batch_upsert" => batches.WriteAsync(call, type, cancellationToken),
        "batch_archive" => batches.ArchiveAsync(call, type, cancellationToken),
        "list_associations" => associations.ListAsync(call, type, cancellationToken),
        "list_properties" => account.PropertiesAsync(call, type, cancellationToken),
        "list_pipelines" => account.PipelinesAsync(call, type, cancellationToken),
        "create_list" => lists.CreateAsync(call, type, cancellationToken),
        "create_property" => admin.PropertyAsync(call, type, cancellationToken),
        _ => null,
    };

    private Task<ToolResult> Other(string operation, ToolInvocation call, CancellationToken cancellationToken) => operation switch
    {
        "list_association_labels" => associations.LabelsAsync(call, cancellationToken),
        "associate" => associations.AssociateAsync(call, cancellationToken),
        "remove_association" => associations.RemoveAsync(call, cancellationToken),
        "list_owners" => account.OwnersAsync(call, cancellationToken),
        "list_custom_objects" => account.SchemasAsync(call, cancellationToken),
        "get_account_usage" => account.UsageAsync(call, cancellationToken),
        "list_sequences" => sequences.ListAsync(call, cancellationToken),
        "enroll_in_sequence" => sequences.EnrollAsync(call, cancellationToken),
        "list_enrollments" => sequences.EnrollmentsAsync(call, cancellationToken),
        "list_lists" => lists.SearchAsync(call, cancellationToken),
        "list_memberships" => lists.MembershipsAsync(call, cancellationToken),
        "add_to_list" or "remove_from_list" => lists.ChangeAsync(call, cancellationToken),
        "delete_list" => lists.DeleteAsync(call, cancellationToken),
        "list_files" => files.ListAsync(call, cancellationToken),
        "get_file" => files.GetAsync(call, cancellationToken),
        "get_file_link" => files.LinkAsync(call, cancellationToken),
        "upload_file" => files.UploadAsync(call, cancellationToken),
        "create_folder" => files.FolderAsync(call, cancellationToken),
        "list_subscription_types" => consent.TypesAsync(call, cancellationToken),
        "get_subscriptions" => consent.StatusAsync(call, cancellationToken),
        "unsubscribe" => consent.UnsubscribeAsync(call, cancellationToken),
        "unsubscribe_all" => consent.LeaveAsync(call, cancellationToken),
        "merge_contacts" => admin.MergeAsync(call, cancellationToken),
        "gdpr_delete_contact" => admin.ForgetAsync(call, cancellationToken),
        _ => throw new ConnectorException(ConnectorFailure.Configuration, "The HubSpot connector has no such tool.",
            "Ask an operator to compare connectors/hubspot/connector.yaml with this version of the host."),
    };
}
