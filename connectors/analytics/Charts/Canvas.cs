namespace CodexMcp.Connectors.Analytics.Charts;

/// <summary>Where something is drawn, in pixels.</summary>
internal readonly record struct Box(int Left, int Top, int Width, int Height)
{
    public int Right => Left + Width;

    public int Bottom => Top + Height;
}

/// <summary>A picture in memory, and what can be drawn on it. Whatever lies outside of it is left out.</summary>
internal sealed class Canvas
{
    private readonly byte[] pixels;
    private readonly byte[] mask;

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        pixels = new byte[width * height * 3];
        pixels.AsSpan().Fill(255);
        mask = new byte[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] ToPng() => Png.Encode(Width, Height, pixels);

    /// <summary>The colour of a pixel.</summary>
    public Rgb this[int x, int y] => new(pixels[((y * Width) + x) * 3], pixels[(((y * Width) + x) * 3) + 1], pixels[(((y * Width) + x) * 3) + 2]);

    public void Fill(Box box, Rgb color)
    {
        for (var y = Math.Max(0, box.Top); y < Math.Min(Height, box.Bottom); y++)
        {
            for (var x = Math.Max(0, box.Left); x < Math.Min(Width, box.Right); x++)
            {
                Blend(x, y, color, 255);
            }
        }
    }

    /// <summary>Draws text with its upper left corner there.</summary>
    public void Text(int left, int top, string text, Rgb color, int scale = 2)
    {
        for (var i = 0; i < text.Length; i++)
        {
            for (var y = 0; y < Glyphs.Height + Glyphs.Descent; y++)
            {
                for (var x = 0; x < Glyphs.Width; x++)
                {
                    if (Glyphs.IsInked(text[i], x, y))
                    {
                        Fill(new Box(left + (((i * Glyphs.Advance) + x) * scale), top + (y * scale), scale, scale), color);
                    }
                }
            }
        }
    }

    /// <summary>Draws a smooth line through points; where it meets itself it is not darker.</summary>
    public void Line(IReadOnlyList<(double X, double Y)> points, double thickness, Rgb color)
    {
        if (points.Count == 0)
        {
            return;
        }

        var (left, top) = ((int)points.Min(static point => point.X), (int)points.Min(static point => point.Y));
        var (right, bottom) = ((int)points.Max(static point => point.X), (int)points.Max(static point => point.Y));
        var pad = (int)thickness + 2;
        var area = Clip(left - pad, top - pad, right + pad, bottom + pad);
        for (var i = 0; i < Math.Max(1, points.Count - 1); i++)
        {
            Cover(points[i], points[Math.Min(i + 1, points.Count - 1)], thickness / 2);
        }

        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                if (mask[(y * Width) + x] is > 0 and var cover)
                {
                    Blend(x, y, color, cover);
                    mask[(y * Width) + x] = 0;
                }
            }
        }
    }

    /// <summary>Draws a dot.</summary>
    public void Dot(double x, double y, double thickness, Rgb color) => Line([(x, y)], thickness, color);

    /// <summary>Notes how much of each pixel lies within a distance of the stretch.</summary>
    private void Cover((double X, double Y) from, (double X, double Y) to, double radius)
    {
        var reach = radius + 1;
        var area = Clip(
            (int)Math.Floor(Math.Min(from.X, to.X) - reach), (int)Math.Floor(Math.Min(from.Y, to.Y) - reach),
            (int)Math.Ceiling(Math.Max(from.X, to.X) + reach), (int)Math.Ceiling(Math.Max(from.Y, to.Y) + reach));
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = (dx * dx) + (dy * dy);
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                var (px, py) = (x + 0.5 - from.X, y + 0.5 - from.Y);
                var along = length > 0 ? Math.Clamp(((px * dx) + (py * dy)) / length, 0, 1) : 0;
                var distance = Math.Sqrt(((px - (along * dx)) * (px - (along * dx))) + ((py - (along * dy)) * (py - (along * dy))));
                var cover = (byte)(255 * Math.Clamp(radius + 0.5 - distance, 0, 1));
                if (cover > mask[(y * Width) + x])
                {
                    mask[(y * Width) + x] = cover;
                }
            }
        }
    }

    private Box Clip(int left, int top, int right, int bottom)
    {
        var (x, y) = (Math.Clamp(left, 0, Width), Math.Clamp(top, 0, Height));
        return new Box(x, y, Math.Clamp(right, 0, Width) - x, Math.Clamp(bottom, 0, Height) - y);
    }

    private void Blend(int x, int y, Rgb color, byte cover)
    {
        var at = ((y * Width) + x) * 3;
        pixels[at] = Mix(pixels[at], color.Red, cover);
        pixels[at + 1] = Mix(pixels[at + 1], color.Green, cover);
        pixels[at + 2] = Mix(pixels[at + 2], color.Blue, cover);
    }

    private static byte Mix(byte under, byte over, byte cover) => (byte)(((under * (255 - cover)) + (over * cover) + 127) / 255);
}
