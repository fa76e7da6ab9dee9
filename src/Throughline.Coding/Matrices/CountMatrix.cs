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
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var analysts = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).Select(a => a.Id).ToListAsync(cancel);
            var sources = await db.Sources.AsNoTracking().Where(s => s.Project == reader.Project && s.BinnedAt == null).OrderBy(s => s.Number).Select(s => new SourceRow(s.Id, s.Number, s.Title, s.Current)).ToListAsync(cancel);
            // Few passages are lost, and they are found first: a join that begins at the codings reads them all.
            var adrift = await db.Excerpts.AsNoTracking().Where(e => e.Project == reader.Project && e.IsLost).Select(e => e.Id).ToListAsync(cancel);
            var lost = 0;
            foreach (var some in adrift.Chunk(5_000))
                lost += await (from c in hidden.Without(db.Codings.AsNoTracking().Where(c => some.Contains(c.Excerpt) && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst)
                               join s in db.Sources on c.Source equals s.Id
                               where s.BinnedAt == null
                               select c.Id).CountAsync(cancel);

            // What others put on passages that are closed to the reader by themselves; closed sources are known as a whole.
            var narrow = hidden.Narrow.Select(ExcerptId.From).ToList();
            var closed = narrow.Count == 0 ? [] : (await (from c in db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && EF.Parameter(narrow).Contains(c.Excerpt)) join e in db.Excerpts on c.Excerpt equals e.Id select new { c.Excerpt, c.Source, c.Code, c.Analyst, e.Start, e.End }).ToListAsync(cancel))
                .FindAll(c => hidden.IsHidden(c.Excerpt.Value, c.Analyst)).ConvertAll(c => (c.Source, c.Code, c.Analyst, c.Start, c.End));

            var plan = new Plan(reader.Project, by.Value, attribute, request, tree, rows, columns, sources, by is MatrixBy.Case or MatrixBy.Attribute || request.Count == MatrixCount.Cases ? await CaseLookup.LoadAsync(db, reader.Project, cancel) : null, analysts, hidden, closed);
            var total = await CountAsync(plan, adrift.Select(e => RawReader.Number(e.Value)).ToHashSet(), cancel);
            return plan.Build(total, word, lost);
        }

        /// <summary>Each half of the sources on a thread and a connection of its own.</summary>
        private async Task<Tally> CountAsync(Plan plan, HashSet<UInt128> lost, CancellationToken cancel)
        {
            var ids = plan.Sources.Select(s => RawReader.Number(s.Id.Value)).Order().ToArray();
            if (ids.Length == 0) return new(plan);
            var parts = Math.Clamp(Math.Min(Environment.ProcessorCount, ids.Length / 8), 1, 4);
            var work = Enumerable.Range(0, parts).Select(part => Task.Run(async () =>
            {
                await using var db = await contexts.CreateDbContextAsync(cancel);
                var tally = new Tally(plan);
                var to = part + 1 == parts ? (UInt128?)null : ids[ids.Length * (part + 1) / parts];
                await using var texts = plan.NeedsText ? await contexts.CreateDbContextAsync(cancel) : null;
                var from = ids[ids.Length * part / parts];
                if (plan.NeedsPlaces) CodedSources.Read(db, plan.Project, from, to, plan.CodeLines, plan.AnalystPlaces, (source, coded) => tally.Add(source, coded, texts), cancel);
                else CodedSources.ReadWithoutPlaces(db, plan.Project, from, to, lost, plan.CodeLines, plan.AnalystPlaces, (source, coded) => tally.Add(source, coded, texts), cancel);
                return tally;
            }, cancel)).ToList();
            var tallies = await Task.WhenAll(work);
            foreach (var other in tallies.Skip(1)) tallies[0].Take(other);
            return tallies[0];
        }
    }

    internal sealed record SourceRow(SourceId Id, int Number, string Title, RevisionId Current);

    /// <summary>What is counted against what: the same for every part of the work.</summary>
    private sealed class Plan
    {
        public Plan(ProjectId project, MatrixBy by, CaseAttribute? attribute, Request request, CodeTree tree, CodeTree.LineSet rows, CodeTree.LineSet? columns, List<SourceRow> sources, CaseLookup? cases, List<AnalystId> analysts, Hidden hidden,
            List<(SourceId Source, CodeId Code, AnalystId Analyst, int Start, int End)> closed)
        {
            (Project, By, Attribute, Request, Rows, ColumnCodes, Sources, Cases, Hidden, Analysts) = (project, by, attribute, request, rows, columns, sources, cases, hidden, analysts);
            SourcePlace = sources.Select((s, i) => (RawReader.Number(s.Id.Value), i)).ToDictionary(s => s.Item1, s => s.i);
            var wanted = request.Analysts;
            AnalystPlaces = analysts.Select((a, i) => (a, i)).Where(a => wanted is null || wanted.Contains(a.a)).ToDictionary(a => RawReader.Number(a.a.Value), a => a.i);
            // A code is spoken of by its place in the tree; rows and columns are looked up from there.
            CodeLines = tree.Codes.Select((c, i) => (c, i)).ToDictionary(c => RawReader.Number(c.c.Id.Value), c => c.i);
            Closed = closed.Where(c => AnalystPlaces.ContainsKey(RawReader.Number(c.Analyst.Value))).ToLookup(c => c.Source, c => new Coded(CodeLines[RawReader.Number(c.Code.Value)], AnalystPlaces[RawReader.Number(c.Analyst.Value)], c.Start, c.End));
            RowOf = rows.Places;
            ColumnOf = columns?.Places ?? [];
            if (by == MatrixBy.Attribute)
            {
                Values = [.. Enumerable.Range(0, cases!.Cases.Count).Select(c => cases.ValueOf([c], attribute!.Id)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Order(new ByType(attribute!.Type))];
                ValuePlace = Values.Select((v, i) => (v, i)).ToDictionary(v => v.v, v => v.i, StringComparer.OrdinalIgnoreCase);
            }
            NeedsPlaces = by == MatrixBy.Code || closed.Count > 0 || request.Count == MatrixCount.Words || (cases is not null && sources.Exists(s => cases.Whole(s.Id) is null));
            // The last column of cases and attributes is for what belongs to none: silence is data.
            Width = by switch { MatrixBy.Source => sources.Count, MatrixBy.Code => columns!.Lines.Count, MatrixBy.Case => cases!.Cases.Count + 1, _ => Values.Length + 1 };
        }

        public ProjectId Project { get; }
        public MatrixBy By { get; }
        public CaseAttribute? Attribute { get; }
        public Request Request { get; }
        public CodeTree.LineSet Rows { get; }
        public CodeTree.LineSet? ColumnCodes { get; }
        public List<SourceRow> Sources { get; }
        public Dictionary<UInt128, int> SourcePlace { get; }
        public CaseLookup? Cases { get; }
        public List<AnalystId> Analysts { get; }
        public Hidden Hidden { get; }

        /// <summary>What is closed to the reader on single passages.</summary>
        public ILookup<SourceId, Coded> Closed { get; }
        public Dictionary<UInt128, int> CodeLines { get; }
        public Dictionary<UInt128, int> AnalystPlaces { get; }
        public int[] RowOf { get; }
        public int[] ColumnOf { get; }
        public string[] Values { get; } = [];
        public Dictionary<string, int> ValuePlace { get; } = [];
        public int Width { get; }
        public int Height => Rows.Lines.Count;
        public bool NeedsText => Request.Count == MatrixCount.Words || (By == MatrixBy.Code && Request.Meeting == CodeMeeting.Near);

        /// <summary>Where a passage stands matters only where passages are held against one another, or where whose it is depends on the place.</summary>
        public bool NeedsPlaces { get; }

        public int[] ColumnsOf(int[] cases)
        {
            if (By == MatrixBy.Case) return cases.Length == 0 ? [Width - 1] : cases;
            return Cases!.ValueOf(cases, Attribute!.Id) is { } value ? [ValuePlace[value]] : [Width - 1];
        }

        public Matrix Build(Tally tally, string word, int lost)
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
            return new(By, By == MatrixBy.Attribute ? Attribute!.Name : By.ToString().ToLowerInvariant(), Request.Count, rows, [.. keep.Select(c => columns[c])], counts, lost);

            int BaseOf(int column) => Request.Count switch
            {
                MatrixCount.Sources => By switch
                {
                    MatrixBy.Source => 1,
                    _ => Cases!.Pairs.Where(p => SourcePlace.ContainsKey(RawReader.Number(p.Source.Value)) && ColumnsOf([p.Case]).Contains(column)).Select(p => p.Source).Distinct().Count() is var tied && column == Width - 1
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
    private sealed class Tally
    {
        private readonly Plan _plan;
        private readonly int _wide;
        private readonly int[] _counts;
        private readonly int[] _lastSource;
        private readonly HashSet<(int Cell, int Case)> _cases = [];
        private readonly Dictionary<int, List<(int Start, int End)>> _spans = [];
        private int _source;

        public Tally(Plan plan)
        {
            _plan = plan;
            _wide = plan.Width + 1;
            _counts = new int[(plan.Height + 1) * _wide];
            _lastSource = plan.Request.Count == MatrixCount.Sources ? new int[_counts.Length] : [];
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

        public void Add(UInt128 source, Span<Coded> coded, ThroughlineDb? texts)
        {
            if (!_plan.SourcePlace.TryGetValue(source, out var place)) return; // in the bin
            var row = _plan.Sources[place];
            if (_plan.Hidden.On(row.Id.Value) is { Count: > 0 } closed)
            {
                var kept = 0;
                foreach (var one in coded)
                    if (!closed.Contains(_plan.Analysts[one.Analyst])) coded[kept++] = one;
                coded = coded[..kept];
            }
            if (_plan.Closed[row.Id].ToHashSet() is { Count: > 0 } single)
            {
                var kept = 0;
                foreach (var one in coded)
                    if (!single.Contains(one)) coded[kept++] = one;
                coded = coded[..kept];
            }
            _source++;
            var text = texts?.Revisions.AsNoTracking().Where(r => r.Id == row.Current).Select(r => r.Text).Single();
            switch (_plan.By)
            {
                case MatrixBy.Source:
                    int[] only = [place];
                    var all = _plan.Cases?.Whole(row.Id);
                    foreach (var one in coded) Count(row.Id, one, only, all);
                    break;
                case MatrixBy.Code:
                    AddMeetings(row.Id, coded, text);
                    break;
                default:
                    var whole = _plan.Cases!.Whole(row.Id);
                    var columns = whole is null ? null : _plan.ColumnsOf(whole);
                    foreach (var one in coded)
                    {
                        var cases = whole ?? _plan.Cases.Of(row.Id, one.Start, one.End);
                        Count(row.Id, one, columns ?? _plan.ColumnsOf(cases), cases);
                    }
                    break;
            }
            if (_plan.Request.Count == MatrixCount.Words) AddWords(text!);
        }

        private void AddMeetings(SourceId source, Span<Coded> coded, string? text)
        {
            var stretches = new (int, int)[coded.Length];
            var columns = new int[coded.Length];
            var breaks = _plan.Request.Meeting == CodeMeeting.Near ? Meetings.BreaksOf(text!) : null;
            for (var i = 0; i < coded.Length; i++)
            {
                stretches[i] = breaks is null ? (coded[i].Start, coded[i].End) : Meetings.InParagraphs(coded[i].Start, coded[i].End, breaks, _plan.Request.Within);
                columns[i] = _plan.ColumnOf[coded[i].Code];
            }
            var met = Meetings.Sweep(stretches, columns, _plan.Width, _plan.Request.Meeting == CodeMeeting.SamePassage);
            var words = (_plan.Width + 63) / 64;
            var into = new int[_plan.Width];
            var all = _plan.Cases?.Whole(source);
            for (var i = 0; i < coded.Length; i++)
            {
                var count = 0;
                for (var w = 0; w < words; w++)
                    for (var bits = met[i * words + w]; bits != 0; bits &= bits - 1) into[count++] = w * 64 + System.Numerics.BitOperations.TrailingZeroCount(bits);
                Count(source, coded[i], into.AsSpan(0, count), all);
            }
        }

        private void Count(SourceId source, Coded one, ReadOnlySpan<int> columns, int[]? cases)
        {
            var row = _plan.RowOf[one.Code];
            if (row < 0) return;
            var here = row * _wide;
            var any = _plan.Height * _wide;
            switch (_plan.Request.Count)
            {
                case MatrixCount.Passages:
                    foreach (var column in columns)
                    {
                        _counts[here + column]++;
                        _counts[any + column]++;
                    }
                    _counts[here + _plan.Width]++;
                    break;
                case MatrixCount.Sources:
                    foreach (var column in columns)
                    {
                        Once(here + column);
                        Once(any + column);
                    }
                    Once(here + _plan.Width);
                    break;
                case MatrixCount.Cases:
                    foreach (var owner in cases ?? _plan.Cases!.Of(source, one.Start, one.End))
                    {
                        foreach (var column in columns)
                        {
                            // A passage of two cases stands in the column of each, and counts there for that one only.
                            if (_plan.By == MatrixBy.Case && column != owner) continue;
                            OnceFor(here + column, owner);
                            OnceFor(any + column, owner);
                        }
                        OnceFor(here + _plan.Width, owner);
                    }
                    break;
                default:
                    foreach (var column in columns)
                    {
                        Keep(here + column, one);
                        Keep(any + column, one);
                    }
                    Keep(here + _plan.Width, one);
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
