namespace CodexMcp.Sandbox.Snowflake;

internal enum SqlKind { Null, Fixed, Real, Text, Boolean, Date, Time, TimestampNtz, TimestampLtz, TimestampTz, Variant, Object, Array, Binary }

/// <summary>A Snowflake type and how its values are held in SQLite: whole numbers as 64-bit integers, numbers with a scale as rounded doubles,
/// wide numbers as decimal text, dates as days, times as microseconds, the rest as text.</summary>
internal readonly record struct SqlType(SqlKind Kind, int Precision = 0, int Scale = 0, bool Wide = false, int Length = 0)
{
    public const int MaxText = 16_777_216;

    public static readonly SqlType Null = new(SqlKind.Null);
    public static readonly SqlType Text = new(SqlKind.Text, Length: MaxText);
    public static readonly SqlType Real = new(SqlKind.Real);
    public static readonly SqlType Boolean = new(SqlKind.Boolean);
    public static readonly SqlType Date = new(SqlKind.Date);
    public static readonly SqlType Ntz = new(SqlKind.TimestampNtz, 0, 9);
    public static readonly SqlType Ltz = new(SqlKind.TimestampLtz, 0, 9);
    public static readonly SqlType Variant = new(SqlKind.Variant);
    public static readonly SqlType Array = new(SqlKind.Array);
    public static readonly SqlType Object = new(SqlKind.Object);

    public static SqlType Whole(int precision = 38) => new(SqlKind.Fixed, precision);

    public static SqlType Fixed(int precision, int scale, bool wide = false) => new(SqlKind.Fixed, Math.Min(precision, 38), scale, wide);

    public bool IsNumber => Kind is SqlKind.Fixed or SqlKind.Real;

    public bool IsTimestamp => Kind is SqlKind.TimestampNtz or SqlKind.TimestampLtz or SqlKind.TimestampTz;

    public bool IsSemiStructured => Kind is SqlKind.Variant or SqlKind.Object or SqlKind.Array;

    /// <summary>The name in resultSetMetaData.</summary>
    public string WireName => Kind switch
    {
        SqlKind.Null => "text",
        SqlKind.TimestampNtz => "timestamp_ntz",
        SqlKind.TimestampLtz => "timestamp_ltz",
        SqlKind.TimestampTz => "timestamp_tz",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The name in INFORMATION_SCHEMA and in messages.</summary>
    public string SqlName => Kind switch
    {
        SqlKind.Fixed => "NUMBER",
        SqlKind.Real => "FLOAT",
        SqlKind.Text => "TEXT",
        SqlKind.TimestampNtz => "TIMESTAMP_NTZ",
        SqlKind.TimestampLtz => "TIMESTAMP_LTZ",
        SqlKind.TimestampTz => "TIMESTAMP_TZ",
        _ => Kind.ToString().ToUpperInvariant(),
    };

    /// <summary>The name with its size, as DESCRIBE TABLE shows it.</summary>
    public string FullName => Kind switch
    {
        SqlKind.Fixed => $"NUMBER({Precision},{Scale})",
        SqlKind.Text => $"VARCHAR({(Length == 0 ? MaxText : Length)})",
        SqlKind.Time or SqlKind.TimestampNtz or SqlKind.TimestampLtz or SqlKind.TimestampTz => $"{SqlName}({Scale})",
        SqlKind.Null => "VARCHAR(16777216)",
        _ => SqlName,
    };

    public static SqlType Parse(SqlTypeName name)
    {
        var arguments = name.Arguments;
        int Argument(int index, int fallback) => arguments.Count > index ? arguments[index] : fallback;
        switch (name.Name)
        {
            case "NUMBER" or "NUMERIC" or "DECIMAL" or "DEC":
                var precision = Argument(0, 38);
                var scale = Argument(1, 0);
                return precision is < 1 or > 38 || scale > precision
                    ? throw SnowflakeException.Compilation("001012", "42601", $"Invalid scale or precision in {name.Name}({precision},{scale}).")
                    : Fixed(precision, scale, arguments.Count > 0 && precision > 18);
            case "INT" or "INTEGER" or "BIGINT" or "SMALLINT" or "TINYINT" or "BYTEINT":
                return Whole();
            case "FLOAT" or "FLOAT4" or "FLOAT8" or "DOUBLE" or "REAL":
                return Real;
            case "VARCHAR" or "STRING" or "TEXT" or "CHAR" or "CHARACTER" or "NVARCHAR" or "NCHAR":
                return new(SqlKind.Text, Length: Argument(0, name.Name is "CHAR" or "CHARACTER" or "NCHAR" ? 1 : MaxText));
            case "BOOLEAN":
                return Boolean;
            case "DATE":
                return Date;
            case "TIME":
                return new(SqlKind.Time, 0, 9);
            case "TIMESTAMP" or "TIMESTAMP_NTZ" or "DATETIME" or "TIMESTAMPNTZ":
                return Ntz with { Scale = Argument(0, 9) };
            case "TIMESTAMP_LTZ" or "TIMESTAMPLTZ":
                return Ltz with { Scale = Argument(0, 9) };
            case "TIMESTAMP_TZ" or "TIMESTAMPTZ":
                return new(SqlKind.TimestampTz, 0, Argument(0, 9));
            case "VARIANT":
                return Variant;
            case "OBJECT":
                return Object;
            case "ARRAY":
                return Array;
            default:
                throw SnowflakeException.Compilation("002040", "42704", $"Unsupported data type '{name.Name}'.");
        }
    }

    /// <summary>The type that two values share when they meet in a CASE, a set operator or a comparison.</summary>
    public static SqlType Common(SqlType a, SqlType b)
    {
        if (a.Kind == SqlKind.Null || a == b)
        {
            return b;
        }

        if (b.Kind == SqlKind.Null)
        {
            return a;
        }

        if (a.Kind == b.Kind)
        {
            var scale = Math.Max(a.Scale, b.Scale);
            return a.Kind switch
            {
                SqlKind.Fixed => Fixed(Math.Max(a.Precision - a.Scale, b.Precision - b.Scale) + scale, scale, a.Wide || b.Wide),
                SqlKind.Text => a with { Length = Math.Max(a.Length, b.Length) },
                _ => a with { Scale = scale },
            };
        }

        if (a.IsNumber && b.IsNumber)
        {
            return Real;
        }

        if (a.IsSemiStructured || b.IsSemiStructured)
        {
            return a.IsSemiStructured && b.IsSemiStructured ? Variant : a.IsSemiStructured ? b : a;
        }

        if (a.Kind == SqlKind.Text || b.Kind == SqlKind.Text)
        {
            var other = a.Kind == SqlKind.Text ? b : a;
            return other.Kind == SqlKind.Fixed ? Real : other;
        }

        if ((a.IsTimestamp || a.Kind == SqlKind.Date) && (b.IsTimestamp || b.Kind == SqlKind.Date))
        {
            return a.Kind == SqlKind.Date ? b : b.Kind == SqlKind.Date ? a : a.Kind == SqlKind.TimestampNtz ? b : a;
        }

        if ((a.Kind == SqlKind.Boolean && b.IsNumber) || (b.Kind == SqlKind.Boolean && a.IsNumber))
        {
            return Boolean;
        }

        throw SnowflakeException.Compilation("002047", "42601", $"Can not convert type '{a.FullName}' into type '{b.FullName}'.");
    }
}
