using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Tests.Scope;

/// <summary>A small org with what makes scopes hard: polymorphic references, compound fields, a parent of its own kind, children, hidden objects.</summary>
internal sealed class DescribedOrg : IObjectCatalog
{
    private readonly Dictionary<string, ObjectDescription> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _slow;

    public DescribedOrg(bool slow = false)
    {
        _slow = slow;
        Add("Account", "001", [
            .. Plain("Id", "Name", "Industry", "Type", "Phone", "Website"), Field("AnnualRevenue", "currency"), Field("Rating__c", custom: true), Field("TaxNumber__c", custom: true),
            Reference("ParentId", "Parent", "Account"), Reference("OwnerId", "Owner", "User"), Reference("SecretId__c", "Secret__r", "Secret__c"), Field("Place__c", "location", custom: true),
            Field("Place__Latitude__s", "double", compound: "Place__c"), Field("Description", "textarea", filterable: false), Field("CreatedDate", "datetime"), Field("Kinds__c", "multipicklist", custom: true)],
            new ChildRelationship("Contacts", "Contact", "AccountId"), new ChildRelationship("Opportunities", "Opportunity", "AccountId"),
            new ChildRelationship("ChildAccounts", "Account", "ParentId"), new ChildRelationship("Secrets__r", "Secret__c", "Account__c"), new ChildRelationship("Tasks", "Task", "WhatId"));
        Add("Contact", "003", [
            .. Plain("Id", "Email", "Title", "Department"), Field("Name", compoundOf: true), Field("FirstName", compound: "Name"), Field("LastName", compound: "Name"),
            Field("Birthdate", "date"), Field("MailingAddress", "address"), Field("MailingCity", compound: "MailingAddress"), Field("MailingStreet", compound: "MailingAddress"),
            Reference("AccountId", "Account", "Account"), Reference("ReportsToId", "ReportsTo", "Contact"), Reference("OwnerId", "Owner", "User")],
            new ChildRelationship("Tasks", "Task", "WhoId"), new ChildRelationship("Reports", "Contact", "ReportsToId"));
        Add("Lead", "00Q", [.. Plain("Id", "Name", "Email", "Company"), Reference("OwnerId", "Owner", "Group", "User")]);
        Add("Opportunity", "006", [
            .. Plain("Id", "Name", "StageName", "NextStep", "CurrencyIsoCode"), Field("Amount", "currency"), Field("CloseDate", "date"), Field("Margin__c", "percent", custom: true),
            Reference("AccountId", "Account", "Account"), Reference("OwnerId", "Owner", "User"), Field("IsClosed", "boolean"), Field("CreatedDate", "datetime")],
            new ChildRelationship("OpportunityLineItems", "OpportunityLineItem", "OpportunityId"));
        Add("OpportunityLineItem", "00k", [.. Plain("Id", "Name"), Field("Quantity", "double"), Reference("OpportunityId", "Opportunity", "Opportunity")]);
        Add("Task", "00T", [
            .. Plain("Id", "Subject", "Status"), Field("ActivityDate", "date"), Reference("WhoId", "Who", "Contact", "Lead"), Reference("WhatId", "What", "Account", "Opportunity", "Secret__c"),
            Reference("OwnerId", "Owner", "Group", "User")]);
        Add("Case", "500", [.. Plain("Id", "Subject", "Origin"), Field("CaseNumber", isName: true), Reference("ContactId", "Contact", "Contact"), Reference("OwnerId", "Owner", "Group", "User")]);
        Add("User", "005", [.. Plain("Id", "Name", "Email", "FederationIdentifier"), Reference("ManagerId", "Manager", "User")]);
        Add("Group", "00G", [.. Plain("Id", "Name", "Email")]);
        Add("Secret__c", "a00", [.. Plain("Id", "Name"), Field("Salary__c", "currency", custom: true), Reference("Account__c", "Account__r", "Account")]);
        Add("Document", "015", [.. Plain("Id", "Name"), Field("Body", "base64")]);
        Add("Order", "801", [.. Plain("Id", "Name", "Status"), Reference("AccountId", "Account", "Account")]);
    }

    /// <summary>The names that were asked for.</summary>
    public List<string> Asked { get; } = [];

    public async ValueTask<ObjectDescription?> FindAsync(string objectName, CancellationToken cancellationToken)
    {
        Asked.Add(objectName);
        if (_slow)
        {
            await Task.Yield();
        }

        return _objects.GetValueOrDefault(objectName);
    }

    public ObjectDescription this[string name] => _objects[name];

    /// <summary>The same org without one object, or one field (<c>Contact.Birthdate</c>) and what is behind it.</summary>
    public DescribedOrg Without(string name)
    {
        var other = new DescribedOrg();
        var (target, field) = name.Split('.') is [var left, var right] ? (left, right) : (name, null);
        foreach (var (key, old) in _objects)
        {
            if (field is null && key == target)
            {
                other._objects.Remove(key);
            }
            else
            {
                // A reference that points to nothing else goes with its object, and so does the way to the children.
                other._objects[key] = new ObjectDescription(
                    old.Name,
                    old.KeyPrefix,
                    [.. old.Fields.Where(item => field is null ? item.ReferenceTo is not [var only] || only != target : key != target || item.Name != field)
                        .Select(item => field is null ? item with { ReferenceTo = [.. item.ReferenceTo.Where(to => to != target || item.ReferenceTo.Count > 1)] } : item)],
                    [.. old.Children.Where(child => field is null ? child.ChildObject != target : child.ChildObject != target || child.Field != field)]);
            }
        }

        return other;
    }

    public static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static SalesforceScope Scope(string json) => SalesforceScope.Parse(Json(json));

    /// <summary>Judges a query with generous limits.</summary>
    public SoqlVerdict Check(string scope, string soql, string? parameters = null, int rows = 200, int children = 50)
    {
        var task = new SoqlCheck(Scope(scope), this).CheckAsync(soql, parameters is null ? null : Json(parameters), new SoqlLimits(rows, children), TestContext.Current.CancellationToken);
        return task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>The text to send; the query has to pass.</summary>
    public string Text(string scope, string soql, string? parameters = null)
    {
        var verdict = Check(scope, soql, parameters);
        Assert.True(verdict.Problem is null, $"{soql}\n{verdict.Problem}");
        return verdict.Text;
    }

    /// <summary>The problem; the query must not pass.</summary>
    public SoqlProblem Problem(string scope, string soql, string? parameters = null)
    {
        var verdict = Check(scope, soql, parameters);
        Assert.True(verdict.Problem is not null, $"It passed: {soql}\n{verdict.Text}");
        Assert.Equal("", verdict.Text);
        return verdict.Problem;
    }

    private void Add(string name, string prefix, FieldDescription[] fields, params ChildRelationship[] children) =>
        _objects[name] = new ObjectDescription(name, prefix, fields, children);

    private static IEnumerable<FieldDescription> Plain(params string[] names) => names.Select(static name => Field(name, name == "Id" ? "id" : "string", isName: name == "Name"));

    private static FieldDescription Field(string name, string type = "string", bool custom = false, string? compound = null, bool compoundOf = false, bool isName = false, bool filterable = true) => new()
    {
        Name = name,
        Type = type,
        Custom = custom,
        CompoundFieldName = compound,
        IsNameField = isName || compoundOf,
        Filterable = filterable,
        Createable = name is not ("Id" or "CreatedDate"),
        Updateable = name is not ("Id" or "CreatedDate"),
    };

    private static FieldDescription Reference(string name, string relationship, params string[] targets) => new()
    {
        Name = name,
        Type = "reference",
        RelationshipName = relationship,
        ReferenceTo = targets,
        Custom = name.EndsWith("__c", StringComparison.Ordinal),
    };
}
