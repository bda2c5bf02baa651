using SQLitePCL;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The arguments of one call from SQLite.</summary>
internal readonly struct FunctionArguments(sqlite3_value[] values)
{
    public int Count => values.Length;

    public object? this[int index] => raw.sqlite3_value_type(values[index]) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_value_int64(values[index]),
        raw.SQLITE_FLOAT => raw.sqlite3_value_double(values[index]),
        raw.SQLITE_NULL => null,
        _ => raw.sqlite3_value_text(values[index]).utf8_to_string(),
    };

    public bool IsNull(int index) => raw.sqlite3_value_type(values[index]) == raw.SQLITE_NULL;

    public bool IsWhole(int index) => raw.sqlite3_value_type(values[index]) == raw.SQLITE_INTEGER;

    public long Long(int index) => raw.sqlite3_value_int64(values[index]);

    public int Int(int index) => (int)Math.Clamp(Long(index), int.MinValue, int.MaxValue);

    public bool Flag(int index) => Long(index) != 0;

    public double Real(int index) => raw.sqlite3_value_double(values[index]);

    public string Text(int index) => raw.sqlite3_value_text(values[index]).utf8_to_string() ?? "";
}

/// <summary>Registers managed functions with SQLite and carries their failures over the native frames.</summary>
internal sealed class FunctionHost(sqlite3 handle)
{
    private const int Flags = raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC;

    /// <summary>What a function threw: an exception may not cross SQLite's own code.</summary>
    public SnowflakeException? Failure { get; set; }

    /// <summary>A function that is NULL when any argument is.</summary>
    public void Strict(string name, int count, Func<FunctionArguments, object?> function) => Scalar(name, count, a =>
    {
        for (var i = 0; i < a.Count; i++)
        {
            if (a.IsNull(i))
            {
                return null;
            }
        }

        return function(a);
    });

    public void Scalar(string name, int count, Func<FunctionArguments, object?> function) =>
        raw.sqlite3_create_function(handle, name, count, Flags, null, (context, _, values) =>
        {
            try
            {
                Result(context, function(new FunctionArguments(values)));
            }
            catch (Exception failure)
            {
                Fail(context, failure);
            }
        });

    /// <summary>An aggregate: <paramref name="step"/> changes the state that <paramref name="create"/> made, <paramref name="end"/> reads it.</summary>
    public void Aggregate<T>(string name, int count, Func<T> create, Action<T, FunctionArguments> step, Func<T, object?> end)
        where T : class =>
        raw.sqlite3_create_function(
            handle,
            name,
            count,
            Flags,
            null,
            (context, _, values) =>
            {
                try
                {
                    var state = (T?)context.state ?? create();
                    context.state = state;
                    step(state, new FunctionArguments(values));
                }
                catch (Exception failure)
                {
                    Fail(context, failure);
                }
            },
            (context, _) =>
            {
                try
                {
                    Result(context, end((T?)context.state ?? create()));
                }
                catch (Exception failure)
                {
                    Fail(context, failure);
                }
            });

    private void Fail(sqlite3_context context, Exception failure)
    {
        Failure ??= failure as SnowflakeException ?? new SnowflakeException(
            "100183", "22000", failure is OverflowException or ArgumentOutOfRangeException ? "Value is out of range." : "Invalid argument of a function.");
        raw.sqlite3_result_error(context, "function failed");
    }

    private static void Result(sqlite3_context context, object? value)
    {
        switch (value)
        {
            case null:
                raw.sqlite3_result_null(context);
                break;
            case long whole:
                raw.sqlite3_result_int64(context, whole);
                break;
            case int small:
                raw.sqlite3_result_int64(context, small);
                break;
            case bool flag:
                raw.sqlite3_result_int64(context, flag ? 1 : 0);
                break;
            case double real:
                if (double.IsNaN(real))
                {
                    // SQLite has no NaN: it would become NULL without a word.
                    throw new SnowflakeException("100183", "22000", "The result is not a number.");
                }

                raw.sqlite3_result_double(context, real);
                break;
            case WideNumber wide:
                raw.sqlite3_result_text(context, wide.Checked().ToString());
                break;
            default:
                raw.sqlite3_result_text(context, (string)value);
                break;
        }
    }
}
