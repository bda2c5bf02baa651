namespace CodexMcp.Connectors.Analytics.Charts;

/// <summary>Draws charts of one size: 1200 by 720 pixels, with letters that can still be read at half of it.</summary>
internal static class Painter
{
    public const int Width = 1200;
    public const int Height = 720;
    private const int Letter = 2;
    private const int LetterHeight = Glyphs.Height * Letter;
    private const int Margin = 24;
    private const int PlotTop = 118;

    public static byte[] Paint(ChartData data)
    {
        var canvas = new Canvas(Width, Height);
        canvas.Text(Margin, 20, Glyphs.Fit(data.Title, 3, Width - (2 * Margin)), Palette.Ink, 3);
        canvas.Text(Margin, 54, Glyphs.Fit(data.Subtitle, Letter, Width - (2 * Margin)), Palette.Faint, Letter);
        if (data.Values.Count == 0)
        {
            canvas.Text(Margin, PlotTop, "No data in this period.", Palette.Ink, 3);
        }
        else if (data.Kind == "heatmap")
        {
            HeatMap(canvas, data);
        }
        else
        {
            Axes(canvas, data);
        }

        return canvas.ToPng();
    }

    private static void Axes(Canvas canvas, ChartData data)
    {
        var scale = new Scale(data.Values, fromZero: data.Kind == "bar");
        var left = Margin + scale.Ticks.Max(tick => Glyphs.Measure(scale.Label(tick), Letter)) + 12;
        var plot = new Box(left, PlotTop, Width - left - Margin, Height - PlotTop - 56);
        Legend(canvas, data);
        foreach (var tick in scale.Ticks)
        {
            var y = Y(plot, scale, tick);
            canvas.Fill(new Box(plot.Left, (int)y, plot.Width, tick == 0 ? 2 : 1), tick == 0 ? Palette.Faint : Palette.Grid);
            var label = scale.Label(tick);
            canvas.Text(plot.Left - 10 - Glyphs.Measure(label, Letter), (int)y - (LetterHeight / 2), label, Palette.Faint, Letter);
        }

        Labels(canvas, data.Labels, plot, data.Kind == "bar" ? 0.5 : null);
        if (data.Kind == "bar")
        {
            Bars(canvas, data, plot, scale);
        }
        else
        {
            Lines(canvas, data, plot, scale);
        }
    }

    private static void Lines(Canvas canvas, ChartData data, Box plot, Scale scale)
    {
        // The first series is the largest: it is drawn last, on top.
        for (var s = data.Series.Count - 1; s >= 0; s--)
        {
            var color = Color(data, s);
            var run = new List<(double X, double Y)>();
            for (var i = 0; i <= data.Labels.Count; i++)
            {
                if (i < data.Labels.Count && data.Series[s].Values[i] is { } value)
                {
                    run.Add((X(plot, i, data.Labels.Count, null), Y(plot, scale, (double)value)));
                    continue;
                }

                // A gap in the data is a gap in the line.
                canvas.Line(run, run.Count == 1 ? 8 : 4, color);
                run.Clear();
            }

            for (var i = 0; data.Labels.Count <= 45 && i < data.Labels.Count; i++)
            {
                if (data.Series[s].Values[i] is { } value)
                {
                    canvas.Dot(X(plot, i, data.Labels.Count, null), Y(plot, scale, (double)value), 8, color);
                }
            }
        }
    }

    private static void Bars(Canvas canvas, ChartData data, Box plot, Scale scale)
    {
        var slot = (double)plot.Width / data.Labels.Count;
        var width = Math.Max(1, slot * 0.72 / data.Series.Count);
        for (var i = 0; i < data.Labels.Count; i++)
        {
            for (var s = 0; s < data.Series.Count; s++)
            {
                if (data.Series[s].Values[i] is not { } value)
                {
                    continue;
                }

                var (zero, end) = (Y(plot, scale, Math.Clamp(0, scale.Low, scale.High)), Y(plot, scale, (double)value));
                var x = plot.Left + (slot * i) + (slot * 0.14) + (width * s);
                var top = (int)Math.Min(zero, end);
                var rest = data.Labels[i] == ChartReader.Rest && data.Series.Count == 1;
                canvas.Fill(new Box((int)x, top, Math.Max(1, (int)width - (data.Series.Count > 1 ? 2 : 0)), Math.Max(1, (int)Math.Abs(zero - end))), rest ? Palette.Others : Color(data, s));
                var text = Scale.Short((double)value);
                if (data.Series.Count == 1 && Glyphs.Measure(text, Letter) < slot - 4)
                {
                    canvas.Text((int)(x + (width / 2)) - (Glyphs.Measure(text, Letter) / 2), value < 0 ? (int)end + 6 : top - LetterHeight - 6, text, Palette.Ink, Letter);
                }
            }
        }
    }

    private static void HeatMap(Canvas canvas, ChartData data)
    {
        var (low, high) = (data.Values.Min(), data.Values.Max());
        var left = Margin + Math.Min(300, data.Series.Max(static series => Glyphs.Measure(series.Name, Letter))) + 12;
        var plot = new Box(left, PlotTop, Width - left - Margin, Height - PlotTop - 56);
        var (cellWidth, cellHeight) = ((double)plot.Width / data.Labels.Count, Math.Min(90, (double)plot.Height / data.Series.Count));
        plot = plot with { Height = (int)(cellHeight * data.Series.Count) };
        for (var s = 0; s < data.Series.Count; s++)
        {
            var top = plot.Top + (int)(s * cellHeight);
            var name = Glyphs.Fit(data.Series[s].Name, Letter, 300);
            canvas.Text(plot.Left - 10 - Glyphs.Measure(name, Letter), top + (int)((cellHeight - LetterHeight) / 2), name, Palette.Ink, Letter);
            for (var i = 0; i < data.Labels.Count; i++)
            {
                var x = plot.Left + (int)(i * cellWidth);
                var box = new Box(x, top, Math.Max(1, plot.Left + (int)((i + 1) * cellWidth) - x - 1), Math.Max(1, plot.Top + (int)((s + 1) * cellHeight) - top - 1));
                if (data.Series[s].Values[i] is not { } value)
                {
                    canvas.Fill(box, Palette.Grid);
                    continue;
                }

                var ground = Palette.Heat(high > low ? ((double)value - low) / (high - low) : 0.5);
                canvas.Fill(box, ground);
                var text = Scale.Short((double)value);
                if (Glyphs.Measure(text, Letter) + 4 <= box.Width && LetterHeight + 4 <= box.Height)
                {
                    canvas.Text(x + ((box.Width - Glyphs.Measure(text, Letter)) / 2), top + ((box.Height - LetterHeight) / 2), text, Palette.On(ground), Letter);
                }
            }
        }

        Labels(canvas, data.Labels, plot, 0.5);
        Key(canvas, low, high);
    }

    /// <summary>What a heat map's colours stand for.</summary>
    private static void Key(Canvas canvas, double low, double high)
    {
        var (from, to) = (Scale.Short(low), Scale.Short(high));
        canvas.Text(Margin, 82, from, Palette.Ink, Letter);
        var start = Margin + Glyphs.Measure(from, Letter) + 12;
        for (var x = 0; x < 200; x++)
        {
            canvas.Fill(new Box(start + x, 80, 1, 18), Palette.Heat(x / 199.0));
        }

        canvas.Text(start + 212, 82, to, Palette.Ink, Letter);
    }

    private static void Legend(Canvas canvas, ChartData data)
    {
        var left = Margin;
        for (var s = 0; s < data.Series.Count && data.Series.Count > 1; s++)
        {
            var name = Glyphs.Fit(data.Series[s].Name, Letter, 220);
            if (left + 28 + Glyphs.Measure(name, Letter) > Width - Margin)
            {
                break;
            }

            canvas.Fill(new Box(left, 84, 18, LetterHeight), Color(data, s));
            canvas.Text(left + 26, 84, name, Palette.Ink, Letter);
            left += 26 + Glyphs.Measure(name, Letter) + 28;
        }
    }

    /// <summary>As many of the labels as have room.</summary>
    private static void Labels(Canvas canvas, IReadOnlyList<string> labels, Box plot, double? middle)
    {
        var slot = (double)plot.Width / labels.Count;
        var widest = labels.Max(static label => Glyphs.Measure(label, Letter)) + (3 * Letter * Glyphs.Advance / 2);
        var every = middle is not null && labels.Count <= 13 ? 1 : Math.Max(1, (int)Math.Ceiling(widest / slot));
        for (var i = 0; i < labels.Count; i += every)
        {
            var label = every == 1 ? Glyphs.Fit(labels[i], Letter, (int)Math.Max(slot - 6, Glyphs.Advance * Letter)) : labels[i];
            var x = (int)X(plot, i, labels.Count, middle) - (Glyphs.Measure(label, Letter) / 2);
            canvas.Fill(new Box((int)X(plot, i, labels.Count, middle), plot.Bottom + 4, 2, 6), Palette.Faint);
            canvas.Text(Math.Clamp(x, 2, Math.Max(2, Width - 2 - Glyphs.Measure(label, Letter))), plot.Bottom + 16, label, Palette.Faint, Letter);
        }
    }

    private static Rgb Color(ChartData data, int series) => data.Series[series].IsRest ? Palette.Others : Palette.Series[series % Palette.Series.Count];

    private static double X(Box plot, int index, int count, double? middle) =>
        middle is { } part ? plot.Left + ((index + part) * plot.Width / count) : count == 1 ? plot.Left + (plot.Width / 2.0) : plot.Left + 8 + ((plot.Width - 16.0) * index / (count - 1));

    private static double Y(Box plot, Scale scale, double value) => plot.Bottom - (scale.Place(value) * plot.Height);
}
