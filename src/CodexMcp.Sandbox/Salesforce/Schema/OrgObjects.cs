namespace CodexMcp.Sandbox.Salesforce;

/// <summary>The org's objects in text. First line: name, id prefix, flags, label, plural. Then a line for each field: name, type and length
/// (an exclamation mark restricts the values), flags, label, values. System fields are added to each.</summary>
internal static partial class OrgObjects
{
    /// <summary>All of them.</summary>
    public const string Text = Standard + "\n\n" + Files;

    private const string Standard = """
        Account 001 owned | Account
        Name string:255 required name | Account Name
        Type picklist = Prospect; Customer - Direct; Customer - Channel; Partner; Other
        ParentId reference to=Account rel=Parent children=ChildAccounts | Parent Account ID
        Industry picklist = Banking; Biotechnology; Energy; Food & Beverage; Healthcare; Insurance; Manufacturing; Media; Retail; Technology; Telecommunications; Transportation; Other
        AnnualRevenue currency
        NumberOfEmployees int | Employees
        Phone phone | Account Phone
        Website url
        BillingStreet textarea:255
        BillingCity string:40
        BillingCountry string:80
        Rating picklist = Hot; Warm; Cold
        AccountSource picklist = Web; Event; Partner; Referral; Other
        Description textarea:32000 | Account Description
        LastActivityDate date readonly | Last Activity
        External_Id__c string:64 unique external | External Id
        CodexMcp_Key__c string:128 unique external | CodexMcp Key
        Domain__c string:120 external
        Segment__c picklist! = Small; Middle; Enterprise
        Seats__c double
        ARR__c currency | ARR
        ARR_Year_Ago__c currency | ARR a year ago
        Customer_Since__c date
        Plan__c string:32
        Headcount_Growth__c percent
        Technologies__c multipicklist = Snowflake; Salesforce; HubSpot; Kubernetes; dbt; Kafka; Tableau; PostgreSQL

        Contact 003 owned | Contact
        AccountId reference to=Account rel=Account children=Contacts cascades | Account ID
        FirstName string:40
        LastName string:80 required
        Salutation picklist = Mr.; Ms.; Dr.; Mx.
        Name string:121 readonly name | Full Name
        Email email
        Phone phone | Business Phone
        MobilePhone phone
        Title string:128
        Department string:80
        Birthdate date
        LeadSource picklist = Web; Event; Partner; Referral; Customer Success; Other
        MailingCity string:40
        MailingCountry string:80
        ReportsToId reference to=Contact rel=ReportsTo children=DirectReports | Reports To ID
        HasOptedOutOfEmail boolean | Email Opt Out
        DoNotCall boolean
        Description textarea:32000 | Contact Description
        LastActivityDate date readonly | Last Activity
        External_Id__c string:64 unique external | External Id
        CodexMcp_Key__c string:128 unique external | CodexMcp Key
        Buying_Role__c picklist! = Champion; Economic Buyer; Decision Maker; Influencer; End User; Blocker
        Has_Left__c boolean

        Lead 00Q owned | Lead
        FirstName string:40
        LastName string:80 required
        Name string:121 readonly name | Full Name
        Company string:255 required
        Title string:128
        Email email
        Phone phone
        Status picklist! required default=Open = Open; Working; Nurturing; Qualified; Unqualified
        LeadSource picklist = Web; Event; Partner; Referral; Other
        Rating picklist = Hot; Warm; Cold
        Industry picklist = Banking; Energy; Healthcare; Manufacturing; Media; Retail; Technology; Other
        IsConverted boolean readonly | Converted
        Description textarea:32000
        External_Id__c string:64 unique external | External Id
        CodexMcp_Key__c string:128 unique external | CodexMcp Key

        Opportunity 006 owned | Opportunity | Opportunities
        AccountId reference to=Account rel=Account children=Opportunities cascades | Account ID
        Name string:120 required name
        Description textarea:32000
        StageName picklist! required | Stage = Prospecting; Qualification; Needs Analysis; Value Proposition; Id. Decision Makers; Perception Analysis; Proposal/Price Quote; Negotiation/Review; Closed Won; Closed Lost
        Amount currency
        Probability percent | Probability (%)
        ExpectedRevenue currency readonly
        CloseDate date required
        Type picklist | Opportunity Type = New Business; Expansion; Renewal
        NextStep string:255
        LeadSource picklist = Web; Event; Partner; Referral; Customer Success; Other
        IsClosed boolean readonly | Closed
        IsWon boolean readonly | Won
        ForecastCategory picklist readonly = Omitted; Pipeline; BestCase; MostLikely; Forecast; Closed
        ForecastCategoryName picklist = Omitted; Pipeline; Best Case; Most Likely; Commit; Closed
        HasOpportunityLineItem boolean readonly | Has Line Item
        LastStageChangeDate datetime readonly
        LastActivityDate date readonly | Last Activity
        ContactId reference to=Contact rel=Contact | Primary Contact ID
        Pricebook2Id reference to=Pricebook2 rel=Pricebook2 | Price Book ID
        External_Id__c string:64 unique external | External Id
        CodexMcp_Key__c string:128 unique external | CodexMcp Key
        Loss_Reason__c picklist = Price; No decision; Competitor; Missing feature
        Competitor__c string:120
        Metrics__c string:255
        Economic_Buyer__c string:255
        Decision_Criteria__c string:255
        Decision_Process__c string:255
        Identified_Pain__c string:255
        Champion__c string:255
        Competition__c string:255

        OpportunityHistory 008 system | Opportunity History | Opportunity Histories
        OpportunityId reference to=Opportunity rel=Opportunity children=OpportunityHistories cascades readonly | Opportunity ID
        StageName picklist readonly
        Amount currency readonly
        ExpectedRevenue currency readonly
        CloseDate date readonly
        Probability percent readonly
        ForecastCategory picklist readonly

        OpportunityStage 01J system | Opportunity Stage
        MasterLabel string:255 readonly name
        ApiName string:255 readonly
        SortOrder int readonly
        IsActive boolean readonly
        IsClosed boolean readonly
        IsWon boolean readonly
        DefaultProbability percent readonly
        ForecastCategory picklist readonly
        ForecastCategoryName picklist readonly

        OpportunityContactRole 00K | Opportunity Contact Role
        OpportunityId reference to=Opportunity rel=Opportunity children=OpportunityContactRoles required createonly cascades | Opportunity ID
        ContactId reference to=Contact rel=Contact children=OpportunityContactRoles required cascades | Contact ID
        Role picklist = Champion; Economic Buyer; Decision Maker; Influencer; End User; Blocker; Other
        IsPrimary boolean | Primary

        OpportunityLineItem 00k | Opportunity Product
        OpportunityId reference to=Opportunity rel=Opportunity children=OpportunityLineItems required createonly cascades | Opportunity ID
        PricebookEntryId reference to=PricebookEntry rel=PricebookEntry children=OpportunityLineItems createonly | Price Book Entry ID
        Product2Id reference to=Product2 rel=Product2 children=OpportunityLineItems createonly | Product ID
        Name string:376 readonly name | Opportunity Product Name
        Quantity double required
        UnitPrice currency required | Sales Price
        TotalPrice currency readonly
        Description string:255 | Line Description

        Task 00T owned | Task
        WhoId reference to=Contact,Lead rel=Who children=Tasks | Name ID
        WhatId reference to=Account,Opportunity,Case,Renewal__c,Usage__c rel=What children=Tasks | Related To ID
        AccountId reference to=Account rel=Account readonly | Account ID
        Subject string:255 name
        ActivityDate date | Due Date Only
        Status picklist! required default=Not_Started = Not Started; In Progress; Completed; Waiting on someone else; Deferred
        Priority picklist! required default=Normal = High; Normal; Low
        Description textarea:32000 | Comments
        Type picklist = Call; Email; Meeting; Other
        TaskSubtype picklist! createonly default=Task = Task; Email; Call
        CallDurationInSeconds int | Call Duration
        IsClosed boolean readonly | Closed
        IsHighPriority boolean readonly | High Priority
        CompletedDateTime datetime readonly | Completed Date
        External_Id__c string:64 unique external | External Id
        CodexMcp_Key__c string:128 unique external | CodexMcp Key

        Event 00U owned | Event
        WhoId reference to=Contact,Lead rel=Who children=Events | Name ID
        WhatId reference to=Account,Opportunity,Case,Renewal__c,Usage__c rel=What children=Events | Related To ID
        AccountId reference to=Account rel=Account readonly | Account ID
        Subject string:255 name
        Location string:255
        StartDateTime datetime required | Start Date Time
        EndDateTime datetime | End Date Time
        ActivityDate date readonly | Due Date Only
        DurationInMinutes int | Duration
        IsAllDayEvent boolean
        Description textarea:32000
        CodexMcp_Key__c string:128 unique external | CodexMcp Key

        Case 500 owned | Case
        CaseNumber string:30 readonly name
        AccountId reference to=Account rel=Account children=Cases | Account ID
        ContactId reference to=Contact rel=Contact children=Cases | Contact ID
        Subject string:255
        Description textarea:32000
        Status picklist! required default=New = New; Waiting; Working; Escalated; Closed
        Priority picklist! default=Medium = High; Medium; Low
        Origin picklist | Case Origin = Email; Phone; Web
        IsClosed boolean readonly | Closed
        IsEscalated boolean readonly | Escalated
        ClosedDate datetime readonly
        CodexMcp_Key__c string:128 unique external | CodexMcp Key

        User 005 system | User
        Username string:80 readonly
        FirstName string:40 readonly
        LastName string:80 readonly
        Name string:121 readonly name | Full Name
        Email email readonly
        Title string:80 readonly
        Department string:80 readonly
        Alias string:8 readonly
        IsActive boolean readonly | Active
        UserType picklist readonly = Standard; CloudIntegrationUser
        ManagerId reference to=User rel=Manager children=ManagedUsers readonly | Manager ID
        TimeZoneSidKey string:40 readonly | Time Zone

        Organization 00D system | Organization
        Name string:80 readonly name
        InstanceName string:5 readonly
        IsSandbox boolean readonly
        OrganizationType picklist readonly
        FiscalYearStartMonth int readonly

        Product2 01t | Product
        Name string:255 required name | Product Name
        ProductCode string:255
        Family picklist | Product Family = subscription; add_on; services
        Description textarea:4000 | Product Description
        IsActive boolean | Active
        CodexMcp_Key__c string:128 unique external | CodexMcp Key

        Pricebook2 01s | Price Book
        Name string:255 required name | Price Book Name
        IsActive boolean | Active
        IsStandard boolean readonly | Is Standard Price Book

        PricebookEntry 01u | Price Book Entry | Price Book Entries
        Name string:255 readonly name | Product Name
        Pricebook2Id reference to=Pricebook2 rel=Pricebook2 children=PricebookEntries required createonly | Price Book ID
        Product2Id reference to=Product2 rel=Product2 children=PricebookEntries required createonly | Product ID
        UnitPrice currency required | List Price
        IsActive boolean | Active
        ProductCode string:255 readonly
        """;
}
