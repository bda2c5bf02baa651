namespace CodexMcp.JsonSchema;

/// <summary>Finds schemas that apply themselves to the same value again: evaluating them would never end.</summary>
internal static class ReferenceLoops
{
    public static void Check(IEnumerable<SchemaNode> nodes)
    {
        var done = new HashSet<SchemaNode>();
        var open = new HashSet<SchemaNode>();
        var path = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)>();
        foreach (var start in nodes)
        {
            Enter(start);
            while (path.TryPeek(out var top))
            {
                if (top.Next.MoveNext())
                {
                    Enter(top.Next.Current);
                    continue;
                }

                path.Pop();
                open.Remove(top.Node);
                done.Add(top.Node);
            }
        }

        void Enter(SchemaNode node)
        {
            if (open.Contains(node))
            {
                throw new JsonSchemaException(node.Location.ToString(), "its references lead back to it without going deeper into the value, so " +
                    "checking would never end. Remove one of the references.");
            }

            if (!done.Contains(node))
            {
                open.Add(node);
                path.Push((node, InPlace(node).GetEnumerator()));
            }
        }
    }

    private static IEnumerable<SchemaNode> InPlace(SchemaNode node)
    {
        for (var i = 0; i < node.Keywords.Length; i++)
        {
            foreach (var next in node.Keywords[i].InPlace)
            {
                yield return next;
            }
        }
    }
}
