using System.Runtime.CompilerServices;
using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <content>What holds within one query or subquery.</content>
internal sealed partial class SoqlResolver
{
    private static readonly ConditionalWeakTable<ObjectDescription, ScopedObject> TrustedViews = [];

    private static ScopedObject Trusted(ObjectDescription description) => TrustedViews.GetValue(description, static found => new ScopedObject(found, null));

    private enum FieldUse
    {
        Read,
        Filter,
        Sort,
    }

    private sealed class Frame(ScopedObject target)
    {
        private List<Condition>? _filters;
        private HashSet<string>? _filtered;

        public ScopedObject Base { get; } = target;

        /// <summary>Aliases of FROM: the path from the base that each stands for.</summary>
        public Dictionary<string, string[]>? Aliases { get; private set; }

        public Dictionary<string, SoqlExpression>? SelectAliases { get; set; }

        public bool IsBase(string name) => name.Equals(Base.Name, StringComparison.OrdinalIgnoreCase);

        public bool IsAlias(string name) => Aliases?.GetValueOrDefault(name) is { Length: 0 };

        public bool TryAlias(string name, string[] path) => (Aliases ??= new(StringComparer.OrdinalIgnoreCase)).TryAdd(name, path);

        /// <summary>Whether the path's target still lacks its filter here.</summary>
        public bool IsNew(string path) => (_filtered ??= new(StringComparer.OrdinalIgnoreCase)).Add(path);

        public void Add(Condition filter) => (_filters ??= []).Add(filter);

        /// <summary>The query's own condition, and all filters besides it: an OR of its own can't lead around them.</summary>
        public Condition? With(Condition? where)
        {
            if (_filters is null)
            {
                return where;
            }

            // Side by side, not nested: SOQL takes a subquery of IN only at the top of a WHERE.
            var all = new List<Condition>(_filters.Count + 4);
            foreach (var condition in where is null ? _filters : _filters.Prepend(where))
            {
                if (condition is Joined { Or: false } joined)
                {
                    all.AddRange(joined.Items);
                }
                else
                {
                    all.Add(condition);
                }
            }

            return all.Count == 1 ? all[0] : new Joined(false, all, 0);
        }
    }

    /// <summary>An expression that was resolved before.</summary>
    private sealed record Resolved(SoqlExpression Inner) : SoqlExpression(Inner.Position);
}
