using System.Text.Json.Serialization;
using System.Threading.Channels;

namespace Throughline.Surface.Tests;

// The shapes of docs/coding-api.md. Short property names are the contract's, chosen there because a source may have 20,000 codings.

internal sealed record BlockDto(int S, int E, string K, int L, int N)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? P { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? T { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? R { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? C { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public bool? H { get; init; }
}

internal sealed record TurnDto(int S, int E, int Sp, bool Q);
internal sealed record SpeakerDto(Guid Id, string Label, string Name, bool IsInterviewer);
internal sealed record PageDto(int S, string Label);
internal sealed record RevisionDto(Guid Id, int Number);
internal sealed record SourceDto(Guid Id, int Number, string Title, string Kind, string About, RevisionDto Revision, bool IsNewest);
internal sealed record LinkDto(Guid Id, string Title);

internal sealed record CodeDto(Guid Id, Guid? Parent, string Name, string Path, string Definition, int Colour, int Order, bool IsGroup, string Origin, bool Retired, int All);
internal sealed record CodingDto(Guid Id, Guid Code, int S, int E, Guid By, DateTime At, bool Suggested, bool Memo);
internal sealed record MemoDto(Guid Id, string Text, Guid By, string ByName, DateTime At);
internal sealed record NodeDto(string Kind, Guid Id, string KindLabel, string Label, string? Href, bool Quoted, bool Here, bool Open);
internal sealed record AnalystRow(Guid Id, string Name);

internal sealed record Document(SourceDto Source, string Text, IReadOnlyList<BlockDto> Blocks, IReadOnlyList<TurnDto> Turns, IReadOnlyList<SpeakerDto> Speakers, IReadOnlyList<PageDto> Pages)
{
    public int? LastPosition { get; set; }
    public Dictionary<Guid, bool> Finished { get; } = [];
    public bool Blind { get; set; }
}

/// <summary>What was refused, in a sentence for the person.</summary>
internal sealed class RefusedException(string message) : Exception(message);

/// <summary>
/// A project held in memory, behind the API the coding page uses. It keeps what it is given and answers as the contract says: it
/// checks what a store would check (a range within the text, a code that exists, an id already used) and nothing of the page's own.
/// </summary>
internal sealed class World
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<(int Seq, Guid Coding)>> _touched = [];
    private readonly Dictionary<Guid, Stack<Step>> _undo = [];
    private readonly Dictionary<Guid, Stack<Step>> _redo = [];
    private readonly List<Channel<(int Seq, Guid? Source, string What)>> _listeners = [];
    private int _seq = 1;
    private int _version = 1;

    private sealed record Step(string Did, Guid? Source, Action Undo, Action Redo);

    public Guid Project { get; } = Guid.CreateVersion7();
    public List<AnalystRow> Analysts { get; } = [];
    public Dictionary<Guid, Document> Documents { get; } = [];
    public Dictionary<Guid, CodeDto> Codes { get; } = [];
    public Dictionary<Guid, (Guid Source, CodingDto Coding)> Codings { get; } = [];
    public Dictionary<string, List<MemoDto>> Memos { get; } = [];

    /// <summary>Words that memos were written on.</summary>
    public Dictionary<Guid, (Guid Source, int S, int E)> Passages { get; } = [];

    /// <summary>The next write is refused with this sentence.</summary>
    public string? RefuseNext { get; set; }

    /// <summary>While true every request fails as a proxy without a server behind it would.</summary>
    public bool IsDown { get; set; }

    /// <summary>The next write is done, and its answer lost on the way.</summary>
    public bool LoseNextAnswer { get; set; }

    /// <summary>What has changed is looked up at once, and told once it is set.</summary>
    public TaskCompletionSource? HeldChanges { get; set; }

    /// <summary>How many answers wait for it.</summary>
    public int ChangesHeld;

    /// <summary>Writes are answered once it is set.</summary>
    public TaskCompletionSource? Held { get; set; }

    public int Writes { get; private set; }

    public DateTime Now { get; set; } = new(2026, 11, 14, 10, 12, 0, DateTimeKind.Utc);

    public T Locked<T>(Func<T> read)
    {
        lock (_lock) return read();
    }

    public string NameOf(Guid analyst) => Analysts.Single(a => a.Id == analyst).Name;

    // ---- reading --------------------------------------------------------------------------------------------------------

    private static bool IsHidden(Document document, Guid reader, Guid by) =>
        document.Blind && by != reader && document.Finished.ContainsKey(by) && document.Finished.Values.Any(done => !done);

    public object Text(Guid id)
    {
        lock (_lock)
        {
            var d = Find(id);
            var ordered = Documents.Values.OrderBy(x => x.Source.Number).ToList();
            var at = ordered.IndexOf(d);
            LinkDto? Link(int i) => i >= 0 && i < ordered.Count ? new(ordered[i].Source.Id, ordered[i].Source.Title) : null;
            return new { d.Source, d.Text, d.Blocks, d.Turns, d.Speakers, d.Pages, Previous = Link(at - 1), Next = Link(at + 1), d.LastPosition };
        }
    }

    public object Codebook()
    {
        lock (_lock)
        {
            var counts = Codings.Values.Where(c => !c.Coding.Suggested).CountBy(c => c.Coding.Code).ToDictionary();
            return new { Version = _version, Codes = Codes.Values.OrderBy(c => c.Order).Select(c => c with { All = c.All + counts.GetValueOrDefault(c.Id) }).ToList() };
        }
    }

    public object CodingsOf(Guid id, int? since, Guid reader)
    {
        lock (_lock)
        {
            var d = Find(id);
            var hidden = Analysts.Where(a => IsHidden(d, reader, a.Id)).Select(a => new { Analyst = a.Id, a.Name }).ToList();
            var visible = Codings.Values.Where(c => c.Source == id && (c.Coding.Suggested || !IsHidden(d, reader, c.Coding.By))).Select(c => c.Coding with { Memo = HasMemo(c.Coding.Id) });
            var analysts = Analysts.Where(a => !IsHidden(d, reader, a.Id)).Select(a => new { a.Id, a.Name, IsMe = a.Id == reader }).ToList();
            object? assignment = d.Finished.TryGetValue(reader, out var done) ? new { Finished = done } : null;
            var noted = Passages.Where(p => p.Value.Source == id && Memos.TryGetValue($"excerpt:{p.Key}", out var on) && on.Count > 0)
                .Select(p => (p.Key, p.Value, On: Memos[$"excerpt:{p.Key}"])).Select(p => (p.Key, p.Value, p.On, Shown: p.On.Find(m => m.By == reader) ?? p.On[0]))
                .Select(p => new { Id = p.Key, p.Value.S, p.Value.E, p.Shown.By, p.Shown.At, p.Shown.Text, Memos = p.On.Count }).ToList();
            if (since is not { } from) return new { Seq = _seq, Codings = visible.ToList(), Analysts = analysts, Hidden = hidden, Assignment = assignment, Noted = noted };
            var touched = (_touched.GetValueOrDefault(id) ?? []).Where(t => t.Seq > from).Select(t => t.Coding).ToHashSet();
            var removed = touched.Where(c => !Codings.ContainsKey(c)).ToList();
            return new { Seq = _seq, Codings = visible.Where(c => touched.Contains(c.Id)).ToList(), Removed = removed, Analysts = analysts, Hidden = hidden, Assignment = assignment, Noted = noted };
        }
    }

    private bool HasMemo(Guid coding) => Memos.TryGetValue($"coding:{coding}", out var memos) && memos.Count > 0;

    private Document Find(Guid id) => Documents.TryGetValue(id, out var d) ? d : throw new RefusedException($"There is no source {id}.");

    // ---- writing --------------------------------------------------------------------------------------------------------

    private void CheckWrite()
    {
        Writes++;
        if (RefuseNext is not { } reason) return;
        RefuseNext = null;
        throw new RefusedException(reason);
    }

    private void Touch(Guid source, IEnumerable<Guid> codings, string what = "codings")
    {
        _seq++;
        if (!_touched.TryGetValue(source, out var list)) _touched[source] = list = [];
        list.AddRange(codings.Select(c => (_seq, c)));
        Tell(source, what);
    }

    private void Tell(Guid? source, string what)
    {
        foreach (var listener in _listeners) listener.Writer.TryWrite((_seq, source, what));
    }

    private void Did(Guid by, Step step)
    {
        if (!_undo.TryGetValue(by, out var stack)) _undo[by] = stack = new();
        stack.Push(step);
        _redo.Remove(by);
    }

    public object Add(Guid source, Guid by, Guid revision, int s, int e, IReadOnlyList<Guid> codes, IReadOnlyList<Guid> ids)
    {
        lock (_lock)
        {
            CheckWrite();
            var d = Find(source);
            if (revision != d.Source.Revision.Id) throw new RefusedException("The text was corrected since this page was opened. Load it again.");
            if (s < 0 || e > d.Text.Length || s >= e) throw new RefusedException($"{s} to {e} is not a passage of this text.");
            if (codes.Count != ids.Count || codes.Count == 0) throw new RefusedException("Each code needs one id.");
            foreach (var c in codes) if (!Codes.ContainsKey(c)) throw new RefusedException($"There is no code {c}.");
            var made = new List<CodingDto>();
            foreach (var (code, id) in codes.Zip(ids))
            {
                if (!Codings.ContainsKey(id)) Codings[id] = (source, new(id, code, s, e, by, Now, false, false));
                made.Add(Codings[id].Coding);
            }
            void Put()
            {
                foreach (var c in made) Codings[c.Id] = (source, c);
                Touch(source, ids);
            }
            Put();
            Did(by, new($"coded {Names(made)}, paragraph {ParagraphAt(d, s)}", source, () =>
            {
                foreach (var id in ids) Codings.Remove(id);
                Touch(source, ids);
            }, Put));
            return new { Seq = _seq, Codings = made };
        }
    }

    public object Change(Guid id, Guid by, int? s, int? e, Guid? code)
    {
        lock (_lock)
        {
            CheckWrite();
            if (!Codings.TryGetValue(id, out var held)) throw new RefusedException("This coding has been removed by someone else.");
            var (source, was) = held;
            var now = was with { S = s ?? was.S, E = e ?? was.E, Code = code ?? was.Code };
            if (now.S < 0 || now.E > Find(source).Text.Length || now.S >= now.E) throw new RefusedException($"{now.S} to {now.E} is not a passage of this text.");
            void Put(CodingDto c)
            {
                Codings[id] = (source, c);
                Touch(source, [id]);
            }
            Put(now);
            Did(by, new($"changed {Names([now])}, paragraph {ParagraphAt(Find(source), now.S)}", source, () => Put(was), () => Put(now)));
            return new { Seq = _seq, Coding = now with { Memo = HasMemo(id) } };
        }
    }

    public object Remove(Guid by, IReadOnlyList<Guid> ids, string verb)
    {
        lock (_lock)
        {
            CheckWrite();
            var gone = ids.Where(Codings.ContainsKey).Select(id => Codings[id]).ToList();
            if (gone.Count == 0) return new { Seq = _seq };
            var source = gone[0].Source;
            void Take()
            {
                foreach (var (_, c) in gone) Codings.Remove(c.Id);
                Touch(source, ids);
            }
            Take();
            Did(by, new($"{verb} {Names([.. gone.Select(g => g.Coding)])}, paragraph {ParagraphAt(Find(source), gone[0].Coding.S)}", source, () =>
            {
                foreach (var g in gone) Codings[g.Coding.Id] = g;
                Touch(source, ids);
            }, Take));
            return new { Seq = _seq };
        }
    }

    public object Accept(Guid by, IReadOnlyList<Guid> ids)
    {
        lock (_lock)
        {
            CheckWrite();
            var made = new List<CodingDto>();
            foreach (var id in ids)
            {
                if (!Codings.TryGetValue(id, out var held)) throw new RefusedException("This suggestion has been dismissed by someone else.");
                Codings[id] = (held.Source, held.Coding with { Suggested = false, By = by, At = Now });
                made.Add(Codings[id].Coding);
                Touch(held.Source, [id]);
            }
            return new { Seq = _seq, Codings = made };
        }
    }

    public CodeDto MakeCode(Guid by, string name, bool inVivo, Guid? wanted)
    {
        lock (_lock)
        {
            CheckWrite();
            var parts = name.Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0) throw new RefusedException("A code needs a name.");
            if (wanted is { } id && Codes.TryGetValue(id, out var there)) return there;
            Guid? parent = null;
            CodeDto? made = null;
            for (var i = 0; i < parts.Length; i++)
            {
                var path = string.Join(" > ", parts[..(i + 1)]);
                made = Codes.Values.FirstOrDefault(c => c.Path == path);
                if (made is not null && i == parts.Length - 1) throw new RefusedException($"The codebook already has a code named \"{parts[i]}\". Choose another name.");
                made ??= new(i == parts.Length - 1 ? wanted ?? Guid.CreateVersion7() : Guid.CreateVersion7(), parent, parts[i], path, "", Codes.Count % 24 + 1, Codes.Count + 1, false, inVivo ? "inVivo" : "inductive", false, 0);
                Codes[made.Id] = made;
                parent = made.Id;
            }
            var last = made!;
            _version++;
            _seq++;
            Tell(null, "codebook");
            Did(by, new($"made the code ‘{last.Name}’", null, () => { Codes.Remove(last.Id); Tell(null, "codebook"); }, () => { Codes[last.Id] = last; Tell(null, "codebook"); }));
            return last;
        }
    }

    public object TurnBack(Guid by, bool undo)
    {
        lock (_lock)
        {
            var from = undo ? _undo : _redo;
            if (!from.TryGetValue(by, out var stack) || !stack.TryPop(out var step)) throw new RefusedException($"There is nothing of yours to {(undo ? "undo" : "redo")}.");
            if (undo) step.Undo();
            else step.Redo();
            var to = undo ? _redo : _undo;
            if (!to.TryGetValue(by, out var other)) to[by] = other = new();
            other.Push(step);
            return new { step.Did, step.Source, Seq = _seq };
        }
    }

    public object Undoable(Guid by)
    {
        lock (_lock)
        {
            string? Top(Dictionary<Guid, Stack<Step>> of) => of.TryGetValue(by, out var s) && s.TryPeek(out var step) ? step.Did : null;
            return new { Undo = Top(_undo), Redo = Top(_redo) };
        }
    }

    public IReadOnlyList<MemoDto> MemosOn(string on)
    {
        lock (_lock) return [.. Memos.GetValueOrDefault(on) ?? []];
    }

    public MemoDto KeepMemo(Guid by, string on, string text, Guid id)
    {
        lock (_lock)
        {
            CheckWrite();
            if (!Memos.TryGetValue(on, out var list)) Memos[on] = list = [];
            if (list.FirstOrDefault(m => m.Id == id) is { } there) return there;
            var made = new MemoDto(id, text, by, NameOf(by), Now);
            list.Add(made);
            TellMemo(on);
            Did(by, new("wrote a memo", null, () => { list.Remove(made); TellMemo(on); }, () => { list.Add(made); TellMemo(on); }));
            return made;
        }
    }

    public MemoDto KeepMemoOnWords(Guid by, Guid source, int s, int e, string text, Guid id)
    {
        lock (_lock)
        {
            var made = KeepMemo(by, $"excerpt:{id}", text, id);
            Passages[id] = (source, s, e);
            return made;
        }
    }

    public MemoDto ChangeMemo(Guid id, string text)
    {
        lock (_lock)
        {
            CheckWrite();
            foreach (var (on, list) in Memos)
            {
                var i = list.FindIndex(m => m.Id == id);
                if (i < 0) continue;
                list[i] = list[i] with { Text = text };
                TellMemo(on);
                return list[i];
            }
            throw new RefusedException("This memo has been removed.");
        }
    }

    public object RemoveMemo(Guid by, Guid id)
    {
        lock (_lock)
        {
            CheckWrite();
            foreach (var (on, list) in Memos)
            {
                if (list.FirstOrDefault(m => m.Id == id) is not { } was) continue;
                list.Remove(was);
                TellMemo(on);
                Did(by, new("removed a memo", null, () => { list.Add(was); TellMemo(on); }, () => { list.Remove(was); TellMemo(on); }));
            }
            return new { Seq = _seq };
        }
    }

    private void TellMemo(string on)
    {
        // As the server does: the coding is among what has changed since, and only the memo is told of.
        var isOnCoding = on.StartsWith("coding:", StringComparison.Ordinal) && Guid.TryParse(on.AsSpan(7), out _);
        if (isOnCoding && Codings.TryGetValue(Guid.Parse(on.AsSpan(7)), out var held)) Touch(held.Source, [Guid.Parse(on.AsSpan(7))], "memos");
        else
        {
            _seq++;
            Tell(null, "memos");
        }
    }

    public object Thread(Guid coding)
    {
        lock (_lock)
        {
            if (!Codings.TryGetValue(coding, out var held)) throw new RefusedException("This coding has been removed.");
            var d = Find(held.Source);
            var code = Codes[held.Coding.Code];
            var passages = Codings.Values.Where(c => c.Coding.Code == code.Id).ToList();
            var nodes = new List<NodeDto>
            {
                new("excerpt", coding, $"Passage, in source {d.Source.Number}, revision {d.Source.Revision.Number}", d.Text[held.Coding.S..held.Coding.E], null, true, true, false),
                new("code", code.Id, $"Code, {code.All + passages.Count} passages in {passages.Select(p => p.Source).Distinct().Count()} sources", code.Name, $"/codes/{code.Id}", false, false, false),
            };
            if (code.Parent is { } parent) nodes.Add(new("code", parent, "Gathered under", Codes[parent].Name, $"/codes/{parent}", false, false, false));
            nodes.Add(new("theme", Guid.Empty, "Theme", "Not yet. Codes are gathered on the comparing page", null, false, false, true));
            return new { Nodes = nodes };
        }
    }

    public void KeepPlace(Guid source, int position)
    {
        lock (_lock) Find(source).LastPosition = position;
    }

    public object Finish(Guid source, Guid by, bool finished)
    {
        lock (_lock)
        {
            CheckWrite();
            var d = Find(source);
            if (!d.Finished.ContainsKey(by)) throw new RefusedException("This source is not assigned to you.");
            d.Finished[by] = finished;
            Touch(source, []);
            return new { Finished = finished };
        }
    }

    public ChannelReader<(int Seq, Guid? Source, string What)> Listen(CancellationToken cancel)
    {
        var channel = Channel.CreateUnbounded<(int, Guid?, string)>();
        lock (_lock) _listeners.Add(channel);
        cancel.Register(() =>
        {
            lock (_lock) _listeners.Remove(channel);
            channel.Writer.TryComplete();
        });
        return channel.Reader;
    }

    private string Names(IEnumerable<CodingDto> codings) => string.Join(", ", codings.Select(c => $"‘{Codes[c.Code].Name}’"));

    private static string ParagraphAt(Document d, int s)
    {
        var b = d.Blocks.Last(b => b.S <= s);
        return b.P ?? b.N.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
