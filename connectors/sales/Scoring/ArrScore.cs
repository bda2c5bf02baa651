namespace CodexMcp.Connectors.Sales;

/// <summary>ARR growth over a year, from the account or else from its renewals. -50% is 0, no change 50, +50% 100; a customer of less than a year counts 50, one that pays nothing 0.</summary>
internal static class ArrScore
{
    public const string Formula = "clamp(50 + 100 * (ARR - ARR a year ago) / ARR a year ago, 0, 100); without an ARR a year ago 50, or 0 where there is none now either; where the account has no ARR, that of its renewals";

    public static Part Of(AccountFacts account)
    {
        var records = new List<string> { "Account:" + account.Id };
        var (now, before) = (account.Arr, account.ArrYearAgo);
        if (now is null)
        {
            var last = account.Renewals.Where(renewal => renewal.Arr is not null).OrderByDescending(renewal => renewal.Due).ThenBy(renewal => renewal.Id, StringComparer.Ordinal).FirstOrDefault();
            if (last is null)
            {
                return Part.Missing("neither the account nor a renewal has an ARR.");
            }

            (now, before) = (last.Arr, last.Previous);
            records = ["Renewal__c:" + last.Id];
        }

        var current = now ?? 0;
        if (before is not { } earlier || earlier <= 0)
        {
            return new(current > 0 ? 50 : 0, $"ARR is {Number.Money(current)}; there was none a year ago, so growth can't be told.", records);
        }

        var growth = (current - earlier) / earlier;
        return new(Number.Score(50 + (100 * growth)), $"ARR went from {Number.Money(earlier)} to {Number.Money(current)}: {Number.Percent(growth)}.", records);
    }
}
