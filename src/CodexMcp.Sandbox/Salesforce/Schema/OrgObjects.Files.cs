namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Notes and files, and the custom objects.</summary>
internal static partial class OrgObjects
{
    private const string Files = """
        ContentNote 069 owned | Note
        Title string:255 required name
        Content base64
        TextPreview string:255 readonly
        FileType string:20 readonly
        FileExtension string:40 readonly
        LatestPublishedVersionId reference to=ContentVersion rel=LatestPublishedVersion readonly | Latest Published Version ID
        ContentSize int readonly

        ContentDocument 06d owned | Content Document
        Title string:255 readonly name
        FileType string:20 readonly
        FileExtension string:40 readonly
        ContentSize int readonly
        LatestPublishedVersionId reference to=ContentVersion rel=LatestPublishedVersion readonly | Latest Published Version ID

        ContentVersion 068 owned | Content Version
        Title string:255 name
        PathOnClient string:500 required createonly
        VersionData base64
        ContentDocumentId reference to=ContentDocument,ContentNote rel=ContentDocument children=ContentVersions createonly | Content Document ID
        FirstPublishLocationId reference to=Account,Contact,Opportunity,Case,Renewal__c rel=FirstPublishLocation createonly | First Publish Location ID
        FileType string:20 readonly
        FileExtension string:40 readonly
        ContentSize int readonly | Size
        IsLatest boolean readonly
        VersionNumber string:20 readonly

        ContentDocumentLink 06A | Content Document Link
        LinkedEntityId reference to=Account,Contact,Opportunity,Lead,Case,Task,Event,Usage__c,Renewal__c,User rel=LinkedEntity children=ContentDocumentLinks required createonly | Linked Entity ID
        ContentDocumentId reference to=ContentDocument,ContentNote rel=ContentDocument children=ContentDocumentLinks required createonly | ContentDocument ID
        ShareType picklist! default=V = V; C; I
        Visibility picklist! = AllUsers; InternalUsers; SharedUsers

        Attachment 00P owned | Attachment
        ParentId reference to=Account,Contact,Opportunity,Lead,Case,Task,Event,Renewal__c rel=Parent children=Attachments required createonly | Parent ID
        Name string:255 required name | File Name
        ContentType string:120
        Body base64 required
        BodyLength int readonly
        IsPrivate boolean | Private
        Description textarea:500

        Document 015 | Document
        Name string:80 required name | Document Name
        ContentType string:120
        Type string:40
        Body base64
        BodyLength int readonly
        FolderId string:18

        Usage__c a00 | Usage | Usage
        Name string:80 readonly name | Usage Number
        Account__c reference to=Account rel=Account__r children=Usages__r required cascades | Account
        Week_Of__c date required
        Seats__c double
        Active_Users__c double
        Sessions__c double
        Reports__c double
        API_Calls__c double
        External_Id__c string:64 unique external | External Id
        CodexMcp_Key__c string:128 unique external | CodexMcp Key

        Renewal__c a01 owned | Renewal
        Name string:80 readonly name | Renewal Number
        Account__c reference to=Account rel=Account__r children=Renewals__r required cascades | Account
        Opportunity__c reference to=Opportunity rel=Opportunity__r children=Renewals__r | Opportunity
        Due_Date__c date required
        ARR__c currency required | ARR
        Previous_ARR__c currency | Previous ARR
        Status__c picklist! required default=Upcoming = Upcoming; Renewed; Churned
        Risk__c picklist! = Low; Medium; High
        External_Id__c string:64 unique external | External Id
        CodexMcp_Key__c string:128 unique external | CodexMcp Key
        """;
}
