using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>
/// Reads the scope of a role file. Every fault is told at once. A name that can take no effect (a field of an object that is not listed)
/// is a fault: a slip of the pen in <c>deny_fields</c> must not open a door. Members that are not about objects and fields belong to others.
/// </summary>
internal sealed class ScopeReader
{
    private readonly Dictionary<string, string> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _listed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _denied = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Condition> _filters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Gives the scope, or null when there are faults.</summary>
    public SalesforceScope? Read(JsonElement? scope)
    {
        if (scope is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("objects", out var objects))
        {
            _faults.Add("scope.objects is missing: list the objects that the role may see.");
            return null;
        }

        foreach (var (name, path) in Names(objects, "scope.objects"))
        {
            if (!_objects.TryAdd(name, name))
            {
                _faults.Add($"{path}: '{name}' is listed twice.");
            }
        }

        ReadFields(root);
        ReadDenied(root);
        ReadFilters(root);
        return _faults.Count > 0 ? null : new SalesforceScope(_objects.Values.ToDictionary(
            static name => name,
            name => new ObjectRules(name, _listed.GetValueOrDefault(name), _denied.GetValueOrDefault(name) ?? [], _filters.GetValueOrDefault(name)),
            StringComparer.OrdinalIgnoreCase));
    }

    private void ReadFields(JsonElement root)
    {
        foreach (var member in Members(root, "fields"))
        {
            var path = $"scope.fields.{SoqlProblem.Quote(member.Name)}";
            if (IsObject(member.Name, path))
            {
                if (!_listed.TryAdd(member.Name, new(Names(member.Value, path).Select(static name => name.Name), StringComparer.OrdinalIgnoreCase)))
                {
                    _faults.Add($"{path}: the object is there twice.");
                }
            }
        }
    }

    private void ReadDenied(JsonElement root)
    {
        if (!root.TryGetProperty("deny_fields", out var denied))
        {
            return;
        }

        foreach (var (text, path) in Texts(denied, "scope.deny_fields"))
        {
            var dot = text.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0 || !IsName(text.AsSpan(0, dot)) || !IsName(text.AsSpan(dot + 1)))
            {
                _faults.Add($"{path}: '{SoqlProblem.Quote(text)}' is no Object.Field. Write it as Contact.Birthdate.");
            }
            else if (IsObject(text[..dot], path))
            {
                var name = text[..dot];
                if (!_denied.TryGetValue(name, out var fields))
                {
                    _denied[name] = fields = new(StringComparer.OrdinalIgnoreCase);
                }

                fields.Add(text[(dot + 1)..]);
            }
        }
    }

    private void ReadFilters(JsonElement root)
    {
        foreach (var member in Members(root, "filters"))
        {
            var path = $"scope.filters.{SoqlProblem.Quote(member.Name)}";
            if (!IsObject(member.Name, path))
            {
                continue;
            }

            if (member.Value.ValueKind != JsonValueKind.String)
            {
                _faults.Add($"{path}: a filter is text, as after WHERE.");
            }
            else if (SoqlParser.ParseCondition(member.Value.GetString()!, out var condition) is { } problem)
            {
                _faults.Add($"{path}: {problem} {problem.Next}");
            }
            else if (!_filters.TryAdd(member.Name, condition!))
            {
                _faults.Add($"{path}: the object is there twice.");
            }
        }
    }

    private bool IsObject(string name, string path)
    {
        if (_objects.ContainsKey(name))
        {
            return true;
        }

        _faults.Add($"{path}: '{SoqlProblem.Quote(name)}' is not in scope.objects. {NearName.Hint(name, _objects.Keys, "There are", "There is none.")}");
        return false;
    }

    private IEnumerable<JsonProperty> Members(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            _faults.Add($"scope.{name} is no object: write it with one member for each object.");
            return [];
        }

        return value.EnumerateObject();
    }

    private IEnumerable<(string Name, string Path)> Names(JsonElement value, string path)
    {
        foreach (var (text, at) in Texts(value, path))
        {
            if (IsName(text))
            {
                yield return (text, at);
            }
            else
            {
                _faults.Add($"{at}: '{SoqlProblem.Quote(text)}' is no API name: letters, digits and underscores, a letter first.");
            }
        }
    }

    private IEnumerable<(string Text, string Path)> Texts(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            _faults.Add($"{path} is no list.");
            yield break;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                yield return (item.GetString()!, $"{path}[{index}]");
            }
            else
            {
                _faults.Add($"{path}[{index}] is no text.");
            }

            index++;
        }
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 80 || !char.IsAsciiLetter(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }
}
