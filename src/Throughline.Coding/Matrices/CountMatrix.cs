using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

public sealed record MatrixUnknown(string Message) : Error(Message);

/// <summary>Counts codes against cases, sources, an attribute's values, or codes.</summary>
public static class CountMatrix
{
    /// <param name="Columns">"case", "source", "code", or an attribute's name.</param>
    /// <param name="Meeting">For codes: when two passages meet.</param>
    /// <param name="Within">For <see cref="CodeMeeting.Near"/>: paragraphs apart, 0 to 50.</param>
    /// <param name="Rows">The codes to count, in the codebook's order; null counts all that are not retired.</param>
    /// <param name="ColumnCodes">For codes: those to stand as columns; null takes the rows.</param>
    /// <param name="Collapsed">Codes that take everything below them.</param>
    /// <param name="Analysts">Whose codings; null counts everyone's that the reader may see.</param>
    public sealed record Request(string Columns = "case", MatrixCount Count = MatrixCount.Passages, CodeMeeting Meeting = CodeMeeting.Overlap, int Within = 1,
        IReadOnlyCollection<CodeId>? Rows = null, IReadOnlyCollection<CodeId>? ColumnCodes = null, IReadOnlyCollection<CodeId>? Collapsed = null, IReadOnlyCollection<AnalystId>? Analysts = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Result<Matrix>> RunAsync(Acting reader, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (request.Within is < 0 or > 50) return new MatrixUnknown($"Codes can be near within 0 to 50 paragraphs, not {request.Within}.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var attributes = await db.Attributes.AsNoTracking().Where(a => a.Project == reader.Project).OrderBy(a => a.Order).ThenBy(a => a.Id).ToListAsync(cancel);
            var word = request.Columns.Trim();
            CaseAttribute? attribute = null;
            MatrixBy? by = word.ToLowerInvariant() switch { "case" or "cases" => MatrixBy.Case, "source" or "sources" => MatrixBy.Source, "code" or "codes" => MatrixBy.Code, _ => null };
            if (by is null)
            {
                attribute = attributes.FirstOrDefault(a => string.Equals(a.Name, word, StringComparison.OrdinalIgnoreCase));
                if (attribute is null)
                    return new MatrixUnknown($"There is no attribute \"{word}\" to make columns of. Choose case, source, code{string.Concat(attributes.Select(a => $" or \"{a.Name}\""))}.");
                by = MatrixBy.Attribute;
            }

            var tree = CodeTree.Of(await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel));
            var rows = tree.Lines(request.Rows, request.Collapsed);
            var columns = by == MatrixBy.Code ? tree.Lines(request.ColumnCodes ?? request.Rows, request.Collapsed) : null;
            var seen = await SeenCodings.FindAsync(db, reader, tree, request.Analysts, cancel);
            var plan = new Plan(by.Value, attribute, request, tree, rows, columns, seen, by is MatrixBy.Case or MatrixBy.Attribute || request.Count == MatrixCount.Cases ? await CaseLookup.LoadAsync(db, reader.Project, cancel) : null);
            return plan.Build(await seen.CountAsync(contexts, plan.NeedsPlaces, plan.NeedsText, () => new Tally(plan), cancel), word);
        }
    }

    /// <summary>What is counted against what: the same for every part of the work.</summary>
    private sealed class Plan
    {
        public Plan(MatrixBy by, CaseAttribute? attribute, Request request, CodeTree tree, CodeTree.LineSet rows, CodeTree.LineSet? columns, SeenCodings seen, CaseLookup? cases)
        {
            (By, Attribute, Request, Rows, ColumnCodes, Codes, Seen, Cases) = (by, attribute, request, rows, columns, tree.Codes.Count, seen, cases);
            // A code is spoken of by its place in the tree; rows and columns are looked up from there.
            RowOf = rows.Places;
            ColumnOf = columns?.Places ?? [];
            if (by == MatrixBy.Attribute)
            {
                Values = [.. Enumerable.Range(0, cases!.Cases.Count).Select(c => cases.ValueOf([c], attribute!.Id)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Order(new ByType(attribute!.Type))];
                ValuePlace = Values.Select((v, i) => (v, i)).ToDictionary(v => v.v, v => v.i, StringComparer.OrdinalIgnoreCase);
            }
            NeedsPlaces = by == MatrixBy.Code || request.Count is MatrixCount.Passages or MatrixCount.Words || (cases is not null && Sources.Any(s => cases.Whole(s.Id) is null));
            // The last column of cases and attributes is for what belongs to none: silence is data.
            Width = by switch { MatrixBy.Source => Sources.Count, MatrixBy.Code => columns!.Lines.Count, MatrixBy.Case => cases!.Cases.Count + 1, _ => Values.Length + 1 };
        }

        public MatrixBy By { get; }
        public CaseAttribute? Attribute { get; }
        public Request Request { get; }
        public CodeTree.LineSet Rows { get; }
        public CodeTree.LineSet? ColumnCodes { get; }
        /// <summary>How many codes the codebook has.</summary>
        public int Codes { get; }
        public SeenCodings Seen { get; }
        public IReadOnlyList<SeenCodings.SourceRow> Sources => Seen.Sources;
        public CaseLookup? Cases { get; }
        public int[] RowOf { get; }
        public int[] ColumnOf { get; }
        public string[] Values { get; } = [];
        public Dictionary<string, int> ValuePlace { get; } = [];
        public int Width { get; }
        public int Height => Rows.Lines.Count;
        public bool NeedsText => Request.Count == MatrixCount.Words || (By == MatrixBy.Code && Request.Meeting == CodeMeeting.Near);

        /// <summary>Where a coding stands matters where passages are counted or held against one another, or where whose it is depends on the place. Sources and cases are counted without.</summary>
        public bool NeedsPlaces { get; }

        public int[] ColumnsOf(int[] cases)
        {
            if (By == MatrixBy.Case) return cases.Length == 0 ? [Width - 1] : cases;
            return Cases!.ValueOf(cases, Attribute!.Id) is { } value ? [ValuePlace[value]] : [Width - 1];
        }

        public Matrix Build(Tally tally, string word)
        {
            var columns = new List<MatrixColumn>();
            switch (By)
            {
                case MatrixBy.Source:
                    columns.AddRange(Sources.Select((s, i) => new MatrixColumn(s.Id.Value.ToString("D"), s.Title, BaseOf(i))));
                    break;
                case MatrixBy.Code:
                    columns.AddRange(ColumnCodes!.Lines.Select(l => new MatrixColumn(l.Code.Id.Value.ToString("D"), l.Code.Name, 0)));
                    break;
                case MatrixBy.Case:
                    columns.AddRange(Cases!.Cases.Select((c, i) => new MatrixColumn(c.Id.Value.ToString("D"), c.Name, BaseOf(i))));
                    columns.Add(new("", "no case", BaseOf(Width - 1)));
                    break;
                default:
                    columns.AddRange(Values.Select((v, i) => new MatrixColumn("=" + v, v, BaseOf(i))));
                    columns.Add(new("", "not recorded", BaseOf(Width - 1)));
                    break;
            }
            var rows = Rows.Lines.Select((l, i) => new MatrixRow(l.Code.Id, l.Code.Name, l.Path, l.Depth, l.Code.Colour, l.HasChildren, l.IsCollapsed, l.IsGroup, l.Code.FrameworkTerm, tally.RowTotal(i))).ToList();
            var headings = rows.Where(r => r.IsHeading).Select(r => r.Code).ToHashSet();
            // A column for what has none is shown only where something stands in it; one for a code that only gathers others, where somebody coded with it all the same.
            var keep = Enumerable.Range(0, columns.Count).Where(c => (columns[c].Key.Length > 0 || columns[c].Base > 0) && !(By == MatrixBy.Code && headings.Contains(ColumnCodes!.Lines[c].Code.Id))).ToList();
            var counts = rows.Select((r, i) => (IReadOnlyList<int?>)[.. keep.Select(c => r.IsHeading || (By == MatrixBy.Code && r.Code == ColumnCodes!.Lines[c].Code.Id) ? (int?)null : tally.Cell(i, c))]).ToList();
            return new(By, By == MatrixBy.Attribute ? Attribute!.Name : By.ToString().ToLowerInvariant(), Request.Count, rows, [.. keep.Select(c => columns[c])], counts, Seen.Lost);

            int BaseOf(int column) => Request.Count switch
            {
                MatrixCount.Sources => By switch
                {
                    MatrixBy.Source => 1,
                    _ => Cases!.Pairs.Where(p => Seen.Has(p.Source) && ColumnsOf([p.Case]).Contains(column)).Select(p => p.Source).Distinct().Count() is var tied && column == Width - 1
                        ? Math.Max(tied, tally.Any(column)) : tied,
                },
                MatrixCount.Cases => By switch
                {
                    MatrixBy.Source => Cases!.Pairs.Count(p => p.Source == Sources[column].Id),
                    MatrixBy.Case => column == Width - 1 ? 0 : 1,
                    _ => Enumerable.Range(0, Cases!.Cases.Count).Count(c => ColumnsOf([c]).Contains(column)),
                },
                _ => tally.Any(column),
            };
        }

        private sealed class ByType(AttributeType type) : IComparer<string>
        {
            public int Compare(string? x, string? y) =>
                type == AttributeType.Number && double.TryParse(x, System.Globalization.CultureInfo.InvariantCulture, out var a) && double.TryParse(y, System.Globalization.CultureInfo.InvariantCulture, out var b) ? a.CompareTo(b)
                : type == AttributeType.Date ? string.CompareOrdinal(x, y) : StringComparer.CurrentCultureIgnoreCase.Compare(x, y);
        }
    }

    /// <summary>Counts of one part of the sources. Row <see cref="Plan.Height"/> holds what any row has; column <see cref="Plan.Width"/> what a row has in any column.</summary>
    private sealed class Tally : ITally<Tally>
    {
        private readonly Plan _plan;
        private readonly int _wide;
        private readonly int[] _counts;
        private readonly int[] _lastSource;
        private readonly HashSet<(int Cell, int Case)> _cases = [];
        private readonly Dictionary<int, List<(int Start, int End)>> _spans = [];
        private readonly ByWords _words = new();
        /// <summary>The passage, by its number, that a row or a code was last met on.</summary>
        private readonly int[] _lastOfRow, _lastOfCode;
        private int _source, _passage;

        public Tally(Plan plan)
        {
            _plan = plan;
            _wide = plan.Width + 1;
            _counts = new int[(plan.Height + 1) * _wide];
            _lastSource = plan.Request.Count == MatrixCount.Sources ? new int[_counts.Length] : [];
            _lastOfRow = new int[plan.Height];
            _lastOfCode = plan.By == MatrixBy.Code ? new int[plan.Codes] : [];
        }

        public int Cell(int row, int column) => _counts[row * _wide + column];
        public int RowTotal(int row) => _counts[row * _wide + _plan.Width];
        public int Any(int column) => _counts[_plan.Height * _wide + column];

        public void Take(Tally other)
        {
            if (_plan.Request.Count == MatrixCount.Cases)
            {
                foreach (var one in other._cases)
                    if (_cases.Add(one)) _counts[one.Cell]++;
            }
            else
                for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        }

        public void Add(int source, Span<Coded> coded, ThroughlineDb? texts)
        {
            var of = _plan.Sources[source];
            _source++;
            var text = texts?.Revisions.AsNoTracking().Where(r => r.Id == of.Current).Select(r => r.Text).Single();
            _words.Gather(coded);
            if (_plan.By == MatrixBy.Code) AddMeetings(of.Id, coded, text);
            else
            {
                var whole = _plan.Cases?.Whole(of.Id);
                int[]? columns = _plan.By == MatrixBy.Source ? [source] : whole is null ? null : _plan.ColumnsOf(whole);
                for (var place = 0; place < _words.Count; place++)
                {
                    _passage++;
                    var one = coded[_words.First(place)];
                    var cases = whole ?? (_plan.By == MatrixBy.Source ? null : _plan.Cases!.Of(of.Id, one.Start, one.End));
                    var into = columns ?? _plan.ColumnsOf(cases!);
                    var isCounted = false;
                    for (var i = _words.First(place); i >= 0; i = _words.Next(i))
                    {
                        var row = _plan.RowOf[coded[i].Code];
                        if (row < 0 || _lastOfRow[row] == _passage) continue;
                        (_lastOfRow[row], isCounted) = (_passage, true);
                        Count(of.Id, row, one, into, cases);
                    }
                    if (isCounted) Count(of.Id, _plan.Height, one, into, cases);
                }
            }
            if (_plan.Request.Count == MatrixCount.Words) AddWords(text!);
        }

        private void AddMeetings(SourceId source, ReadOnlySpan<Coded> all, string? text)
        {
            // A code stands on a passage once, whoever put it there: no passage meets itself.
            var coded = new List<Coded>(all.Length);
            for (var place = 0; place < _words.Count; place++)
            {
                _passage++;
                for (var i = _words.First(place); i >= 0; i = _words.Next(i))
                {
                    var code = all[i].Code;
                    if (_lastOfCode[code] == _passage || (_plan.RowOf[code] < 0 && _plan.ColumnOf[code] < 0)) continue;
                    _lastOfCode[code] = _passage;
                    coded.Add(all[i]);
                }
            }
            var stretches = new (int, int)[coded.Count];
            var columns = new int[coded.Count];
            var breaks = _plan.Request.Meeting == CodeMeeting.Near ? Meetings.BreaksOf(text!) : null;
            for (var i = 0; i < coded.Count; i++)
            {
                stretches[i] = breaks is null ? (coded[i].Start, coded[i].End) : Meetings.InParagraphs(coded[i].Start, coded[i].End, breaks, _plan.Request.Within);
                columns[i] = _plan.ColumnOf[coded[i].Code];
            }
            var met = Meetings.Sweep(stretches, columns, _plan.Width, _plan.Request.Meeting == CodeMeeting.SamePassage);
            var words = (_plan.Width + 63) / 64;
            var into = new int[_plan.Width];
            var cases = _plan.Cases?.Whole(source);
            for (var i = 0; i < coded.Count; i++)
            {
                // Codes of one passage stand one after another.
                var isFirst = i == 0 || (coded[i].Start, coded[i].End) != (coded[i - 1].Start, coded[i - 1].End);
                if (isFirst) _passage++;
                var row = _plan.RowOf[coded[i].Code];
                if (row < 0 || _lastOfRow[row] == _passage) continue;
                _lastOfRow[row] = _passage;
                var count = 0;
                for (var w = 0; w < words; w++)
                {
                    var bits = met[i * words + w];
                    for (var j = i + 1; j < coded.Count && (coded[j].Start, coded[j].End) == (coded[i].Start, coded[i].End); j++)
                        if (_plan.RowOf[coded[j].Code] == row) bits |= met[j * words + w];
                    for (; bits != 0; bits &= bits - 1) into[count++] = w * 64 + System.Numerics.BitOperations.TrailingZeroCount(bits);
                }
                Count(source, row, coded[i], into.AsSpan(0, count), cases);
            }
        }

        /// <summary>Counts a passage in a row, once in each column that it stands in.</summary>
        private void Count(SourceId source, int row, Coded one, ReadOnlySpan<int> columns, int[]? cases)
        {
            var here = row * _wide;
            var all = here + _plan.Width;
            switch (_plan.Request.Count)
            {
                case MatrixCount.Passages:
                    foreach (var column in columns) _counts[here + column]++;
                    _counts[all]++;
                    break;
                case MatrixCount.Sources:
                    foreach (var column in columns) Once(here + column);
                    Once(all);
                    break;
                case MatrixCount.Cases:
                    foreach (var owner in cases ?? _plan.Cases!.Of(source, one.Start, one.End))
                    {
                        foreach (var column in columns)
                        {
                            // A passage of two cases stands in the column of each, and counts there for that one only.
                            if (_plan.By == MatrixBy.Case && column != owner) continue;
                            OnceFor(here + column, owner);
                        }
                        OnceFor(all, owner);
                    }
                    break;
                default:
                    foreach (var column in columns) Keep(here + column, one);
                    Keep(all, one);
                    break;
            }
        }

        private void Once(int cell)
        {
            if (_lastSource[cell] == _source) return;
            _lastSource[cell] = _source;
            _counts[cell]++;
        }

        private void OnceFor(int cell, int owner)
        {
            if (_cases.Add((cell, owner))) _counts[cell]++;
        }

        private void Keep(int cell, Coded one)
        {
            ref var spans = ref CollectionsMarshal.GetValueRefOrAddDefault(_spans, cell, out _);
            (spans ??= []).Add((one.Start, one.End));
        }

        private void AddWords(string text)
        {
            var starts = Words.Of(text).Select(w => w.Start).ToArray();
            foreach (var (cell, spans) in _spans)
            {
                spans.Sort();
                var reached = 0;
                foreach (var (start, end) in spans)
                {
                    var from = Math.Max(start, reached);
                    if (from < end) _counts[cell] += Before(starts, end) - Before(starts, from);
                    reached = Math.Max(reached, end);
                }
            }
            _spans.Clear();
        }

        private static int Before(int[] starts, int position)
        {
            var found = Array.BinarySearch(starts, position);
            return found < 0 ? ~found : found;
        }
    }
}
