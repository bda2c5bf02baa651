using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>Which record a call is about: an id, or an external id field of the role with its value.</summary>
internal readonly record struct RecordKey(string? Id, string Field, string Value)
{
    public static RecordKey Read(RoleView view, RoleObject target)
    {
        var id = Arguments.Text(view.Call, "id");
        var field = Arguments.Text(view.Call, "external_id_field");
        var value = Arguments.Text(view.Call, "external_id");
        return (id, field, value) switch
        {
            ({ } one, null, null) => new RecordKey(target.Id(one), "", ""),
            (null, { } name, { } text) => new RecordKey(null, ExternalField(target, name), text),
            _ => throw SalesforceErrors.Refused("The call names no record, or two.", "Give either id, or external_id_field together with external_id."),
        };
    }

    /// <summary>An external id field that the role may see, as the org spells it.</summary>
    public static string ExternalField(RoleObject target, string name)
    {
        var field = target.Field(name).Name;
        return target.Details.Fields[field].IsExternalId ? field : throw SalesforceErrors.Refused(
            $"{target.Name}.{field} is no external id field.", "Use a field that salesforce_describe_object marks as external_id, or the record's id.");
    }

    /// <summary>The condition that finds it.</summary>
    public string Where(RoleObject target) => Id is null ? $"{Field} = {RecordLookup.Literal(target, Field, Value)}" : $"Id = '{Id}'";
}
