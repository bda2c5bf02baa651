using SQLitePCL;

namespace CodexMcp.Sandbox;

/// <summary>Puts values into the parameters of a statement.</summary>
internal static class SqliteValue
{
    /// <summary>Binds a null, whole number, real number, truth or text.</summary>
    public static void Bind(sqlite3_stmt statement, int index, object? value)
    {
        switch (value)
        {
            case null:
                raw.sqlite3_bind_null(statement, index);
                break;
            case long whole:
                raw.sqlite3_bind_int64(statement, index, whole);
                break;
            case double real:
                raw.sqlite3_bind_double(statement, index, real);
                break;
            case bool flag:
                raw.sqlite3_bind_int64(statement, index, flag ? 1 : 0);
                break;
            default:
                raw.sqlite3_bind_text(statement, index, (string)value);
                break;
        }
    }
}
