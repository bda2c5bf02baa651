namespace CodexMcp.Host.Demo;

/// <summary>What the analyst of the demo asks the warehouse.</summary>
internal static class DemoQueries
{
    /// <summary>How the number moved.</summary>
    public const string Trend = """
        WITH days AS (
          SELECT day, SUM(dau) AS dau
          FROM ANALYTICS.CURATED.DAILY_ACTIVE_USERS
          WHERE day >= DATEADD('day', -14, CURRENT_DATE)
          GROUP BY day
        )
        SELECT now.day, now.dau, before.dau AS week_before, ROUND(100 * (now.dau / before.dau - 1), 1) AS change_pct
        FROM days AS now
        JOIN days AS before ON before.day = DATEADD('day', -7, now.day)
        ORDER BY now.day
        """;

    /// <summary>Where it moved.</summary>
    public const string Segments = """
        WITH cells AS (
          SELECT country, platform, source,
            SUM(IFF(day >= DATEADD('day', -3, CURRENT_DATE), dau, 0)) AS users_now,
            SUM(IFF(day < DATEADD('day', -3, CURRENT_DATE), dau, 0)) AS users_before
          FROM ANALYTICS.CURATED.DAILY_ACTIVE_USERS
          WHERE day BETWEEN DATEADD('day', -3, CURRENT_DATE) AND DATEADD('day', -1, CURRENT_DATE)
             OR day BETWEEN DATEADD('day', -10, CURRENT_DATE) AND DATEADD('day', -8, CURRENT_DATE)
          GROUP BY country, platform, source
        )
        SELECT country, platform, source, users_before, users_now,
          ROUND(100 * (users_now / users_before - 1), 1) AS change_pct
        FROM cells
        ORDER BY users_now - users_before
        LIMIT 4
        """;

    /// <summary>What happened just before.</summary>
    public const string Releases = """
        SELECT released_on, platform, app_version, countries, notes
        FROM ANALYTICS.CURATED.RELEASES
        WHERE released_on >= DATEADD('day', -10, CURRENT_DATE)
        ORDER BY released_on
        """;

    /// <summary>A statement that is started and then not needed any more.</summary>
    public const string Long = """
        SELECT country, platform, app_version, source, day, SUM(sessions) AS sessions
        FROM ANALYTICS.CURATED.DAILY_ACTIVE_USERS
        GROUP BY country, platform, app_version, source, day
        ORDER BY sessions DESC
        """;

    /// <summary>What no analyst may do.</summary>
    public const string Forbidden = "DELETE FROM ANALYTICS.CURATED.TRANSACTIONS WHERE amount < 0";
}
