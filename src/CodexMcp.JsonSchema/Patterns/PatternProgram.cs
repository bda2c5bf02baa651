namespace CodexMcp.JsonSchema;

/// <summary>Matches a pattern in time linear in the text: all ways through the pattern advance together, one character at a time.</summary>
/// <remarks>.NET's own linear matcher does the same, but its first use in a process costs about a hundred milliseconds, which a server that
/// is started for each session cannot pay.</remarks>
internal sealed class PatternProgram(PatternStep[] steps)
{
    /// <summary>How much work is done between two looks at the budget, and how much of it counts as one step of the validation.</summary>
    private const int BudgetInterval = 65_536;
    private const int WorkPerStep = 16;

    private readonly bool _startsAtStart = steps[0] is { Kind: PatternStepKind.Place, Place: PatternPlace.Start };
    private Workspace? _spare;

    /// <summary>Whether some part of the text matches. The text holds no half surrogate pairs.</summary>
    public bool IsMatch(ReadOnlySpan<char> text, EvaluationContext context)
    {
        var workspace = Interlocked.Exchange(ref _spare, null) ?? new Workspace(steps.Length);
        workspace.Clear();
        var matches = IsMatch(text, workspace, context);
        var affordable = context.Charge(workspace.Work / WorkPerStep);
        _spare = workspace;
        return matches && affordable;
    }

    private bool IsMatch(ReadOnlySpan<char> text, Workspace workspace, EvaluationContext context)
    {
        for (var position = 0; ;)
        {
            // A match may begin anywhere.
            if (Follow(0, text, position, workspace))
            {
                return true;
            }

            if (position >= text.Length || workspace.Count == 0 && _startsAtStart)
            {
                return false;
            }

            var isPair = char.IsHighSurrogate(text[position]) && position + 1 < text.Length;
            var codePoint = isPair ? char.ConvertToUtf32(text[position], text[position + 1]) : text[position];
            position += isPair ? 2 : 1;
            if (Advance(codePoint, text, position, workspace))
            {
                return true;
            }

            if (workspace.Work >= BudgetInterval)
            {
                if (!context.Charge(workspace.Work / WorkPerStep))
                {
                    return false;
                }

                workspace.Work = 0;
            }
        }
    }

    /// <summary>Takes every way whose next character this is one step further; true when one has come to the end.</summary>
    private bool Advance(int codePoint, ReadOnlySpan<char> text, int position, Workspace workspace)
    {
        workspace.Swap();
        for (var i = 0; i < workspace.PreviousCount; i++)
        {
            var step = workspace.Previous(i);
            if (steps[step].Set!.Contains(codePoint) && Follow(step + 1, text, position, workspace))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Follows everything that needs no character, and notes where one is needed.</summary>
    private bool Follow(int start, ReadOnlySpan<char> text, int position, Workspace workspace)
    {
        workspace.Push(start);
        while (workspace.TryPop(out var index))
        {
            ref readonly var step = ref steps[index];
            switch (step.Kind)
            {
                case PatternStepKind.Match:
                    return true;
                case PatternStepKind.Set:
                    workspace.Add(index);
                    break;
                case PatternStepKind.Jump:
                    workspace.Push(step.Target);
                    break;
                case PatternStepKind.Split:
                    workspace.Push(step.Target);
                    workspace.Push(index + 1);
                    break;
                case PatternStepKind.Place when IsAt(step.Place, text, position):
                    workspace.Push(index + 1);
                    break;
            }
        }

        return false;
    }

    private static bool IsAt(PatternPlace place, ReadOnlySpan<char> text, int position)
    {
        var edge = (position > 0 && IsWord(text[position - 1])) != (position < text.Length && IsWord(text[position]));
        return place switch
        {
            PatternPlace.Start => position == 0,
            PatternPlace.End => position == text.Length,
            PatternPlace.WordEdge => edge,
            _ => !edge,
        };
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>The ways through the pattern at one position. Each step is entered at most once there.</summary>
    private sealed class Workspace(int size)
    {
        private readonly int[] _stack = new int[size + 1];
        private readonly int[] _seen = new int[size + 1];
        private int[] _current = new int[size];
        private int[] _previous = new int[size];
        private int _depth;
        private int _round;

        /// <summary>How many steps were entered since this was last set to 0.</summary>
        public long Work { get; set; }

        public int Count { get; private set; }

        public int PreviousCount { get; private set; }

        public void Clear()
        {
            _depth = 0;
            Work = 0;
            Count = 0;
            PreviousCount = 0;
            NextRound();
        }

        public void Swap()
        {
            (_current, _previous) = (_previous, _current);
            PreviousCount = Count;
            Count = 0;
            NextRound();
        }

        public int Previous(int i) => _previous[i];

        public void Add(int step) => _current[Count++] = step;

        public void Push(int step)
        {
            Work++;
            if (_seen[step] != _round)
            {
                _seen[step] = _round;
                _stack[_depth++] = step;
            }
        }

        public bool TryPop(out int step)
        {
            if (_depth == 0)
            {
                step = 0;
                return false;
            }

            step = _stack[--_depth];
            return true;
        }

        private void NextRound()
        {
            if (++_round == int.MaxValue)
            {
                Array.Clear(_seen);
                _round = 1;
            }
        }
    }
}
