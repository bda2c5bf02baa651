namespace CodexMcp.Connectors.Analytics.Statistics;

/// <summary>Student's t distribution, as far as an interval of 95% needs it.</summary>
internal static class Students
{
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Half the width of the interval, in standard errors.</summary>
    public static double HalfWidth(int freedom) => freedom <= 0 ? Quantiles[0] : freedom <= Quantiles.Length ? Quantiles[freedom - 1] : 1.96 + (2.5 / freedom);
}
