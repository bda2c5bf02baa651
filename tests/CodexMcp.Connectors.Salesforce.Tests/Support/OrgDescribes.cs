using System.Text;

namespace CodexMcp.Connectors.Salesforce.Tests.Support;

/// <summary>Describe answers of a small org, in Salesforce's own words.</summary>
internal static class OrgDescribes
{
    private static readonly (string Name, string Prefix)[] Objects =
        [("Account", "001"), ("Contact", "003"), ("Opportunity", "006"), ("Task", "00T"), ("User", "005"), ("ContentVersion", "068"), ("Secret__c", "a00")];

    public static string Global => $$"""
        {"encoding":"UTF-8","maxBatchSize":200,"sobjects":[{{string.Join(",", Objects.Select(one => $$"""
            {"name":"{{one.Name}}","label":"{{one.Name}}","keyPrefix":"{{one.Prefix}}","queryable":true,"searchable":{{(one.Name is "ContentVersion" ? "false" : "true")}},"createable":true,"updateable":true,"deletable":true}
            """))}}]}
        """;

    public static string? Of(string name, bool key = false) => name switch
    {
        "Account" => Object("Account", "001", [Id, Text("Name", "Account Name", named: true), Text("Industry"), Text("Ext__c", "Ext", external: true), Currency("AnnualRevenue"), Reference("OwnerId", "Owner", "User"), Modified, .. Key(key)],
            [("Contacts", "Contact", "AccountId"), ("Opportunities", "Opportunity", "AccountId")]),
        "Contact" => Object("Contact", "003", [Id, Text("LastName"), Text("Name", "Full Name", named: true, write: false), Typed("Email", "email"), Typed("Phone", "phone", "Business Phone"), Typed("Birthdate", "date"), Reference("AccountId", "Account", "Account"), Modified, .. Key(key)], []),
        "Opportunity" => Object("Opportunity", "006", [Id, Text("Name", named: true), Picklist("StageName", "Prospecting", "Proposal", "Closed Won", "Closed Lost"), Currency("Amount"), Typed("CloseDate", "date"), Text("NextStep"), Reference("AccountId", "Account", "Account"), Modified], []),
        "Task" => Object("Task", "00T", [Id, Text("Subject", named: true), Typed("Description", "textarea"), Typed("ActivityDate", "date"), Text("Status"), Text("Priority"), Reference("WhatId", "What", "Account", "Opportunity"), Reference("WhoId", "Who", "Contact", "Lead"), Reference("OwnerId", "Owner", "User"), .. Key(key)], []),
        "User" => Object("User", "005", [Id, Text("Name", named: true)], []),
        "ContentVersion" => Object("ContentVersion", "068", [Id, Text("Title", named: true), Text("FileExtension"), Typed("ContentSize", "int"), Typed("VersionData", "base64"), Typed("IsLatest", "boolean"), Reference("ContentDocumentId", "ContentDocument", "ContentDocument")], []),
        "Secret__c" => Object("Secret__c", "a00", [Id, Text("Name", named: true)], []),
        _ => null,
    };

    private static string Id => Typed("Id", "id", write: false);

    private static string Modified => Typed("LastModifiedDate", "datetime", write: false);

    private static string[] Key(bool key) => key ? [Text("CodexMcp_Key__c", external: true)] : [];

    private static string Text(string name, string? label = null, bool named = false, bool external = false, bool write = true) => Field(name, "string", label, named, external, write, "");

    private static string Typed(string name, string type, string? label = null, bool write = true) => Field(name, type, label, false, false, write, "");

    private static string Currency(string name) => Typed(name, "currency");

    private static string Picklist(string name, params string[] values) =>
        Field(name, "picklist", null, false, false, true, $$""","restrictedPicklist":true,"picklistValues":[{{string.Join(",", values.Select(value => $$"""{"value":"{{value}}","label":"{{value}}","active":true}"""))}},{"value":"Retired","label":"Retired","active":false}]""");

    private static string Reference(string name, string relationship, params string[] to) =>
        Field(name, "reference", null, false, false, true, $$""","relationshipName":"{{relationship}}","referenceTo":[{{string.Join(",", to.Select(one => $"\"{one}\""))}}]""");

    private static string Field(string name, string type, string? label, bool named, bool external, bool write, string more) => $$"""
        {"name":"{{name}}","label":"{{label ?? name}}","type":"{{type}}","length":{{(type == "string" ? 255 : 0)}},"nillable":true,"createable":{{Bool(write)}},"updateable":{{Bool(write)}},"filterable":{{Bool(type is not ("textarea" or "base64"))}},"sortable":true,"nameField":{{Bool(named)}},"externalId":{{Bool(external)}}{{more}}}
        """;

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Object(string name, string prefix, string[] fields, (string Relationship, string Child, string Field)[] children)
    {
        var text = new StringBuilder($$"""{"name":"{{name}}","label":"{{name}}","keyPrefix":"{{prefix}}","createable":true,"updateable":true,"deletable":true,"queryable":true,"searchable":true,"fields":[""");
        return text.AppendJoin(',', fields).Append("],\"childRelationships\":[")
            .AppendJoin(',', children.Select(child => $$"""{"relationshipName":"{{child.Relationship}}","childSObject":"{{child.Child}}","field":"{{child.Field}}"}""")).Append("]}").ToString();
    }
}
