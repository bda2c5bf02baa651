using System.Text;
using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>The company's activities as tasks, events and notes, its tickets as cases.</summary>
internal static class SeedActivities
{
    private static readonly string[] TicketStates = ["New", "Waiting", "Working", "Escalated", "Closed"];

    public static void Fill(OrgSchema schema, RecordStore store, SyntheticCompany company)
    {
        string Id(string type, int number) => OrgSeed.Id(schema, type, number);
        foreach (var a in company.Activities)
        {
            var at = SoqlDates.Text(a.At);
            var created = SoqlDates.Text(a.IsDone ? a.At : new DateTimeOffset(company.Today.AddDays(-5).ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero));
            var values = new Dictionary<string, object?>
            {
                ["OwnerId"] = Id("User", a.OwnerNumber),
                ["CreatedDate"] = created,
                ["CreatedById"] = Id("User", a.OwnerNumber),
            };
            if (a.Kind == ActivityKind.Note)
            {
                values["Title"] = a.Subject;
                values["Content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(a.Body));
                values["TextPreview"] = a.Body;
                values["FileType"] = "SNOTE";
                values["FileExtension"] = "snote";
                values["ContentSize"] = (long)Encoding.UTF8.GetByteCount(a.Body);
                var note = store.Insert(schema["ContentNote"], values);
                store.Insert(schema["ContentDocumentLink"], new Dictionary<string, object?>
                {
                    ["LinkedEntityId"] = Id("Account", a.CustomerNumber),
                    ["ContentDocumentId"] = note,
                    ["ShareType"] = "V",
                    ["Visibility"] = "AllUsers",
                    ["CreatedDate"] = created,
                });
                continue;
            }

            values["Subject"] = a.Subject;
            values["Description"] = a.Body;
            values["ActivityDate"] = at[..10];
            values["AccountId"] = Id("Account", a.CustomerNumber);
            values["WhatId"] = a.DealNumber is { } deal ? Id("Opportunity", deal) : Id("Account", a.CustomerNumber);
            values["WhoId"] = a.PersonNumber is { } person ? Id("Contact", person) : null;
            if (a.Kind == ActivityKind.Meeting)
            {
                values["StartDateTime"] = at;
                values["EndDateTime"] = SoqlDates.Text(a.At.AddMinutes(a.Minutes));
                values["DurationInMinutes"] = (long)a.Minutes;
                store.Insert(schema["Event"], values);
                continue;
            }

            values["Status"] = a.IsDone ? "Completed" : "Not Started";
            values["IsClosed"] = a.IsDone;
            values["CompletedDateTime"] = a.IsDone ? at : null;
            values["Priority"] = a.IsHighPriority ? "High" : "Normal";
            values["IsHighPriority"] = a.IsHighPriority;
            values["Type"] = a.Kind switch { ActivityKind.Call => "Call", ActivityKind.Email => "Email", _ => null };
            values["TaskSubtype"] = a.Kind switch { ActivityKind.Call => "Call", ActivityKind.Email => "Email", _ => "Task" };
            values["CallDurationInSeconds"] = a.Kind == ActivityKind.Call ? a.Minutes * 60L : null;
            values["External_Id__c"] = $"ACT-{a.Number:D4}";
            if (a.Kind == ActivityKind.Email && a.PersonNumber is { } other)
            {
                var (customer, us) = (company.People[other - 1].Email, SyntheticCompany.Colleagues[a.OwnerNumber - 1].Email);
                values["Description"] = $"From: {(a.IsIncoming ? customer : us)}\nTo: {(a.IsIncoming ? us : customer)}\nSubject: {a.Subject}\n\n{a.Body}";
            }

            store.Insert(schema["Task"], values);
        }

        foreach (var t in company.Tickets)
        {
            store.Insert(schema["Case"], new Dictionary<string, object?>
            {
                ["CaseNumber"] = $"{1_000 + t.Number:D8}",
                ["AccountId"] = Id("Account", t.CustomerNumber),
                ["ContactId"] = Id("Contact", t.PersonNumber),
                ["Subject"] = t.Subject,
                ["Description"] = t.Body,
                ["Status"] = TicketStates.First(s => s == t.Status),
                ["Priority"] = t.Priority,
                ["Origin"] = "Email",
                ["IsClosed"] = t.Status == "Closed",
                ["IsEscalated"] = t.Status == "Escalated",
                ["ClosedDate"] = t.ClosedAt is { } closed ? SoqlDates.Text(closed) : null,
                ["OwnerId"] = Id("User", t.OwnerNumber),
                ["CreatedDate"] = SoqlDates.Text(t.OpenedAt),
            });
        }
    }
}
