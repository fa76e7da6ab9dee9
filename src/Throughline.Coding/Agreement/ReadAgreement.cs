using Microsoft.EntityFrameworkCore;
using Throughline.Statistics.Agreement;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>How far analysts agree who coded a source independently, and where they differ. Closed until all have finished.</summary>
public static class ReadAgreement
{
    /// <param name="IsSilent">Put no code on the source before it was opened; never said while it is closed.</param>
    public sealed record Person(AnalystId Id, string Name, DateTime? FinishedAt, bool IsSilent);

    /// <param name="IsOpen">All have finished.</param>
    /// <param name="IsMine">The reader is one of them.</param>
    /// <param name="MayBeUnasked">Analysts it was given to did other work on it: who put no code on it may have been asked for that alone.</param>
    public sealed record Assigned(SourceId Source, int Number, string Title, IReadOnlyList<Person> People, bool IsOpen, bool IsMine, bool MayBeUnasked)
    {
        /// <summary>Who put no code on it before it was opened. Empty while it is closed.</summary>
        public IReadOnlyList<string> Uncoded => [.. People.Where(p => p.IsSilent).Select(p => p.Name)];

        /// <summary>Whose codings are set against each other. Who was asked to code and found nothing has coded too: the others' codings are differences. Who may not have been asked to is left out.</summary>
        public IReadOnlyList<Person> Compared => MayBeUnasked ? [.. People.Where(p => !p.IsSilent)] : People;

        /// <summary>What they coded is set against each other. Where nobody coded there is nothing to compare.</summary>
        public bool IsCompared => IsOpen && Compared.Any(p => !p.IsSilent) && (Compared.Count > 1 || People.Count == 1);

        /// <summary>Several analysts have coded it, each without sight of the others.</summary>
        public bool IsCodedIndependently => IsCompared && People.Count > 1;
    }

    /// <summary>Agreement on one code. Figures may be undefined, and then say why.</summary>
    /// <param name="BothCharacters">Characters that all of them coded.</param>
    /// <param name="AnyCharacters">Characters that any of them coded.</param>
    public sealed record OfCode(CodeId Code, string Name, int Colour, Coefficient Kappa, Coefficient Alpha, Coefficient Percent, Coefficient UnitKappa, Coefficient UnitAlpha, Coefficient UnitPercent,
        long BothCharacters, long AnyCharacters, long BothUnits, long AnyUnits, int ToSettle);

    /// <param name="Analyst">Who.</param>
    /// <param name="Spans">Where they put the code in this stretch, in order; empty where they did not.</param>
    public sealed record Side(AnalystId Analyst, string Name, IReadOnlyList<TextSpan> Spans);

    public sealed record Settled(SettlementId Id, SettledAs As, AnalystId? Adopted, AnalystId By, string ByName, DateTime At);

    /// <summary>A stretch where they differ on a code.</summary>
    /// <param name="Span">From the first character that any of them coded to the last, in the text as coded.</param>
    /// <param name="Text">Its words.</param>
    public sealed record Difference(CodeId Code, string CodeName, int Colour, TextSpan Span, string Text, string Place, IReadOnlyList<Side> Sides, IReadOnlyList<Settled> Settlements)
    {
        /// <summary>All of them put the code here, and only the ends differ.</summary>
        public bool OnlyEnds => Sides.All(s => s.Spans.Count > 0);
    }

    /// <param name="UnitWord">"turn" or "paragraph".</param>
    /// <param name="KappaName">"Cohen's kappa" for two, "Fleiss' kappa" for more.</param>
    /// <param name="SameText">False when the text has been corrected since: differences can then be read, not settled here.</param>
    /// <param name="Corrected">When the text compared was last corrected, if somebody had finished by then; null otherwise.</param>
    /// <param name="FinishedBefore">Who had finished before that correction: they coded another text than the one compared.</param>
    /// <param name="Unplaced">Codings that a correction could not place: they are in no figure.</param>
    /// <param name="WhyParagraphs">Why paragraphs are counted although the source has turns; null otherwise.</param>
    public sealed record Answer(Assigned Item, int Characters, int Units, string UnitWord, string KappaName, IReadOnlyList<OfCode> Codes,
        Coefficient Kappa, Coefficient Alpha, Coefficient UnitKappa, Coefficient UnitAlpha, IReadOnlyList<Difference> Differences, bool SameText, DateTime? Corrected, IReadOnlyList<string> FinishedBefore, int Unplaced, string? WhyParagraphs)
    {
        public int ToSettle => Differences.Count(d => d.Settlements.Count == 0);
    }

    public sealed record NotYetOpen(string Message) : Refused(Message);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListAssignments.Handler assignments, IEnumerable<IWorkOnSources> works)
    {
        /// <summary>Every source assigned for independent coding, by number; those in the bin left out.</summary>
        public Task<IReadOnlyList<Assigned>> ListAsync(Acting reader, CancellationToken cancel) => ListAsync(reader, null, cancel);

        private async Task<IReadOnlyList<Assigned>> ListAsync(Acting reader, SourceId? only, CancellationToken cancel)
        {
            var rows = (await assignments.RunAsync(reader.Project, "source", cancel)).Where(r => only is null || r.Subject.Id == only.Value.Value).ToList();
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var ids = rows.Select(r => new SourceId(r.Subject.Id)).Distinct().ToList();
            var sources = await db.Sources.AsNoTracking().Where(s => s.Project == reader.Project && s.BinnedAt == null && ids.Contains(s.Id)).OrderBy(s => s.Number).Select(s => new { s.Id, s.Number, s.Title }).ToListAsync(cancel);
            var people = rows.ToLookup(r => r.Subject.Id);
            bool IsOpen(SourceId source) => people[source.Value].All(p => p.FinishedAt is not null);
            IReadOnlyList<AnalystId> Analysts(SourceId source) => [.. people[source.Value].Select(p => p.Analyst)];
            var coders = await IndependentWork.CodersAsync(db, reader.Project, sources.Where(s => IsOpen(s.Id)).ToDictionary(s => s.Id, s => Analysts(s.Id)), cancel);
            var unasked = await UnaskedAsync(db, reader.Project, coders.Where(c => Analysts(c.Key).Any(a => !c.Value.Contains(a))).ToDictionary(c => c.Key, c => Analysts(c.Key)), cancel);
            return [.. sources.Select(s => new Assigned(s.Id, s.Number, s.Title,
                [.. people[s.Id.Value].Select(p => new Person(p.Analyst, p.AnalystName, p.FinishedAt, coders.TryGetValue(s.Id, out var coded) && !coded.Contains(p.Analyst)))],
                IsOpen(s.Id), people[s.Id.Value].Any(p => p.Analyst == reader.Analyst), unasked.Contains(s.Id)))];
        }

        /// <summary>Sources on which one of those they were given to did other work than coding.</summary>
        private async Task<HashSet<SourceId>> UnaskedAsync(ThroughlineDb db, ProjectId project, Dictionary<SourceId, IReadOnlyList<AnalystId>> given, CancellationToken cancel)
        {
            var found = new HashSet<SourceId>();
            if (given.Count == 0) return found;
            foreach (var work in works)
                found.UnionWith((await work.OnAsync(db, project, given.Keys, cancel)).Where(w => given[w.Source].Contains(w.Analyst)).Select(w => w.Source));
            return found;
        }

        /// <summary>How many differences wait to be settled by anybody, as <see cref="Answer.ToSettle"/> counts them, without the figures. All of the analysts it was given to have finished.</summary>
        /// <returns>0 where the text was corrected since, as nothing can be settled there any more; and where only one of them coded, and the others may have been asked for other work alone.</returns>
        public async Task<int> ToSettleAsync(ProjectId project, SourceId source, IReadOnlyList<AnalystId> analysts, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var work = await IndependentWork.ReadAsync(db, project, source, [.. analysts], cancel);
            var current = await db.Sources.AsNoTracking().Where(s => s.Id == source).Select(s => s.Current).SingleAsync(cancel);
            if (work.Revision is not { } coded || coded != current) return 0;
            if (!analysts.All(work.Coders.Contains) && (await UnaskedAsync(db, project, new() { [source] = analysts }, cancel)).Count > 0) analysts = [.. analysts.Where(work.Coders.Contains)];
            if (analysts.Count < 2) return 0;
            var settled = (await db.Settlements.AsNoTracking().Where(s => s.Source == source).Select(s => new { s.Code, s.Start, s.End }).ToListAsync(cancel)).Select(s => (s.Code, s.Start, s.End)).ToHashSet();
            return work.Spans.Select(s => s.Code).Distinct().Sum(code => Differ(SpansOf(work, code, analysts)).Count(d => !settled.Contains((code, d.Span.Start, d.Span.End))));
        }

        public async Task<Result<Answer>> RunAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            if (await ListAsync(reader, source, cancel) is not [var item, ..]) return new Missing("This source is not assigned for independent coding.");
            if (!item.IsOpen) return new NotYetOpen("Closed until all have finished.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var work = await IndependentWork.ReadAsync(db, reader.Project, source, [.. item.People.Select(p => p.Id)], cancel);
            item = item with { People = [.. item.People.Select(p => p with { IsSilent = !work.Coders.Contains(p.Id) })] };
            var analysts = item.Compared.Select(p => p.Id).ToList();
            // Between work and silence that may mean that none was asked for there is no agreement to count, and no difference.
            if (!item.IsCompared) work = work with { Spans = [] };
            var current = await db.Sources.AsNoTracking().Where(s => s.Id == source).Select(s => s.Current).SingleAsync(cancel);
            var at = work.Revision ?? current;
            var revision = await db.Revisions.AsNoTracking().Where(r => r.Id == at).Select(r => new { r.Number, r.MadeAt, r.Text, r.Structure }).SingleAsync(cancel);
            var before = revision.Number == 1 ? [] : item.People.Where(p => p.FinishedAt < revision.MadeAt).Select(p => p.Name).ToList();
            var turns = at == current ? await db.Turns.AsNoTracking().Where(t => t.Source == source).OrderBy(t => t.Start).Select(t => new { t.Start, t.End }).ToListAsync(cancel) : [];
            var structure = TextStructure.FromJson(revision.Structure);
            var units = turns.Count > 0 ? turns.ConvertAll(t => (t.Start, t.End)) : ParagraphsOf(revision.Text);
            var tree = CodeTree.Of(await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel));
            var settled = (await (from s in db.Settlements.AsNoTracking() join a in db.Analysts on s.Analyst equals a.Id where s.Source == source orderby s.At select new { s, a.Name }).ToListAsync(cancel))
                .ToLookup(s => (s.s.Code, s.s.Start, s.s.End), s => new Settled(s.s.Id, s.s.As, s.s.Adopted, s.s.Analyst, s.Name, s.s.At));

            var used = work.Spans.Select(s => s.Code).ToHashSet();
            var order = tree.Codes.Where(c => used.Contains(c.Id)).Select(c => (c.Id, c.Name, c.Colour)).Concat(used.Except(tree.Codes.Select(c => c.Id)).Select(c => (Id: c, Name: "a code since taken away", Colour: 0))).ToList();
            var spans = order.Select(code => (Code: code, Spans: SpansOf(work, code.Id, analysts))).ToList();
            var byCharacter = CharacterAgreement.ComputeAll(revision.Text.Length, spans);
            var byUnit = TurnAgreement.ComputeAll(units, spans);
            var differences = new List<Difference>();
            var codes = new List<OfCode>();
            for (var i = 0; i < spans.Count; i++)
            {
                var (code, own) = spans[i];
                var here = Differ(own).Select(d => new Difference(code.Id, code.Name, code.Colour, d.Span, d.Span.Of(revision.Text).ToString(), ListPassages.PlaceOf(structure, d.Span.Start),
                    [.. item.Compared.Select((p, n) => new Side(p.Id, p.Name, d.Sides[n]))], [.. settled[(code.Id, d.Span.Start, d.Span.End)]])).ToList();
                differences.AddRange(here);
                var (c, u) = (byCharacter.PerCode[i].Agreement, byUnit.PerCode[i].Agreement);
                codes.Add(new(code.Id, code.Name, code.Colour, c.Kappa.Value, c.Alpha.Alpha, c.PercentAgreement, u.Kappa.Value, u.Alpha.Alpha, u.PercentAgreement,
                    c.CodedByAll, c.Units - c.CodedByNone, u.CodedByAll, u.Units - u.CodedByNone, here.Count(d => d.Settlements.Count == 0)));
            }
            return new Answer(item, revision.Text.Length, units.Count, turns.Count > 0 ? "turn" : "paragraph", analysts.Count == 2 ? "Cohen's kappa" : "Fleiss' kappa", codes,
                byCharacter.PooledKappa.Value, byCharacter.CombinedAlpha.Alpha, byUnit.PooledKappa.Value, byUnit.CombinedAlpha.Alpha, [.. differences.OrderBy(d => d.Span.Start).ThenBy(d => d.CodeName, StringComparer.CurrentCultureIgnoreCase)], at == current,
                before.Count > 0 ? revision.MadeAt : null, before, work.Unplaced,
                at != current && await db.Turns.AsNoTracking().AnyAsync(t => t.Source == source, cancel) ? "Paragraphs are counted, not turns: the text has been corrected since it was coded, and its turns are those of the corrected text." : null);
        }
    }

    private static IReadOnlyList<IReadOnlyList<(int Start, int End)>> SpansOf(IndependentWork.Work work, CodeId code, IReadOnlyList<AnalystId> analysts) =>
        [.. analysts.Select(a => (IReadOnlyList<(int, int)>)[.. work.Spans.Where(s => s.Code == code && s.Analyst == a).Select(s => (s.Start, s.End))])];

    /// <summary>Stretches of overlapping spans in which not all analysts have the very same ones.</summary>
    internal static IEnumerable<(TextSpan Span, IReadOnlyList<TextSpan>[] Sides)> Differ(IReadOnlyList<IReadOnlyList<(int Start, int End)>> spans)
    {
        var all = spans.SelectMany((own, analyst) => own.Distinct().Select(s => (s.Start, s.End, Analyst: analyst))).Order().ToList();
        for (var i = 0; i < all.Count;)
        {
            var (start, end) = (all[i].Start, all[i].End);
            var next = i;
            for (; next < all.Count && (next == i || all[next].Start < end); next++) end = Math.Max(end, all[next].End);
            var sides = Enumerable.Range(0, spans.Count).Select(a => (IReadOnlyList<TextSpan>)[.. all[i..next].Where(s => s.Analyst == a).Select(s => new TextSpan(s.Start, s.End))]).ToArray();
            if (sides.Any(s => !s.SequenceEqual(sides[0]))) yield return (new(start, end), sides);
            i = next;
        }
    }

    private static List<(int Start, int End)> ParagraphsOf(string text)
    {
        var found = new List<(int, int)>();
        for (var start = 0; start <= text.Length;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            if (!string.IsNullOrWhiteSpace(text[start..end])) found.Add((start, end));
            start = end + 1;
        }
        return found;
    }
}
