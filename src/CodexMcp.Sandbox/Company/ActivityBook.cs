namespace CodexMcp.Sandbox.Company;

/// <summary>Makes tasks, calls, meetings, notes and e-mails, and the two stories among them.</summary>
internal static class ActivityBook
{
    private const int Seed = 1_401;

    private static readonly (ActivityKind Kind, string Subject, string Body, bool Incoming)[] Templates =
    [
        (ActivityKind.Email, "Your question about the new dashboards", "Thank you for your question. The new dashboards are in your workspace since Monday.", false),
        (ActivityKind.Email, "Re: Your question about the new dashboards", "Thanks, that helps. We will look at it with the team.", true),
        (ActivityKind.Call, "Check-in call", "Talked about adoption and next quarter's plans.", false),
        (ActivityKind.Meeting, "Quarterly business review", "Agenda: usage, open questions, roadmap.", false),
        (ActivityKind.Note, "After the call", "They plan to bring in a second team if the reports get faster.", false),
        (ActivityKind.Task, "Send the usage summary", "Prepare the last four weeks' usage and send it.", false),
        (ActivityKind.Email, "Invitation to the training day", "We have two dates for you next month. Which one fits?", false),
        (ActivityKind.Task, "Prepare the renewal", "Check seats, price and term before the call.", false),
    ];

    public static IReadOnlyList<Activity> Create(SyntheticCompany company)
    {
        var list = new List<Activity>();
        foreach (var customer in company.Customers)
        {
            var count = customer.Trend switch { UsageTrend.Collapsing => 4, UsageTrend.Declining => 5, UsageTrend.Growing => 9, _ => customer.IsCustomer ? 7 : 3 };
            for (var i = 0; i < count; i++)
            {
                Add(company, customer, i, list);
            }

            Planned(company, customer, list);
        }

        Upsell(company, list);
        Risk(company, list);
        return [.. list.OrderBy(a => a.At).ThenBy(a => a.Number).Select((a, i) => a with { Number = i + 1 })];
    }

    private static void Add(SyntheticCompany company, Customer customer, int i, List<Activity> list)
    {
        double Unit(int field) => Prng.Unit(Seed, customer.Number, i, field);
        var (kind, subject, body, incoming) = Templates[(customer.Number + i) % Templates.Length];
        // Who is drifting away was last talked to weeks ago.
        var ago = (customer.Trend is UsageTrend.Declining or UsageTrend.Collapsing ? 35 : 2) + (int)(Unit(1) * 100);
        list.Add(new Activity(
            list.Count + 1,
            kind,
            customer.Number,
            company.PeopleOf(customer.Number).ElementAt((int)(Unit(2) * PersonBook.PerCustomer)).Number,
            OpenDeal(company, customer.Number),
            customer.OwnerNumber,
            DealBook.Moment(company.Today.AddDays(-ago), customer.Number + i),
            subject,
            body,
            kind is ActivityKind.Call ? 20 : kind is ActivityKind.Meeting ? 60 : 0,
            true,
            false,
            incoming));
    }

    private static void Planned(SyntheticCompany company, Customer customer, List<Activity> list)
    {
        if (customer.Number % 3 == 0)
        {
            list.Add(new Activity(
                list.Count + 1, ActivityKind.Task, customer.Number, null, OpenDeal(company, customer.Number), customer.OwnerNumber,
                DealBook.Moment(company.Today.AddDays((customer.Number % 14) - 4), customer.Number), "Call back", "Ask how the last weeks went and what is needed.", 0, false, customer.Number % 2 == 0, false));
        }

        if (customer.Number % 4 == 0)
        {
            list.Add(new Activity(
                list.Count + 1, ActivityKind.Meeting, customer.Number, company.PeopleOf(customer.Number).First().Number, OpenDeal(company, customer.Number), customer.OwnerNumber,
                DealBook.Moment(company.Today.AddDays(1 + (customer.Number % 10)), customer.Number), "Account review", "Agenda: what changed since last time, what comes next.", 45, false, false, false));
        }
    }

    private static int? OpenDeal(SyntheticCompany company, int customer) => company.Deals.FirstOrDefault(d => d.CustomerNumber == customer && !d.IsClosed)?.Number;

    private static void Upsell(SyntheticCompany company, List<Activity> list)
    {
        void Add(ActivityKind kind, int person, int ago, string subject, string body, int minutes = 0, bool incoming = false, bool done = true) => list.Add(Story(
            company, SyntheticCompany.UpsellCustomer, list.Count + 1, kind, person, ago, subject, body, minutes, incoming, done));

        Add(ActivityKind.Email, 0, 16, "We are running out of seats", "Two more teams want to start next month and we have four seats left. What would 150 more cost?", incoming: true);
        Add(ActivityKind.Email, 0, 15, "Re: We are running out of seats", "Good news to hear. I will bring a proposal for 150 seats and the API pack to our call.");
        Add(ActivityKind.Call, 1, 9, "Budget call", "Budget for this quarter is approved; the forecast add-on is interesting if it shows value within a month.", 35);
        Add(ActivityKind.Meeting, 0, 5, "Workshop with the two new teams", "Eleven people joined. They want the API pack for their own reports.", 90);
        Add(ActivityKind.Note, 2, 4, "Usage note", "Almost every seat is active. The analysts asked for API access again.");
        Add(ActivityKind.Meeting, 1, -3, "Commercial review", "Agenda: seats, API pack, term. The buyer takes part.", 45, done: false);
    }

    private static void Risk(SyntheticCompany company, List<Activity> list)
    {
        void Add(ActivityKind kind, int person, int ago, string subject, string body, int minutes = 0, bool incoming = false, bool done = true) => list.Add(Story(
            company, SyntheticCompany.RiskCustomer, list.Count + 1, kind, person, ago, subject, body, minutes, incoming, done));

        Add(ActivityKind.Email, 0, 52, "Saying goodbye", "This is my last week here. Please talk to procurement about the renewal.", incoming: true);
        Add(ActivityKind.Email, 1, 30, "Renewal", "We are looking at other tools as well and need a lower price before we talk.", incoming: true);
        Add(ActivityKind.Email, 1, 29, "Re: Renewal", "I understand. Could we meet this week to talk about what is missing?");
        Add(ActivityKind.Call, 2, 20, "Call about slow exports", "Exports fail since the last update. Half of the team has gone back to spreadsheets.", 15);
        Add(ActivityKind.Note, 1, 12, "No answer", "Three mails without an answer. The close date was moved again.");
        Add(ActivityKind.Task, 1, 2, "Find the new decision maker", "The champion has left. Find out who decides about the renewal.", done: false);
    }

    private static Activity Story(
        SyntheticCompany company, int customer, int number, ActivityKind kind, int person, int ago, string subject, string body, int minutes, bool incoming, bool done) =>
        new(
            number, kind, customer, company.PeopleOf(customer).ElementAt(person).Number, OpenDeal(company, customer), company.Customer(customer).OwnerNumber,
            DealBook.Moment(company.Today.AddDays(-ago), number), subject, body, minutes, done, kind == ActivityKind.Task, incoming);
}
