using System.Text;
using UglyToad.PdfPig.Content;

namespace Throughline.Files;

/// <summary>Letters drawn one after another on one line, without a wide gap. Lengths are in PDF points, y grows upwards.</summary>
internal sealed class PdfRun
{
    private readonly StringBuilder _text = new();
    private readonly List<double> _left = [];
    private double _sizes;
    private int _letters, _boldLetters;

    public string Text { get; private set; } = "";
    public double Left { get; private set; }
    public double Right { get; private set; }
    public double Baseline { get; private set; }
    /// <summary>The size of most of its letters.</summary>
    public double Size { get; private set; }
    public int Page { get; init; }
    /// <summary>Its place in the order in which the file draws.</summary>
    public int Order { get; init; }
    public double Top => Baseline + 0.8 * Size;
    public double Bottom => Baseline - 0.22 * Size;
    public int Letters => _letters;
    public int BoldLetters => _boldLetters;
    public bool StartsBold { get; private set; }
    /// <summary>Links over parts of the text, by character.</summary>
    public List<(int Start, int End, string Address)> Links { get; } = [];

    public void Start(double x, double baseline, double size) => (Left, Right, Baseline, Size) = (x, x, baseline, size);

    public void Add(string value, double x0, double x1, double size, double baseline, bool bold, bool spaceBefore)
    {
        if (spaceBefore && _text.Length > 0 && _text[^1] != ' ') Put(" ", x0);
        if (_letters == 0) StartsBold = bold;
        Put(value, x0);
        _letters++;
        if (bold) _boldLetters++;
        if (size > _sizes) (_sizes, Baseline) = (size, baseline); // a superscript does not move the line
        Left = Math.Min(Left, x0);
        Right = Math.Max(Right, x1);
    }

    private void Put(string value, double x)
    {
        _text.Append(value);
        for (var i = 0; i < value.Length; i++) _left.Add(x);
    }

    public void Finish(double size)
    {
        Text = _text.ToString();
        Size = size;
    }

    /// <summary>Where the character stands from the left.</summary>
    public double XOf(int character) => character < _left.Count ? _left[character] : Right;

    public override string ToString() => $"{Page}:{Left:0},{Baseline:0} {Text}";
}

/// <summary>A page as the file draws it.</summary>
internal sealed record PdfPageText(int Number, double Width, double Height, List<PdfRun> Runs, int Pictures)
{
    public static PdfPageText Of(Page page)
    {
        var runs = new List<PdfRun>();
        PdfRun? run = null;
        double lastX0 = 0, lastY = 0;
        var lastValue = "";
        var space = false;
        var sizes = new Dictionary<double, int>();
        void End()
        {
            if (run is null) return;
            run.Finish(sizes.Count == 0 ? run.Size : sizes.MaxBy(s => s.Value).Key);
            if (!string.IsNullOrWhiteSpace(run.Text)) runs.Add(run);
            run = null;
            sizes.Clear();
        }
        foreach (var letter in page.Letters)
        {
            var value = letter.Value;
            if (string.IsNullOrEmpty(value)) continue;
            var blank = string.IsNullOrWhiteSpace(value);
            double x0 = letter.StartBaseLine.X, x1 = letter.EndBaseLine.X, y = letter.StartBaseLine.Y;
            if (letter.TextOrientation != TextOrientation.Horizontal)
            {
                // Sideways text: taken letter by letter along its own direction, as one run where it stands.
                (x0, x1, y) = (letter.BoundingBox.Left, letter.BoundingBox.Right, letter.StartBaseLine.Y);
                if (letter.TextOrientation is TextOrientation.Rotate90 or TextOrientation.Rotate270) (x0, x1, y) = (letter.StartBaseLine.Y, letter.EndBaseLine.Y, letter.StartBaseLine.X);
                if (letter.TextOrientation is TextOrientation.Rotate90 or TextOrientation.Rotate180) (x0, x1) = (-x0, -x1);
            }
            // Drawn outside the page, where no reader sees it.
            if (letter.BoundingBox.Right < -1 || letter.BoundingBox.Left > page.Width + 1 || letter.BoundingBox.Top < -1 || letter.BoundingBox.Bottom > page.Height + 1) continue;
            if (x1 < x0) (x0, x1) = (x1, x0);
            var size = Math.Round(Math.Max(1, letter.PointSize), 1);
            if (run is not null && !blank && value == lastValue && Math.Abs(x0 - lastX0) < 0.12 * size && Math.Abs(y - lastY) < 0.12 * size) continue; // drawn twice to look bold
            var reference = run is null ? size : Math.Max(run.Size, size);
            if (run is not null)
            {
                var dy = Math.Abs(y - run.Baseline);
                var gap = x0 - run.Right;
                var sameLine = dy < 0.25 * reference || (dy < 0.6 * reference && Math.Abs(gap) < 0.5 * reference && Math.Min(size, run.Size) < 0.85 * reference);
                if (!sameLine || gap < -0.6 * reference || gap > 1.3 * reference) { End(); space = false; }
                else if (gap > 0.18 * reference) space = true;
            }
            if (blank) { space = true; if (run is not null) lastValue = " "; continue; }
            if (run is null)
            {
                run = new PdfRun { Page = page.Number, Order = runs.Count };
                run.Start(x0, y, size);
                space = false;
            }
            var bold = IsBoldName(letter.FontName);
            run.Add(value, x0, x1, size, y, bold, space);
            sizes[size] = sizes.GetValueOrDefault(size) + value.Length;
            (lastX0, lastY, lastValue, space) = (x0, y, value, false);
        }
        End();
        if (runs.Count > 0) AddLinks(page, runs);
        return new(page.Number, page.Width, page.Height, runs, page.NumberOfImages);
    }

    /// <summary>By the font's name: weights in font descriptors are often wrong, and one writer gives its plain Arial 700.</summary>
    private static bool IsBoldName(string? font)
    {
        if (font is null) return false;
        foreach (var name in (ReadOnlySpan<string>)["Bold", "Black", "Heavy", "Demi", "CMBX", "SFBX"])
            if (font.Contains(name, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static void AddLinks(Page page, List<PdfRun> runs)
    {
        foreach (var annotation in page.GetAnnotations())
        {
            if (annotation.Type != UglyToad.PdfPig.Annotations.AnnotationType.Link || annotation.Action is not UglyToad.PdfPig.Actions.UriAction { Uri: { Length: > 0 } uri }) continue;
            var box = annotation.Rectangle;
            foreach (var run in runs)
            {
                var middle = run.Baseline + 0.25 * run.Size;
                if (middle < box.Bottom || middle > box.Top || run.Right < box.Left || run.Left > box.Right) continue;
                int start = -1, end = -1;
                for (var i = 0; i < run.Text.Length; i++)
                {
                    var x = run.XOf(i);
                    if (x < box.Left - 1 || x > box.Right - 1) continue;
                    if (start < 0) start = i;
                    end = i + 1;
                }
                if (start >= 0) run.Links.Add((start, end, uri));
            }
        }
    }
}
