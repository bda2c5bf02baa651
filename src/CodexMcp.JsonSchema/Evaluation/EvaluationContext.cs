using System.Runtime.CompilerServices;

namespace CodexMcp.JsonSchema;

/// <summary>The state of one validation: where it is, what it found, and how much it may still do.</summary>
internal sealed class EvaluationContext(JsonSchemaOptions options, bool tracksScopes)
{
    private readonly Stack<EvaluatedSet> _sets = new();
    private readonly List<SchemaResource> _scopes = [];
    private readonly List<PathSegment> _path = [];
    private List<JsonSchemaError> _errors = [];
    private int _depth;
    private long _steps;
    private TimeSpan _slowMatching;

    /// <summary>Whether errors are built; otherwise the first failure ends the validation.</summary>
    public bool Collecting { get; private set; }

    /// <summary>Why the validation had to stop: the value then counts as invalid, whatever a schema around (such as <c>not</c>) makes of it.</summary>
    public string? Fault { get; private set; }

    /// <summary>No more work is wanted: enough errors, or a fault.</summary>
    public bool Stopped => Fault is not null || _errors.Count >= options.MaxErrors;

    /// <summary>How deep in the value we are, when collecting.</summary>
    public int PathDepth => _path.Count;

    /// <summary>The value we are at, as the start of a sentence.</summary>
    public string Subject => _path.Count == 0 ? "The value" : $"`{Text.Printable(PathSegment.Pointer(_path), 200)}`";

    public TimeSpan RegexTimeout => options.RegexTimeout;

    public void Start(bool collecting)
    {
        Collecting = collecting;
        Fault = null;
        _depth = 0;
        _steps = 0;
        _slowMatching = TimeSpan.Zero;
        _scopes.Clear();
    }

    public List<JsonSchemaError> Finish(bool valid)
    {
        if (Fault is not null)
        {
            // What was found before still helps, but the fault must be seen.
            _errors.Insert(0, new JsonSchemaError("", "", "limit", Fault));
        }
        else if (_errors.Count == 0 && !valid)
        {
            _errors.Add(new JsonSchemaError("", "", "limit", "The value does not match the schema."));
        }

        if (_errors.Count > Math.Max(1, options.MaxErrors))
        {
            _errors.RemoveRange(options.MaxErrors, _errors.Count - options.MaxErrors);
        }

        return _errors;
    }

    /// <summary>Goes one schema (or one level of a comparison) deeper; false when a bound is met.</summary>
    public bool Enter()
    {
        if (Fault is not null)
        {
            return false;
        }

        if (++_depth > options.MaxDepth || (_depth & 15) == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _depth--;
            return Stop("The value and its schema nest too deep to be checked. Send a flatter value.");
        }

        return Charge(1);
    }

    public void Leave() => _depth--;

    /// <summary>Counts work; false when there was too much of it.</summary>
    public bool Charge(long steps)
    {
        _steps += steps;
        return _steps <= options.MaxSteps || Stop("Checking the value takes too many steps. Send a smaller value.");
    }

    /// <summary>Counts the time of a match that may be slow; false when there was too much of it.</summary>
    public bool ChargeMatching(TimeSpan elapsed)
    {
        _slowMatching += elapsed;
        return _slowMatching <= options.RegexTimeout * 10 || Stop("Matching text against the schema's patterns takes too long. Send shorter text.");
    }

    /// <summary>Ends the validation as invalid.</summary>
    public bool Stop(string reason)
    {
        Fault ??= reason;
        return false;
    }

    public bool Report(SchemaLocation schema, string keyword, string message)
    {
        if (!Stopped)
        {
            var path = schema.ToString();
            _errors.Add(new JsonSchemaError(PathSegment.Pointer(_path), keyword == "false" ? path : $"{path}/{keyword}", keyword, message));
        }

        return false;
    }

    /// <summary>Starts a list of errors for a trial, such as one branch of <c>anyOf</c>; give the result back to <see cref="EndTrial"/>.</summary>
    public List<JsonSchemaError> BeginTrial()
    {
        var outer = _errors;
        _errors = [];
        return outer;
    }

    public List<JsonSchemaError> EndTrial(List<JsonSchemaError> outer)
    {
        var found = _errors;
        _errors = outer;
        return found;
    }

    public void AddErrors(List<JsonSchemaError> errors)
    {
        foreach (var error in errors)
        {
            if (!Stopped)
            {
                _errors.Add(error);
            }
        }
    }

    /// <summary>Turns the building of errors off for a question whose answer may be no; returns what to restore.</summary>
    public bool Quiet()
    {
        var was = Collecting;
        Collecting = false;
        return was;
    }

    public void Restore(bool collecting) => Collecting = collecting;

    public void Push(string name)
    {
        if (Collecting)
        {
            _path.Add(new PathSegment(name, 0));
        }
    }

    public void Push(int index)
    {
        if (Collecting)
        {
            _path.Add(new PathSegment(null, index));
        }
    }

    public void Pop()
    {
        if (Collecting)
        {
            _path.RemoveAt(_path.Count - 1);
        }
    }

    /// <summary>Notes that evaluation went into another schema resource; false when nothing was noted.</summary>
    public bool EnterScope(SchemaResource resource)
    {
        if (!tracksScopes || _scopes.Count > 0 && ReferenceEquals(_scopes[^1], resource))
        {
            return false;
        }

        _scopes.Add(resource);
        return true;
    }

    public void LeaveScope() => _scopes.RemoveAt(_scopes.Count - 1);

    /// <summary>The outermost resource on the way here that has this dynamic anchor decides.</summary>
    public SchemaNode? FindDynamic(string anchor)
    {
        foreach (var scope in _scopes)
        {
            if (scope.DynamicAnchors.TryGetValue(anchor, out var node))
            {
                return node;
            }
        }

        return null;
    }

    public EvaluatedSet RentSet() => _sets.TryPop(out var set) ? set : new EvaluatedSet();

    public void Return(EvaluatedSet set)
    {
        set.Clear();
        _sets.Push(set);
    }
}
