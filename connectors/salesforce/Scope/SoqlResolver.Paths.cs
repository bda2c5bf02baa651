using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <content>Names and paths: what each stands for, and whether the role has it.</content>
internal sealed partial class SoqlResolver
{
    private FieldPath Field(Frame frame, FieldPath path, FieldUse use)
    {
        // Most names are one word of the object itself.
        if (path.Parts.Length == 1)
        {
            var field = frame.Base.Field(path.Parts[0]) ?? throw NoField(frame, path, Names(frame.Base));
            Allow(field, use, path);
            return field.Name == path.Parts[0] ? path : new FieldPath([field.Name], path.Position);
        }

        return Walk(frame, frame.Base, Absolute(frame, path), path, use, branch: false);
    }

    /// <summary>Follows a path from an object. In a branch of TYPEOF no filter can be added on the way.</summary>
    private FieldPath Walk(Frame frame, ScopedObject start, string[] parts, FieldPath path, FieldUse use, bool branch)
    {
        var last = parts.Length - 1;
        var canonical = new string[parts.Length];
        var current = start;
        List<ScopedObject>? targets = null;
        for (var i = 0; i < last; i++)
        {
            // Nearly every relationship leads from one object to one other.
            if (targets is null && current.Relationship(parts[i]) is { ReferenceTo: [var only] } single)
            {
                canonical[i] = single.RelationshipName!;
                current = Open(only) ?? throw NoField(frame, path, Relationships(current));
                Reach(frame, canonical.AsSpan(0, i + 1), single, current, path, branch);
                continue;
            }

            targets ??= [current];
            var references = References(frame, targets, parts[i], path);
            canonical[i] = references[0].Field.RelationshipName!;
            var many = references.Count > 1 || references[0].Field.ReferenceTo.Count > 1;

            // What kind of record it is and which: both stand in the reference itself, which the role may read.
            if (many && i == last - 1 && Pseudo(parts[last]) is { } pseudo)
            {
                canonical[last] = pseudo;
                return new FieldPath(Written(start, canonical), path.Position);
            }

            targets = Targets(frame, references, path);
            foreach (var target in targets)
            {
                Reach(frame, canonical.AsSpan(0, i + 1), references[0].Field, target, path, many || branch);
            }
        }

        canonical[last] = targets is null ? Last(frame, current, parts[last], path, use) : Last(frame, targets, parts[last], path, use);
        return new FieldPath(Written(start, canonical), path.Position);
    }

    private void Reach(Frame frame, ReadOnlySpan<string> walked, FieldDescription reference, ScopedObject target, FieldPath path, bool unfilterable)
    {
        if (unfilterable)
        {
            RefuseFiltered(target, path);
        }
        else
        {
            AddFilter(frame, walked, reference, target, path.Position);
        }
    }

    /// <summary>Follows a path that ends at a relationship and gives its org's spelling.</summary>
    private string[] Relationship(Frame frame, FieldPath path)
    {
        // The id behind the last relationship has to be there for the role just as any field.
        var walked = Walk(frame, frame.Base, [.. Absolute(frame, path), "Id"], path, FieldUse.Read, branch: false);
        return frame.IsBase(walked.Parts[0]) && walked.Parts.Length > 2 ? walked.Parts[1..^1] : walked.Parts[..^1];
    }

    /// <summary>The path from the base, without the alias or the object's name before it.</summary>
    private string[] Absolute(Frame frame, FieldPath path)
    {
        var parts = path.Parts;
        if (parts.Length > 1)
        {
            if (frame.Aliases?.GetValueOrDefault(parts[0]) is { } prefix)
            {
                parts = prefix.Length == 0 ? parts[1..] : [.. prefix, .. parts[1..]];
            }
            else if (frame.IsBase(parts[0]))
            {
                parts = parts[1..];
            }
        }

        return parts.Length - 1 <= SoqlParser.MaxHops
            ? parts
            : throw Fail(path.Position, $"The path walks more than {SoqlParser.MaxHops} relationships.", "Start the query at an object that is nearer to the field.");
    }

    // A relationship that is called as its own object would be read as that object: then the object's name goes before it.
    private static string[] Written(ScopedObject start, string[] parts) =>
        parts.Length > 1 && parts[0].Equals(start.Name, StringComparison.OrdinalIgnoreCase) ? [start.Name, .. parts] : parts;

    private List<(ScopedObject Owner, FieldDescription Field)> References(Frame frame, List<ScopedObject> owners, string name, FieldPath path)
    {
        var references = new List<(ScopedObject, FieldDescription)>(owners.Count);
        foreach (var owner in owners)
        {
            if (owner.Relationship(name) is { } field)
            {
                references.Add((owner, field));
            }
            else if (owners.Count == 1 || owner.Description.Relationship(name) is not null)
            {
                throw NoField(frame, path, owners.Count == 1 ? Relationships(owner) : []);
            }
        }

        return references.Count > 0 ? references : throw NoField(frame, path, []);
    }

    // Every object that the reference may point to has to be the role's.
    private List<ScopedObject> Targets(Frame frame, List<(ScopedObject Owner, FieldDescription Field)> references, FieldPath path)
    {
        var targets = new List<ScopedObject>(1);
        foreach (var (owner, field) in references)
        {
            foreach (var name in field.ReferenceTo)
            {
                var target = Open(name) ?? throw NoField(frame, path, references.Count == 1 ? Relationships(owner) : []);
                if (!targets.Contains(target))
                {
                    targets.Add(target);
                }
            }
        }

        return targets;
    }

    private string Last(Frame frame, ScopedObject owner, string name, FieldPath path, FieldUse use)
    {
        var field = owner.Field(name) ?? throw NoField(frame, path, Names(owner));
        Allow(field, use, path);
        return field.Name;
    }

    private string Last(Frame frame, List<ScopedObject> owners, string name, FieldPath path, FieldUse use)
    {
        if (owners is [var only])
        {
            return Last(frame, only, name, path, use);
        }

        string? canonical = null;
        foreach (var owner in owners)
        {
            // An object without a Name shows the field that names its records instead.
            var meant = owner.Description.Field(name) ?? (name.Equals("Name", StringComparison.OrdinalIgnoreCase) ? owner.Description.Fields.FirstOrDefault(static field => field.IsNameField) : null);
            if (meant is null)
            {
                if (name.Equals("Name", StringComparison.OrdinalIgnoreCase))
                {
                    throw NoField(frame, path, []);
                }

                continue; // Objects without such a field show nothing.
            }

            if (!owner.MayRead(meant.Name))
            {
                throw NoField(frame, path, []);
            }

            canonical ??= owner.Description.Field(name)?.Name ?? "Name";
        }

        return canonical ?? throw NoField(frame, path, []);
    }

    private void Allow(FieldDescription field, FieldUse use, FieldPath path)
    {
        if (_scope is not null && ((use == FieldUse.Filter && !field.Filterable) || (use == FieldUse.Sort && !field.Sortable)))
        {
            throw Fail(path.Position, $"Salesforce can't {(use == FieldUse.Sort ? "sort" : "filter")} by {field.Name}.", "Leave it out there, and select the field instead.");
        }
    }

    private static string? Pseudo(string name) =>
        name.Equals("Type", StringComparison.OrdinalIgnoreCase) ? "Type" : name.Equals("Id", StringComparison.OrdinalIgnoreCase) ? "Id" : null;

    private static IEnumerable<string> Names(ScopedObject target) => target.Fields.Select(static field => field.Name);

    private IEnumerable<string> Relationships(ScopedObject owner) =>
        from field in owner.Fields
        where field.RelationshipName is not null && field.ReferenceTo.All(name => _scope is null || _scope.Allows(name))
        select field.RelationshipName;

    private SoqlRefusal NoField(Frame frame, FieldPath path, IEnumerable<string> candidates)
    {
        var near = NearName.Find(path.Parts[^1], candidates) ?? (path.Parts.Length > 1 ? NearName.Find(path.Parts[^2], candidates) : null);
        return Fail(
            path.Position,
            $"There is no field '{SoqlProblem.Quote(path.ToString())}' on {frame.Base.Name} for this role.",
            (near is null ? "Ask describe_object for the fields that there are." : $"Did you mean {near}?")
            + " A relationship that may point to several objects needs TYPEOF, unless the role has all of them.");
    }
}
