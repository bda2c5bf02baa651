namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Runs submitted statements in the background and files their outcome.</summary>
internal sealed class StatementRunner(SnowflakeEngine engine, StatementStore store, SnowflakeActivity activity, TimeProvider time)
{
    /// <summary>Runs a statement to its end. Never throws: every outcome is filed.</summary>
    public async Task RunAsync(Statement statement, StatementRequest request)
    {
        var cancellation = statement.Cancellation.Token;
        try
        {
            activity.Executed(request.Statement, request.QueryTag);
            var statements = Parse(request);
            if (statements.Count == 1)
            {
                var result = await RunOneAsync(statements[0], statement.Session, request, cancellation).ConfigureAwait(false);
                statement.Succeed(Limited(result, request), time.GetUtcNow());
            }
            else
            {
                var handles = await RunManyAsync(statements, statement, cancellation).ConfigureAwait(false);
                statement.Succeed(StatementResult.Message("multiple statement execution", "Multiple statements executed successfully."), time.GetUtcNow(), handles);
            }
        }
        catch (SnowflakeException error)
        {
            statement.Fail(error, time.GetUtcNow());
        }
        catch (OperationCanceledException)
        {
            Cancelled(statement);
        }
        catch (Exception)
        {
            // A fault of the simulator is answered as the vendor answers one of its own, without details.
            statement.Fail(new SnowflakeException("000603", "XX000", "SQL execution internal error: Processing aborted by error 300010."), time.GetUtcNow());
        }
        finally
        {
            store.Ended(statement);
        }
    }

    private void Cancelled(Statement statement)
    {
        if (statement.CancelledByClient)
        {
            activity.Cancelled();
            statement.Fail(new SnowflakeException("000604", "57014", "SQL execution canceled"), time.GetUtcNow());
        }
        else
        {
            statement.Fail(
                new SnowflakeException("000630", "57014", $"Statement reached its statement or warehouse timeout of {statement.TimeoutSeconds} second(s) and was canceled.", 408),
                time.GetUtcNow(),
                timedOut: true);
        }
    }

    private static List<StatementNode> Parse(StatementRequest request)
    {
        List<StatementNode> statements;
        try
        {
            statements = SqlParser.ParseAll(request.Statement);
        }
        catch (InsufficientExecutionStackException)
        {
            throw SnowflakeException.TooComplex();
        }

        if (statements.Count == 0)
        {
            throw new SnowflakeException("000900", "42601", "SQL compilation error: Empty SQL Statement.");
        }

        if (request.StatementCount != 0 && statements.Count != request.StatementCount)
        {
            throw new SnowflakeException(
                "000008", "0A000", $"Actual statement count {statements.Count} did not match the desired statement count {request.StatementCount}.");
        }

        if (statements.Count > 1 && request.Bindings.Count > 0)
        {
            throw SnowflakeException.Unsupported("bind variables in a multi-statement request");
        }

        if (statements is [UseStatement or TransactionStatement or OtherStatement { Verb: "SET" or "UNSET" or "USE SECONDARY ROLES" }])
        {
            throw new SnowflakeException("391911", "0A000", $"The statement '{statements[0].Text}' is not supported on its own: it has an effect only within one multi-statement request.");
        }

        return statements;
    }

    private async Task<StatementResult> RunOneAsync(StatementNode node, SessionContext session, StatementRequest request, CancellationToken cancellation)
    {
        NeedsWarehouse(node, session);
        if (node.Text.Contains("SYSTEM$WAIT", StringComparison.OrdinalIgnoreCase))
        {
            TimeSpan delay;
            using (await engine.TurnAsync(cancellation).ConfigureAwait(false))
            {
                delay = engine.Delay(node, session, request.Bindings);
            }

            // Others have their turn meanwhile.
            await Task.Delay(delay, time, cancellation).ConfigureAwait(false);
        }

        using (await engine.TurnAsync(cancellation).ConfigureAwait(false))
        {
            return engine.Execute(node, session, request.Bindings, cancellation);
        }
    }

    private static void NeedsWarehouse(StatementNode node, SessionContext session)
    {
        if (session.Warehouse is null && node is SelectStatement { Query.Body: not SelectNode { From: null } } or InsertStatement or UpdateStatement or DeleteStatement
            or CreateTableStatement { Source: not null } && session.Warehouse is null)
        {
            throw new SnowflakeException(
                "000606", "57P03", "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.");
        }
    }

    /// <summary>Runs the parts in order in one session. One turn for all, so that BEGIN ... COMMIT is alone.</summary>
    private async Task<List<string>> RunManyAsync(List<StatementNode> statements, Statement parent, CancellationToken cancellation)
    {
        var none = new Dictionary<int, SqlBinding>();
        var handles = new List<string>();
        var session = parent.Session;
        using var turn = await engine.TurnAsync(cancellation).ConfigureAwait(false);
        try
        {
            foreach (var node in statements)
            {
                StatementResult result;
                if (node is UseStatement use)
                {
                    session = Use(use, session);
                    result = StatementResult.Message("status", "Statement executed successfully.");
                }
                else
                {
                    NeedsWarehouse(node, session);
                    var delay = engine.Delay(node, session, none);
                    await Task.Delay(delay, time, cancellation).ConfigureAwait(false);
                    result = engine.Execute(node, session, none, cancellation);
                }

                var part = new Statement
                {
                    Handle = Guid.NewGuid().ToString(),
                    RequestId = Guid.NewGuid().ToString(),
                    Session = session,
                    CreatedOn = time.GetUtcNow(),
                    Cancellation = new CancellationTokenSource(),
                };
                part.Succeed(result, time.GetUtcNow());
                store.AddPart(part);
                handles.Add(part.Handle);
            }
        }
        finally
        {
            engine.EndTransaction();
        }

        return handles;
    }

    private SessionContext Use(UseStatement use, SessionContext session)
    {
        var catalog = engine.Catalog(session);
        var name = use.Name.Last;
        return use.Kind switch
        {
            "ROLE" when catalog.Roles.Contains(name) => session with { Role = name },
            "WAREHOUSE" when catalog.Warehouses.Any(w => w.Name == name && w.VisibleTo.Contains(session.Role)) => session with { Warehouse = name },
            "DATABASE" when use.Name.Parts.Count == 1 && catalog.Database(name, session.Role) is not null => session with { Database = name, Schema = "PUBLIC" },
            "SCHEMA" or "DATABASE" when (use.Name.Parts.Count > 1 ? use.Name.Parts[0] : session.Database) is { } database
                && catalog.Schema(database, name, session.Role) is not null => session with { Database = database, Schema = name },
            _ => throw SnowflakeException.NotFound(char.ToUpperInvariant(use.Kind[0]) + use.Kind[1..].ToLowerInvariant(), name),
        };
    }

    private static StatementResult Limited(StatementResult result, StatementRequest request) =>
        request.RowLimit is { } limit && result.Rows.Count > limit ? result with { Rows = result.Rows.Take(limit).ToList() } : result;
}
