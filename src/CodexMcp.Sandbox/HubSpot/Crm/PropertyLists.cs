namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The properties that come with the account, one line each: name, label, kind, and for an enumeration its choices.
/// A kind is a type of HubSpot or a short name for a type with its field; <c>!</c> before it means that nobody can write it, <c>=</c> that a value is unique.</summary>
internal static class PropertyLists
{
    private const string YesNo = "true Yes;false No";

    /// <summary>The lines of a kind of record, and its group.</summary>
    public static (string Group, string Lines) Of(ObjectType type) => type.Name switch
    {
        "contacts" => ("contactinformation", Contacts),
        "companies" => ("companyinformation", Companies),
        "deals" => ("dealinformation", Deals),
        "tickets" => ("ticketinformation", Tickets),
        "tasks" => ("task", Tasks),
        "notes" => ("note", Notes),
        "calls" => ("call", Calls),
        "emails" => ("email", Emails),
        "meetings" => ("meeting", Meetings),
        "products" => ("productinformation", Products),
        _ => ("lineiteminformation", LineItems),
    };

    private const string Contacts = $"""
        email|Email|=text
        firstname|First Name|text
        lastname|Last Name|text
        phone|Phone Number|phone
        mobilephone|Mobile Phone Number|phone
        jobtitle|Job Title|text
        company|Company Name|text
        website|Website URL|text
        address|Street Address|text
        city|City|text
        state|State/Region|text
        zip|Postal Code|text
        country|Country/Region|text
        date_of_birth|Date of birth|text
        lifecyclestage|Lifecycle Stage|radio|subscriber Subscriber;lead Lead;marketingqualifiedlead Marketing Qualified Lead;salesqualifiedlead Sales Qualified Lead;opportunity Opportunity;customer Customer;evangelist Evangelist;other Other
        hs_lead_status|Lead Status|radio|NEW New;OPEN Open;IN_PROGRESS In Progress;OPEN_DEAL Open Deal;UNQUALIFIED Unqualified;ATTEMPTED_TO_CONTACT Attempted to Contact;CONNECTED Connected;BAD_TIMING Bad Timing
        hs_buying_role|Buying Role|checkbox|BLOCKER Blocker;BUDGET_HOLDER Budget Holder;CHAMPION Champion;DECISION_MAKER Decision Maker;END_USER End User;EXECUTIVE_SPONSOR Executive Sponsor;INFLUENCER Influencer;LEGAL_AND_COMPLIANCE Legal & Compliance;OTHER Other
        hs_email_optout|Unsubscribed from all email|!select|{YesNo}
        hs_email_domain|Email Domain|!text
        notes_last_contacted|Last Contacted|!datetime
        num_associated_deals|Number of Associated Deals|!number
        associatedcompanyid|Primary Associated Company ID|!number
        """;

    private const string Companies = $"""
        name|Company name|text
        domain|Company Domain Name|text
        website|Website URL|text
        phone|Phone Number|phone
        industry|Industry|text
        description|Description|textarea
        address|Street Address|text
        city|City|text
        state|State/Region|text
        zip|Postal Code|text
        country|Country/Region|text
        numberofemployees|Number of Employees|number
        annualrevenue|Annual Revenue|number
        type|Type|select|PROSPECT Prospect;PARTNER Partner;RESELLER Reseller;VENDOR Vendor;OTHER Other
        lifecyclestage|Lifecycle Stage|radio|subscriber Subscriber;lead Lead;marketingqualifiedlead Marketing Qualified Lead;salesqualifiedlead Sales Qualified Lead;opportunity Opportunity;customer Customer;evangelist Evangelist;other Other
        is_public|Is Public|bool|{YesNo}
        account_key|Account key|=text
        arr|Annual recurring revenue|number
        arr_year_ago|Annual recurring revenue a year ago|number
        seats|Seats under contract|number
        customer_since|Customer since|date
        technologies|Technologies|text
        headcount_growth|Headcount growth|number
        hs_parent_company_id|Parent Company|!number
        num_associated_contacts|Number of Associated Contacts|!number
        num_associated_deals|Number of Associated Deals|!number
        """;

    private const string Deals = $"""
        dealname|Deal Name|text
        amount|Amount|number
        closedate|Close Date|datetime
        pipeline|Pipeline|external
        dealstage|Deal Stage|external
        dealtype|Deal Type|radio|newbusiness New Business;existingbusiness Existing Business
        description|Deal Description|textarea
        hs_next_step|Next step|textarea
        hs_priority|Priority|select|low Low;medium Medium;high High
        closed_lost_reason|Closed Lost Reason|textarea
        closed_won_reason|Closed Won Reason|textarea
        competitor|Competitor|text
        lead_source|Lead source|text
        meddicc_metrics|MEDDICC metrics|textarea
        meddicc_economic_buyer|MEDDICC economic buyer|textarea
        meddicc_decision_criteria|MEDDICC decision criteria|textarea
        meddicc_decision_process|MEDDICC decision process|textarea
        meddicc_pain|MEDDICC pain|textarea
        meddicc_champion|MEDDICC champion|textarea
        meddicc_competition|MEDDICC competition|textarea
        hs_is_closed|Is Deal Closed?|!bool|{YesNo}
        hs_is_closed_won|Is Closed Won|!bool|{YesNo}
        hs_deal_stage_probability|Deal probability|!number
        hs_projected_amount|Weighted Amount|!number
        num_associated_contacts|Number of Associated Contacts|!number
        """;

    private const string Tickets = """
        subject|Ticket name|text
        content|Ticket description|textarea
        hs_pipeline|Pipeline|external
        hs_pipeline_stage|Ticket status|external
        hs_ticket_priority|Priority|select|LOW Low;MEDIUM Medium;HIGH High;URGENT Urgent
        hs_ticket_category|Category|checkbox|PRODUCT_ISSUE Product Issue;BILLING_ISSUE Billing Issue;FEATURE_REQUEST Feature Request;GENERAL_INQUIRY General Inquiry
        hs_resolution|Resolution|select|ISSUE_FIXED Issue fixed;NOT_REPRODUCED Not reproduced;DUPLICATE Duplicate
        source_type|Source|select|CHAT Chat;EMAIL Email;FORM Form;PHONE Phone
        closed_date|Close date|!datetime
        """;

    private const string Activity = """
        hs_timestamp|Activity date|datetime
        hs_attachment_ids|Attached file IDs|text
        """;

    private const string Notes = $"""
        {Activity}
        hs_note_body|Note body|html
        """;

    private const string Tasks = $"""
        {Activity}
        hs_task_subject|Task Title|text
        hs_task_body|Task Notes|html
        hs_task_status|Task Status|select|NOT_STARTED Not started;IN_PROGRESS In progress;COMPLETED Completed;WAITING Waiting;DEFERRED Deferred
        hs_task_priority|Priority|select|NONE None;LOW Low;MEDIUM Medium;HIGH High
        hs_task_type|Task Type|select|TODO To-do;CALL Call;EMAIL Email
        hs_task_reminders|Reminders|datetime
        hs_task_completion_date|Completed at|!datetime
        """;

    private const string Calls = $"""
        {Activity}
        hs_call_title|Call title|text
        hs_call_body|Call notes|html
        hs_call_direction|Call direction|select|INBOUND Inbound;OUTBOUND Outbound
        hs_call_disposition|Call outcome|text
        hs_call_duration|Call duration|number
        hs_call_from_number|From number|phone
        hs_call_to_number|To number|phone
        hs_call_status|Call status|select|BUSY Busy;CALLING_CRM_USER Calling CRM user;CANCELED Canceled;COMPLETED Completed;CONNECTING Connecting;FAILED Failed;IN_PROGRESS In progress;NO_ANSWER No answer;QUEUED Queued;RINGING Ringing
        """;

    private const string Emails = $$"""
        {{Activity}}
        hs_email_subject|Email subject|text
        hs_email_text|Email body|textarea
        hs_email_html|Email HTML|html
        hs_email_direction|Email direction|select|EMAIL Email;INCOMING_EMAIL Incoming email;FORWARDED_EMAIL Forwarded email
        hs_email_status|Email send status|select|BOUNCED Bounced;FAILED Failed;SCHEDULED Scheduled;SENDING Sending;SENT Sent
        hs_email_headers|Email headers|textarea
        hs_email_from_email|From|!text
        hs_email_to_email|To|!text
        """;

    private const string Meetings = $"""
        {Activity}
        hs_meeting_title|Meeting name|text
        hs_meeting_body|Meeting description|html
        hs_internal_meeting_notes|Internal notes|html
        hs_meeting_location|Location|text
        hs_meeting_start_time|Start time|datetime
        hs_meeting_end_time|End time|datetime
        hs_meeting_outcome|Meeting outcome|select|SCHEDULED Scheduled;COMPLETED Completed;RESCHEDULED Rescheduled;NO_SHOW No show;CANCELED Canceled
        """;

    private const string Products = """
        name|Name|text
        description|Product description|textarea
        price|Unit price|number
        hs_sku|SKU|text
        hs_cost_of_goods_sold|Unit cost|number
        hs_recurring_billing_period|Term|text
        hs_product_type|Product Type|select|inventory Inventory;non_inventory Non-inventory;service Service
        """;

    private const string LineItems = """
        name|Name|text
        description|Description|textarea
        quantity|Quantity|number
        price|Unit price|number
        amount|Net price|!number
        hs_product_id|Product ID|number
        hs_sku|SKU|text
        discount|Unit discount|number
        hs_recurring_billing_period|Term|text
        """;
}
