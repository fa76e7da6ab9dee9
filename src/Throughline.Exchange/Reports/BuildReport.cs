using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Text;

namespace Throughline.Exchange.Reports;

public enum ReportSection { Project, Methods, Sources, Cases, Codebook, Themes, Readings, Matrices, Memos, AuditTrail, Quotations }

public enum ReportFlagKind { ConsentLimited, ConsentWithdrawn, SmallGroup, NotRecorded, NotCounted, Lost, Blind }

/// <summary>Something to look at before the report is printed.</summary>
/// <param name="LeftOut">The quotation it speaks of is not printed unless it is confirmed.</param>
public sealed record ReportFlag(ReportFlagKind Kind, string Message, QuotationId? Quotation = null, bool LeftOut = false);

/// <summary>Puts a report together: what was chosen, in words and tables, with what is to be looked at first.</summary>
public static class BuildReport
{
    public static readonly IReadOnlyList<ReportSection> AllSections = Enum.GetValues<ReportSection>();

    /// <summary>What memos are on, in the order in which a report has them. A passage is one with a code or without.</summary>
    public static readonly IReadOnlyList<string> MemoKinds = ["project", "code", "case", "source", "passage"];

    /// <param name="Sections">Null: all.</param>
    /// <param name="Title">Null: the project's.</param>
    /// <param name="Confirmed">Quotations to be printed although consent is limited or withdrawn.</param>
    /// <param name="ConfirmAll">Confirms all of them.</param>
    /// <param name="MatrixBy">Attributes, "case" or "source" for the matrices' columns; null takes every category attribute, or the sources where there is none; an empty list leaves the matrices out.</param>
    /// <param name="MemosOn">Of <see cref="MemoKinds"/>; null: all.</param>
    public sealed record Request(IReadOnlySet<ReportSection>? Sections = null, string? Title = null, IReadOnlySet<QuotationId>? Confirmed = null, bool ConfirmAll = false, IReadOnlyList<string>? MatrixBy = null, IReadOnlySet<string>? MemosOn = null)
    {
        public bool Has(ReportSection section) => Sections is null || Sections.Contains(section);
    }

    /// <param name="Quotations">How many are printed.</param>
    public sealed record Built(ReportDocument Document, IReadOnlyList<ReportFlag> Flags, int Quotations);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ReportData.Handler data, ReportReadings.Handler readings, ReadAgreement.Handler agreement, VerifyLog verify, ListFrameworks.Handler frameworks, IEnumerable<LogAction> actions, TimeProvider clock)
    {
        public async Task<Result<Built>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var read = await data.LoadAsync(db, by, cancel);
            if (!read.Succeeded) return read.Error;
            // Only the paragraph on methods says so, and it takes all independent work to find out.
            var doubled = request.Has(ReportSection.Methods) ? (await agreement.ListAsync(by, cancel)).Count(a => a.IsCodedIndependently) : 0;
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            var writing = new Writing(read.Value, request, db, doubled, readings, verify, shelf, [.. actions], clock.GetUtcNow().UtcDateTime);
            return await writing.RunAsync(cancel);
        }
    }

    /// <param name="doubled">Sources that several analysts have coded, each without sight of the others, and that are open now.</param>
    private sealed class Writing(ReportData data, Request request, ThroughlineDb db, int doubled, ReportReadings.Handler readings, VerifyLog verify, ListFrameworks.Shelf shelf, IReadOnlyList<LogAction> actions, DateTime now)
    {
        private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

        private readonly List<ReportBlock> _blocks = [];
        private readonly List<ReportFlag> _flags = [];
        private readonly List<(int Number, string Word, string Where, string What, IReadOnlyList<ReportData.Coded> Passages, IReadOnlyList<CaseId> Cases)> _counted = [];
        private readonly CountedThings _things = new(data);
        private readonly List<(int Number, ListThemes.QuotationRow Row, string Attribution, string Citation)> _printed = [];
        private readonly OrderedDictionary<(string? Case, string Title, string Fields), int> _notRecorded = [];
        private IReadOnlyDictionary<ExcerptId, AttributedAs> _attributions = new Dictionary<ExcerptId, AttributedAs>();

        public async Task<Built> RunAsync(CancellationToken cancel)
        {
            var me = data.Analysts.First(a => a.Id == data.Reader.Analyst);
            if (data.BlindSources > 0) _flags.Add(new(ReportFlagKind.Blind, $"{Count(data.BlindSources, "source is", "sources are")} being read independently: the other analysts' readings of {(data.BlindSources == 1 ? "it" : "them")} are in no figure here until all have finished."));
            var quotations = data.Themes.Themes.SelectMany(t => t.Quotations).Concat(data.Themes.Unplaced).ToList();
            if (request.Has(ReportSection.Themes) || request.Has(ReportSection.Quotations)) _attributions = await Attribution.ForAsync(db, data.Reader, [.. quotations.Select(q => q.Excerpt)], cancel);
            if (request.Has(ReportSection.Project)) Project();
            var methodsAt = _blocks.Count; // its figures on quotations are known once the themes are written
            if (request.Has(ReportSection.Sources)) Sources();
            if (request.Has(ReportSection.Cases)) Cases();
            if (request.Has(ReportSection.Codebook)) Codebook();
            if (request.Has(ReportSection.Themes)) await ThemesAsync(cancel);
            NotRecorded();
            if (request.Has(ReportSection.Methods)) _blocks.InsertRange(methodsAt, Methods());
            if (request.Has(ReportSection.Readings)) await ReadingsAsync(cancel);
            if (request.Has(ReportSection.Matrices)) Matrices();
            if (request.Has(ReportSection.Memos)) await MemosAsync(cancel);
            if (request.Has(ReportSection.AuditTrail)) await AuditTrailAsync(cancel);
            if (_counted.Count > 0) CountedAppendix();
            if (request.Has(ReportSection.Quotations) && _printed.Count > 0) await QuotationAppendixAsync(cancel);
            var title = string.IsNullOrWhiteSpace(request.Title) ? data.Project.Title : request.Title.Trim();
            return new(new(title, data.Project.Question, $"{Day(now)} · {me.Name} · Throughline", _blocks), [.. _flags.DistinctBy(f => (f.Kind, f.Message))], _printed.Count);
        }

        private void Project()
        {
            Heading(1, "The project", "project");
            if (data.Project.Question.Length > 0) Text([new("The research question: "), new(data.Project.Question, IsSaid: true)]);
            Text($"{Count(data.Sources.Count, "source")} of {Figure(data.Sources.Sum(s => (long)s.Words))} words, {Count(data.Cases.Count, "case")}, {Count(data.Codes.Count(c => !c.IsGroup && !c.IsRetired), "code")} and {Count(PassagesIn(data.Codings), "coded passage")}.");
            Heading(2, "Analysts", "analysts");
            foreach (var analyst in data.Analysts)
            {
                var own = PassagesIn(data.Codings.Where(c => c.Analyst == analyst.Id));
                Text([new(analyst.Name, IsBold: true), $" · {Count(own, "coded passage")}" + (analyst.Stance.Length > 0 ? ". " : "."), new(analyst.Stance, IsSaid: true)]);
            }
        }

        private IEnumerable<ReportBlock> Methods()
        {
            yield return new ReportHeading(1, "How this was done", "methods");
            var kinds = data.Sources.GroupBy(s => s.Kind).OrderBy(g => g.Key).Select(g => Count(g.Count(), g.Key.ToString().ToLower(British)));
            var sentences = new List<string>();
            if (data.Sources.Count > 0)
                sentences.Add($"The material is {Count(data.Sources.Count, "source")} ({Listed(kinds)}), {Figure(data.Sources.Sum(s => (long)s.Words))} words in all" + (data.Finder.WithWords.Count > 0 ? $", in which {Count(data.Finder.WithWords.Count, "case speaks or is", "cases speak or are")} described." : "."));
            var minutes = data.Sources.Sum(s => s.Session?.Minutes ?? 0);
            var dates = data.Sources.Select(s => s.Session?.Date).Where(d => d is not null).Select(d => d!.Value).Order().ToList();
            if (dates.Count > 0) sentences.Add($"{Count(dates.Count, "session")} took place between {dates[0].ToString("d MMMM yyyy", British)} and {dates[^1].ToString("d MMMM yyyy", British)}" + (minutes > 0 ? $", {Figure(minutes)} minutes recorded." : "."));
            if (data.Codings.Count > 0)
            {
                var used = data.Codings.Select(c => c.Code).Distinct().Count();
                var by = data.Codings.Select(c => c.Analyst).Distinct().Count();
                var days = data.Codings.Select(c => c.At).Order().ToList();
                var sources = data.Codings.Select(c => c.Source).Distinct().Count();
                sentences.Add($"{Capital(Count(by, "analyst"))} put {Count(used, "code")} on {Count(PassagesIn(data.Codings), "passage")} of {Count(sources, "source")} {(Day(days[0]) == Day(days[^1]) ? $"on {Day(days[0])}" : $"between {Day(days[0])} and {Day(days[^1])}")}.");
                var origins = data.Codes.Where(c => data.Codings.Any(x => x.Code == c.Id)).GroupBy(c => c.Origin).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select((g, i) => $"{g.Count()} {(i > 0 ? "" : g.Count() == 1 ? "is " : "are ")}{OriginWord(g.Key)}");
                sentences.Add($"Of the codes in use, {Listed(origins)}.");
            }
            if (doubled > 0) sentences.Add($"{Capital(Count(doubled, "source was", "sources were"))} coded independently by two or more analysts, each without sight of the others until all had finished.");
            if (data.BlindSources > 0) sentences.Add($"Independent work on {Count(data.BlindSources, "source")} goes on; the others' readings there are left out.");
            var memos = data.Memos.Count;
            if (memos > 0) sentences.Add($"The analysts wrote {Count(memos, "memo")}.");
            if (request.Has(ReportSection.Themes) && data.Themes.Themes.Count > 0)
            {
                var edited = _printed.Count(p => p.Row.IsEdited);
                sentences.Add($"{Capital(Count(data.Themes.Themes.Count, "theme"))} {(data.Themes.Themes.Count == 1 ? "is" : "are")} shown by {Count(_printed.Count, "quotation")} from {Count(_printed.Select(p => p.Row.Source).Distinct().Count(), "source")}"
                    + (edited > 0 ? $"; {Figure(edited)} {(edited == 1 ? "is" : "are")} shortened or clarified, with […] for words left out and [ ] round words put in." : "."));
            }
            yield return new ReportParagraph([sentences.Count == 0 ? "Nothing has been brought in or coded yet." : string.Join(" ", sentences)]);
        }

        private void Sources()
        {
            Heading(1, "Sources", "sources");
            if (data.Sources.Count == 0)
            {
                Text("There are no sources yet.", ParagraphLook.Quiet);
                return;
            }
            var passages = data.Codings.GroupBy(c => c.Source).ToDictionary(g => g.Key, PassagesIn);
            Table("Sources, their length, and how many passages of each are coded", [new("No.", 0.5, true), new("Source", 3), new("Kind", 1.1), new("Date", 1.3), new("Consent", 1.1), new("Words", 0.9, true), new("Passages", 1, true)],
                data.Sources.Select(s => Cells(Figure(s.Number), s.Title, s.Kind.ToString(), s.Session?.Date?.ToString("d MMM yyyy", British) ?? "", s.Session is null ? "" : ConsentWord(s.Session.Consent), Figure(s.Words), Figure(passages.GetValueOrDefault(s.Id)))));
        }

        private void Cases()
        {
            Heading(1, "Cases", "cases");
            if (data.Cases.Count == 0)
            {
                Text("There are no cases yet.", ParagraphLook.Quiet);
                return;
            }
            var passages = new Dictionary<CaseId, int>();
            foreach (var passage in data.Codings.DistinctBy(c => c.Passage))
                foreach (var of in data.Finder.Of(passage.Source, passage.Start, passage.End)) passages[of] = passages.GetValueOrDefault(of) + 1;
            // A table for each kind of case with what is recorded of that kind. A page holds so many columns: further attributes go to a table of their own.
            foreach (var kind in data.Cases.GroupBy(c => c.Kind).OrderBy(g => g.Key))
            {
                var cases = kind.ToList();
                var recorded = data.Attributes.Where(a => cases.Any(c => data.Values.ContainsKey((c.Id, a.Id)))).ToList();
                foreach (var group in recorded.Count == 0 ? [[]] : recorded.Chunk(6))
                    Table($"{Capital(Count(cases.Count, KindWord(kind.Key), KindWord(kind.Key, many: true)))} and what is recorded of {(cases.Count == 1 ? "it" : "them")}",
                        [new("Case", 1.6), .. group.Select(a => new ReportColumn(a.Name.Replace('_', ' '), 1.2, a.Type == AttributeType.Number)), new("Passages", 0.9, true)],
                        cases.Select(c => Cells([c.Name, .. group.Select(a => CaseValueRules.Shown(a.Type, data.Values.GetValueOrDefault((c.Id, a.Id), ""))), Figure(passages.GetValueOrDefault(c.Id))])));
            }
        }

        private void Codebook()
        {
            Heading(1, "Codebook", "codebook");
            if (data.Codes.Count == 0)
            {
                Text("There are no codes yet.", ParagraphLook.Quiet);
                return;
            }
            var passages = data.Codings.GroupBy(c => c.Code).ToDictionary(g => g.Key, PassagesIn);
            Table("Codes, what each means, and how many passages have it", [new("Code", 1.9), new("Definition and use", 3.6), new("Passages", 0.8, true), new("Sources", 0.75, true)],
                data.Codes.Select(IReadOnlyList<IReadOnlyList<Run>> (c) =>
                {
                    var use = new List<Run>();
                    if (c.Definition.Length > 0) use.Add(new(c.Definition));
                    if (c.WhenToUse.Length > 0) use.AddRange([Run.Break, new("Use when: ", IsBold: true), new(c.WhenToUse)]);
                    if (c.WhenNot.Length > 0) use.AddRange([Run.Break, new("Not when: ", IsBold: true), new(c.WhenNot)]);
                    if (c.Example.Length > 0) use.AddRange([Run.Break, new("Example: ", IsBold: true), new(c.Example, IsSaid: true)]);
                    if (!c.IsGroup) use.AddRange([Run.Break, new($"{Capital(OriginWord(c.Origin))}{(c.FrameworkTerm is { } term ? $", {TermName(term)}" : "")}{(c.OriginNote.Length > 0 ? $": {c.OriginNote}" : "")}", IsQuiet: true)]);
                    if (use is [{ } first, ..] && first == Run.Break) use.RemoveAt(0);
                    var name = new string('\u2003', c.Depth) + c.Name + (c.IsRetired ? " (retired)" : "");
                    return [[new Run(name, IsBold: c.IsGroup || c.Depth == 0)], use, [c.IsGroup && c.Passages == 0 ? "" : Figure(passages.GetValueOrDefault(c.Id))], [c.IsGroup && c.Passages == 0 ? "" : Figure(c.Sources)]];
                }));
        }

        private async Task ThemesAsync(CancellationToken cancel)
        {
            Heading(1, "Themes", "themes");
            if (data.Themes.Themes.Count == 0 && data.Themes.Unplaced.Count == 0)
            {
                Text("No theme has been written yet.", ParagraphLook.Quiet);
                return;
            }
            foreach (var theme in data.Themes.Themes)
            {
                Heading(2, theme.Name, $"theme-{theme.Id.Value:N}");
                var gathered = PassagesOf(theme);
                var (cases, sources) = (CasesOf(gathered), gathered.Select(p => p.Source).Distinct().Count());
                FlagPlain($"“{theme.Name}”", theme.Text);
                foreach (var paragraph in theme.Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) Text(Counted($"“{theme.Name}”", paragraph, theme));
                Text($"Rests on {Count(gathered.DistinctBy(p => p.Passage).Count(), "passage")} in {Count(sources, "source")}" + (data.Finder.WithWords.Count > 0 ? $", from {Figure(cases.Count)} of {Count(data.Finder.WithWords.Count, "case")}." : "."), ParagraphLook.Quiet);
                foreach (var quotation in theme.Quotations) await QuoteAsync(quotation, cancel);
            }
            if (data.Themes.Unplaced.Count > 0)
            {
                Heading(2, "Other quotations", "other-quotations");
                foreach (var quotation in data.Themes.Unplaced) await QuoteAsync(quotation, cancel);
            }
        }

        private async Task ReadingsAsync(CancellationToken cancel)
        {
            var part = await readings.RunAsync(data, cancel);
            if (part.LeftOut > 0) _flags.Add(new(ReportFlagKind.ConsentWithdrawn, $"{Capital(Count(part.LeftOut, "reading is", "readings are"))} of sources whose consent is withdrawn: {(part.LeftOut == 1 ? "it is" : "they are")} in no figure of this report’s part on how the problem is represented."));
            if (part.Limited > 0) _flags.Add(new(ReportFlagKind.ConsentLimited, $"{Capital(Count(part.Limited, "reading is", "readings are"))} of sources whose consent is limited: {(part.Limited == 1 ? "it is" : "they are")} counted, and no words of {(part.Limited == 1 ? "it" : "them")} are printed."));
            // Most projects read no representations; a heading over nothing would only be in the way, unless it was asked for.
            if (part.Blocks.Count == 0 && request.Sections is null or { Count: > 1 }) return;
            Heading(1, "How the problem is represented", "readings");
            if (part.Blocks.Count == 0) Text("No reading has been made yet.", ParagraphLook.Quiet);
            _blocks.AddRange(part.Blocks);
        }

        private async Task QuoteAsync(ListThemes.QuotationRow row, CancellationToken cancel)
        {
            if (data.SourceOf(row.Source) is not { } source) return;
            var confirmed = request.ConfirmAll || request.Confirmed?.Contains(row.Id) == true;
            if (row.IsLost) _flags.Add(new(ReportFlagKind.Lost, $"The text of “{source.Title}” was corrected and the place of “{Short(row.Printed)}” could not be found again. It is cited from the revision it was chosen in.", row.Id));
            if (source.Session is { Consent: Consent.Limited or Consent.Withdrawn } session)
            {
                var withdrawn = session.Consent == Consent.Withdrawn;
                _flags.Add(new(withdrawn ? ReportFlagKind.ConsentWithdrawn : ReportFlagKind.ConsentLimited,
                    $"Consent for “{source.Title}” is {(withdrawn ? "withdrawn" : "limited")}{(session.ConsentNote.Length > 0 ? $" ({session.ConsentNote})" : "")}: “{Short(row.Printed)}” is {(confirmed ? "printed, as you confirmed" : "left out unless you confirm it")}.", row.Id, !confirmed));
                if (!confirmed) return;
            }
            var whose = _attributions.GetValueOrDefault(row.Excerpt);
            if (whose is { IsSmallGroup: true }) _flags.Add(new(ReportFlagKind.SmallGroup, $"“{whose.Text}” fits only {Count(whose.SharedBy ?? 1, "person", "people")} here: readers may know who said “{Short(row.Printed)}”.", row.Id));
            if (whose is { MissingFields.Count: > 0 })
            {
                var lack = (whose.CaseName, Title: whose.CaseName is null ? source.Title : "", Fields: Listed(whose.MissingFields.Select(field => field.Replace('_', ' '))));
                _notRecorded[lack] = _notRecorded.GetValueOrDefault(lack) + 1;
            }
            var (text, structure, number, _) = await data.TextAsync(db, row.Revision, cancel);
            var citation = Citation.Of(source.Title, structure, text, new(row.Start, row.End), number);
            var place = _printed.Count + 1;
            // The citation names the source already.
            var attribution = whose is null || whose.Text == source.Title ? "" : whose.Text;
            _printed.Add((place, row, attribution, citation));
            _blocks.Add(new ReportQuotation(row.Printed, attribution, citation, $"quotation-{place}", $"words-{place}"));
        }

        /// <summary>What attributions do without, once for each case: it is recorded there, not at each quotation.</summary>
        private void NotRecorded()
        {
            foreach (var ((name, title, fields), quotations) in _notRecorded)
                _flags.Add(new(ReportFlagKind.NotRecorded, name is null
                    ? $"No case stands behind “{title}”, so {fields} cannot be said: {Count(quotations, "quotation is", "quotations are")} attributed without. Tie a case to it on its page, or leave it so."
                    : $"Of “{name}”, {fields} {(fields.Contains(" and ", StringComparison.Ordinal) ? "are" : "is")} not recorded: {Count(quotations, "quotation is", "quotations are")} attributed without. Record it on the page Cases, or leave it so."));
        }

        private void FlagPlain(string where, string text, bool onlyNumbers = false)
        {
            foreach (var word in CountedWords.PlainIn(text, _things.Nouns, onlyNumbers))
                _flags.Add(new(ReportFlagKind.NotCounted, $"“{word}” in {where} rests on no count. Write {{{word}: a code’s name}} and the cases counted stand behind it, or say it without a number of people."));
        }

        /// <param name="where">Where the words stand, as a flag and the appendix name it.</param>
        /// <param name="theme">What <c>theme</c> after a colon counts; null where there is none.</param>
        private List<Run> Counted(string where, string paragraph, ListThemes.Row? theme, bool isSaid = false)
        {
            var runs = new List<Run>();
            var done = 0;
            foreach (var marker in CountedWords.In(paragraph))
            {
                runs.Add(new(paragraph[done..marker.Start], IsSaid: isSaid));
                done = marker.Start + marker.Length;
                var passages = new List<ReportData.Coded>();
                var unknown = marker.Names.Count == 0 ? [""] : new List<string>();
                foreach (var name in marker.Names)
                {
                    if (theme is not null && IsTheme(name)) passages.AddRange(PassagesOf(theme));
                    else if (CodeNamed(name) is { } code)
                    {
                        var ids = data.WithDescendants([code.Id]);
                        passages.AddRange(data.Codings.Where(c => ids.Contains(c.Code)));
                    }
                    else unknown.Add(name);
                }
                // A memo is printed as it was written where its braces may have meant something else.
                runs.Add(new(unknown.Count > 0 && theme is null ? paragraph[marker.Start..done] : marker.Word, IsSaid: isSaid));
                if (unknown.Count > 0)
                {
                    _flags.Add(new(ReportFlagKind.NotCounted, $"“{marker.Word}” in {where} rests on nothing that can be counted: {(unknown[0].Length == 0 ? "no code is named" : $"there is no one code called “{unknown[0]}”")}. Name a code, or write the word without braces."));
                    continue;
                }
                var number = _counted.Count + 1;
                passages = [.. passages.DistinctBy(p => p.Id)];
                var what = string.Join("; ", marker.Names.Select(n => theme is not null && IsTheme(n) ? $"theme {theme.Name}" : CodeNamed(n)?.Path ?? n));
                var cases = CasesOf(passages);
                _counted.Add((number, marker.Word, where, what, passages, cases));
                FlagCount(where, marker.Word, paragraph[done..], what, passages, cases);
                runs.Add(new(number.ToString(British), IsRaised: true, To: $"counted-{number}"));
            }
            runs.Add(new(paragraph[done..], IsSaid: isSaid));
            return [.. runs.Where(r => r.Text.Length > 0)];

            static bool IsTheme(string name) => name.Equals("theme", StringComparison.OrdinalIgnoreCase) || name.Equals("this theme", StringComparison.OrdinalIgnoreCase);
        }

        /// <summary>Words that lead to nothing, and a number that is not what it leads to, are looked at before the report is printed.</summary>
        private void FlagCount(string where, string word, string after, string what, List<ReportData.Coded> passages, List<CaseId> cases)
        {
            if (passages.Count == 0)
            {
                if (!CountedWords.SaysNone(word)) _flags.Add(new(ReportFlagKind.NotCounted, $"“{word}” in {where} leads to nothing: no passage is coded {what}. Name a code that is in use, or say it without a number."));
                return;
            }
            if (CountedWords.SaysNone(word))
            {
                _flags.Add(new(ReportFlagKind.NotCounted, $"“{word}” in {where} is not what it leads to: {Count(passages.DistinctBy(p => p.Passage).Count(), "passage")} {(passages.DistinctBy(p => p.Passage).Count() == 1 ? "is" : "are")} coded {what}. Put the words right, or name the codes that they count."));
                return;
            }
            // What stands inside further braces belongs to another count.
            if (after.IndexOf('{', StringComparison.Ordinal) is >= 0 and var next) after = after[..next];
            if (StatedCounts.Of(word, after, _things.Nouns) is not { } stated) return;
            var behind = _things.Tally(stated, [.. passages.Select(p => p.Source).Distinct()], cases);
            if (behind.Count > 0 && (stated.IsNarrowed ? behind.Max(b => b.Number) < stated.Number && !stated.Fits(behind.Max(b => b.Number)) : !behind.Any(b => stated.Fits(b.Number))))
                _flags.Add(new(ReportFlagKind.NotCounted, $"“{word}” in {where} is not what it leads to: behind it {Stand(behind)}, coded {what}. Put the number right, or name the codes that it counts."));
            if (stated.Of is not { } whole || stated.IsNarrowed) return;
            var coded = _things.Tally(stated, [.. data.Codings.Select(c => c.Source).Distinct()], CasesOf(data.Codings));
            var all = _things.Tally(stated, [.. data.Sources.Select(s => s.Id)], [.. data.Finder.WithWords.Select(c => c.Id)]);
            if (coded.Concat(all).Any(t => t.Number == whole) || all.Count == 0) return;
            _flags.Add(new(ReportFlagKind.NotCounted, $"“{word}” in {where} speaks of {Figure(whole)} in all: {Listed(coded.Select(t => t.Words).Distinct())} {(coded is [{ Number: 1 }] ? "is" : "are")} coded, of {Listed(all.Select(t => t.Words).Distinct())} here. Put the number right."));

            static string Stand(IReadOnlyList<CountedThings.Tallied> counts) => $"{(counts is [{ Number: 1 }, ..] ? "stands" : "stand")} {Listed(counts.Select(t => t.Words).Distinct())}";
        }

        private void CountedAppendix()
        {
            Heading(1, "The cases behind the words", "counted");
            Text("Each numbered word rests on these passages. Cases are those that own the passage: by a marked span, by who speaks, or by the whole source.", ParagraphLook.Quiet);
            var all = data.Finder.WithWords.Count;
            foreach (var (number, word, where, what, passages, cases) in _counted)
            {
                var sources = passages.Select(p => p.Source).Distinct().Select(id => data.SourceOf(id)!).OrderBy(s => s.Number).ToList();
                var runs = new List<Run> { new($"{number}. ", IsBold: true), new($"“{word}”", IsBold: true), $" in {where}: " };
                if (all > 0)
                {
                    runs.Add($"{Figure(cases.Count)} of {Count(all, "case")}, ");
                    runs.Add($"{Count(passages.DistinctBy(p => p.Passage).Count(), "passage")} in {Count(sources.Count, "source")}, coded {what}. ");
                    runs.Add(cases.Count == 0 ? "No case owns them." : $"Cases: {string.Join(", ", cases.Select(id => data.Finder.Find(id)!.Name).Order(StringComparer.CurrentCultureIgnoreCase).Select(n => $"{n} ({CountOf(passages, n)})"))}.");
                }
                else runs.Add($"{Figure(sources.Count)} of {Count(data.Sources.Count, "source")}, {Count(passages.DistinctBy(p => p.Passage).Count(), "passage")}, coded {what}.");
                if (sources.Count > 0) runs.Add(new($" {(sources.DistinctBy(s => s.Kind).Count() > 1 ? $"Sources, {Listed(sources.GroupBy(s => s.Kind).OrderBy(g => g.Key).Select(g => Count(g.Count(), g.Key.ToString().ToLower(British))))}" : "Sources")}: {string.Join(", ", sources.Select(s => $"{s.Title} ({passages.Where(p => p.Source == s.Id).DistinctBy(p => p.Passage).Count()})"))}.", IsQuiet: true));
                _blocks.Add(new ReportParagraph(runs, ParagraphLook.Body, $"counted-{number}"));
            }

            int CountOf(IReadOnlyList<ReportData.Coded> passages, string name) => passages.DistinctBy(p => p.Passage).Count(p => data.Finder.Of(p.Source, p.Start, p.End).Any(id => data.Finder.Find(id)!.Name == name));
        }

        private void Matrices()
        {
            if (request.MatrixBy is { Count: 0 }) return;
            Heading(1, "Who spoke of what", "matrices");
            if (data.Codings.Count == 0)
            {
                Text("Nothing is coded yet.", ParagraphLook.Quiet);
                return;
            }
            var by = request.MatrixBy ?? [.. data.Attributes.Where(a => a.Type == AttributeType.Category).Select(a => a.Name)];
            if (by.Count == 0) by = ["source"];
            var rows = data.Codes.Where(c => data.Codings.Any(x => x.Code == c.Id)).ToList();
            foreach (var what in by)
            {
                var keys = KeysFor(what);
                if (keys is null)
                {
                    _flags.Add(new(ReportFlagKind.NotCounted, $"There is no attribute called “{what}”, so no matrix was made by it."));
                    continue;
                }
                var cells = new Dictionary<(CodeId, string), HashSet<(SourceId, int, int)>>();
                foreach (var coding in data.Codings)
                    foreach (var key in keys(coding))
                    {
                        if (!cells.TryGetValue((coding.Code, key), out var set)) cells[(coding.Code, key)] = set = [];
                        set.Add(coding.Passage);
                    }
                var columns = cells.Keys.Select(k => k.Item2).Distinct().OrderBy(k => k.Length == 0).ThenBy(k => k, NaturalOrder).ToList();
                Heading(2, $"By {(what is "source" or "case" ? what : what.ToLower(British))}", $"matrix-{by.ToList().IndexOf(what) + 1}");
                foreach (var chunk in columns.Chunk(7))
                    Table($"Passages of each code by {what}; each passage counts once in a cell", [new("Code", 2.4), .. chunk.Select(c => new ReportColumn(c.Length == 0 ? "not recorded" : c, 1, true))],
                        rows.Select(r => Cells([r.Name, .. chunk.Select(c => cells.TryGetValue((r.Id, c), out var set) ? Figure(set.Count) : "–")])));
            }
        }

        private static readonly Comparer<string> NaturalOrder = Comparer<string>.Create((a, b) => CultureInfo.GetCultureInfo("en-GB").CompareInfo.Compare(a, b, CompareOptions.IgnoreCase | CompareOptions.NumericOrdering));

        private Func<ReportData.Coded, IEnumerable<string>>? KeysFor(string what)
        {
            if (what.Equals("source", StringComparison.OrdinalIgnoreCase)) return c => [data.SourceOf(c.Source)!.Title];
            if (what.Equals("case", StringComparison.OrdinalIgnoreCase)) return c => data.Finder.Of(c.Source, c.Start, c.End) is { Count: > 0 } of ? of.Select(id => data.Finder.Find(id)!.Name) : [""];
            if (data.Attributes.FirstOrDefault(a => a.Name.Equals(what, StringComparison.OrdinalIgnoreCase)) is not { } attribute) return null;
            return c => [data.Finder.ValueOf(c.Source, c.Start, c.End, attribute.Id)];
        }

        private async Task MemosAsync(CancellationToken cancel)
        {
            Heading(1, "Memos", "memos");
            var memos = data.Memos.Where(m => request.MemosOn?.Contains(KindOf(m)) != false).ToList();
            if (memos.Count == 0)
            {
                Text(data.Memos.Count == 0 ? "No memo has been written yet." : "No memo is of the kinds chosen.", ParagraphLook.Quiet);
                return;
            }
            // What was written beside two columns of a comparison means little without them.
            var groups = memos.GroupBy(m => (m.On, m.Context)).OrderBy(g => MemoOrder(g.Key.On.Kind)).ThenBy(g => g.Min(m => m.At)).ToList();
            var codings = groups.Where(g => g.Key.On.Kind == "coding").Select(g => new CodingId(g.Key.On.Id)).ToList();
            var excerptOf = await db.Codings.AsNoTracking().Where(c => codings.Contains(c.Id)).ToDictionaryAsync(c => c.Id.Value, c => c.Excerpt, cancel);
            foreach (var group in groups.Where(g => g.Key.On.Kind == "excerpt")) excerptOf[group.Key.On.Id] = new(group.Key.On.Id);
            var excerpts = excerptOf.Values.Distinct().ToList();
            var passages = await db.Excerpts.AsNoTracking().Where(e => excerpts.Contains(e.Id)).ToDictionaryAsync(e => e.Id, cancel);
            foreach (var group in groups)
            {
                var on = await SubjectAsync(group.Key.On, excerptOf.TryGetValue(group.Key.On.Id, out var excerpt) ? passages.GetValueOrDefault(excerpt) : null, cancel);
                if (group.Key.Context.Length > 0) on += $", beside {group.Key.Context}";
                _blocks.Add(new ReportParagraph([new(on, IsBold: true)], ParagraphLook.Term));
                var where = $"a memo {char.ToLower(on[0], British)}{on[1..]}";
                foreach (var memo in group.OrderBy(m => m.At))
                {
                    FlagPlain(where, memo.Text, onlyNumbers: true);
                    foreach (var paragraph in memo.Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) Text(Counted(where, paragraph, theme: null, isSaid: true), ParagraphLook.Said);
                    Text($"{memo.AnalystName}, {Day(memo.At)}{(memo.ChangedAt is { } changed ? $", changed {Day(changed)}" : "")}", ParagraphLook.Quiet);
                }
            }
        }

        private static string KindOf(ListMemos.Row memo) => memo.On.Kind is "excerpt" or "coding" ? "passage" : memo.On.Kind;

        private static int MemoOrder(string kind) => kind switch { "project" => 0, "code" => 1, "case" => 2, "source" => 3, _ => 4 };

        private async Task<string> SubjectAsync(NodeRef on, Excerpt? passage, CancellationToken cancel)
        {
            switch (on.Kind)
            {
                case "project": return "On the project";
                case "code": return data.Codes.FirstOrDefault(c => c.Id.Value == on.Id) is { } code ? $"On the code “{code.Name}”" : "On a code that is gone";
                case "case": return data.Cases.FirstOrDefault(c => c.Id.Value == on.Id) is { } one ? $"On the case “{one.Name}”" : "On a case that is gone";
                case "source": return data.SourceOf(new(on.Id)) is { } source ? $"On “{source.Title}”" : "On a source that is gone";
                case "theme": return data.Themes.Themes.FirstOrDefault(t => t.Id.Value == on.Id) is { } theme ? $"On the theme “{theme.Name}”" : "On a theme that is gone";
            }
            if (passage is null || data.SourceOf(passage.Source) is not { } of) return "On a passage that is gone";
            var (text, structure, number, _) = await data.TextAsync(db, passage.Revision, cancel);
            return "On a passage: " + Citation.Of(of.Title, structure, text, passage.Span, number);
        }

        private async Task AuditTrailAsync(CancellationToken cancel)
        {
            Heading(1, "Audit trail", "audit");
            var head = await db.Set<LogHead>().AsNoTracking().SingleOrDefaultAsync(h => h.Project == data.Reader.Project, cancel);
            var verified = await verify.RunAsync(data.Reader.Project, cancel);
            var hidden = await db.HiddenFromAsync(data.Reader, cancel);
            var closed = hidden.Pairs.Select(p => p.Other).ToHashSet();
            var rows = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == data.Reader.Project).GroupBy(e => new { e.Action, e.Analyst })
                .Select(g => new { g.Key.Action, g.Key.Analyst, Count = g.Count(), First = g.Min(e => e.At), Last = g.Max(e => e.At) }).ToListAsync(cancel);
            // Figures of an analyst whose independent work is still closed would let it be guessed.
            var open = rows.Where(r => !closed.Contains(r.Analyst)).ToList();
            if (head is not null)
                Text($"Every decision is in the project's change log: {Count((int)head.Seq, "entry", "entries")} when this report was made. " + (verified.Holds ? "Each was checked then and is as it was written." : $"The check found {Count(verified.Faults.Count, "fault")}: {verified.Faults[0].Message}"));
            if (closed.Count > 0) Text($"{Listed(data.Analysts.Where(a => closed.Contains(a.Id)).Select(a => a.Name))} {(closed.Count == 1 ? "works" : "work")} independently on what is not finished yet, so {(closed.Count == 1 ? "that analyst's" : "those analysts'")} entries are not counted below.");
            var people = data.Analysts.Where(a => open.Any(r => r.Analyst == a.Id)).ToList();
            foreach (var chunk in people.Chunk(5))
                Table("Entries of the change log by kind and analyst", [new("What was done", 2), .. chunk.Select(a => new ReportColumn(a.Name, 1, true)), new("First", 1.1), new("Last", 1.1)],
                    open.GroupBy(r => r.Action).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Cells([ActionWord(g.Key), .. chunk.Select(a => g.Where(r => r.Analyst == a.Id).Sum(r => r.Count) is var n and > 0 ? Figure(n) : "–"), g.Min(r => r.First).ToString("d MMM yyyy", British), g.Max(r => r.Last).ToString("d MMM yyyy", British)])));
            if (head is not null) Text($"The last entry's hash is {verified.HeadHash}. Anyone with an export of the log can check it against this.", ParagraphLook.Quiet);
        }

        private async Task QuotationAppendixAsync(CancellationToken cancel)
        {
            Heading(1, "The words behind the quotations", "words");
            Text("Each quotation as it was said, with what was asked, who asked and why. Positions count UTF-16 units from 0 in the stored text; its SHA-256 says which text it was.", ParagraphLook.Quiet);
            var excerpts = _printed.Select(p => p.Row.Excerpt).Distinct().ToList();
            var sources = _printed.Select(p => p.Row.Source).Distinct().ToList();
            var contexts = (await db.ExcerptContexts.AsNoTracking().Where(c => excerpts.Contains(c.Excerpt)).ToListAsync(cancel)).ToLookup(c => c.Excerpt);
            var questions = (await (from t in db.Turns.AsNoTracking() join s in db.Speakers.AsNoTracking() on t.Speaker equals s.Id where sources.Contains(t.Source) && s.IsInterviewer orderby t.Start select new { t.Source, t.WordsStart, t.End, s.Name, s.Label }).ToListAsync(cancel))
                .ToLookup(t => t.Source, t => new Question(t.WordsStart, t.End, t.Name.Length > 0 ? t.Name : t.Label));
            foreach (var (number, row, attribution, citation) in _printed)
            {
                var source = data.SourceOf(row.Source)!;
                var (text, structure, revision, hash) = await data.TextAsync(db, row.Revision, cancel);
                _blocks.Add(new ReportParagraph([new($"{number}. {attribution}{(attribution.Length > 0 ? " · " : "")}", IsBold: true), citation], ParagraphLook.Term, $"words-{number}"));
                foreach (var (label, words) in Context(row, text, contexts[row.Excerpt], questions[row.Source])) Text([new($"{label}: ", IsQuiet: true), new(words, IsSaid: true, IsItalic: true)]);
                Text([new(Around(text, structure, new(row.Start, row.End), out var said, out var after), IsSaid: true, IsQuiet: true), new(said, IsSaid: true, IsBold: true), new(after, IsSaid: true, IsQuiet: true)], ParagraphLook.Said);
                var about = new List<string>();
                if (source.Session is { } session)
                {
                    if (session.Asking() is { Length: > 0 } asking) about.Add(asking);
                    if (session.Date is { } date) about.Add(date.ToString("d MMMM yyyy", British));
                    about.Add($"consent {ConsentWord(session.Consent).ToLower(British)}{(session.ConsentNote.Length > 0 ? $" ({session.ConsentNote})" : "")}");
                }
                about.Add(string.Create(British, $"source {source.Number}, revision {revision}, {row.Start} to {row.End}, text {hash[..Math.Min(12, hash.Length)]}"));
                about.Add($"quotation {row.Id.Value:D}");
                Text(Capital(string.Join(" · ", about)) + ".", ParagraphLook.Quiet);
            }
        }

        /// <summary>The labelled context kept with the excerpt; else, in a transcript, the question asked last before it.</summary>
        private static IReadOnlyList<(string Label, string Words)> Context(ListThemes.QuotationRow row, string text, IEnumerable<ExcerptContext> contexts, IEnumerable<Question> questions)
        {
            var kept = contexts.OrderBy(c => c.Ordinal).ToList();
            if (kept.Count > 0) return [.. kept.Where(c => c.End <= text.Length).Select(c => (Capital(c.Label), Flat(text[c.Start..c.End], 400)))];
            if (questions.LastOrDefault(t => t.End <= row.Start + 1) is not { } asked || asked.End > text.Length || asked.WordsStart >= asked.End) return [];
            return [($"Question, {asked.Speaker}", Flat(text[asked.WordsStart..asked.End], 400))];
        }

        private sealed record Question(int WordsStart, int End, string Speaker);

        private static string Around(string text, TextStructure structure, TextSpan span, out string said, out string after)
        {
            const int Most = 300;
            var from = structure.Blocks.Count == 0 ? 0 : structure.Blocks[structure.BlockAt(span.Start)].Span.Start;
            var to = structure.Blocks.Count == 0 ? text.Length : Math.Max(span.End, structure.Blocks[structure.BlockAt(Math.Max(span.Start, span.End - 1))].Span.End);
            said = Flat(span.Of(text), int.MaxValue);
            var before = text[Math.Min(from, span.Start)..span.Start];
            after = text[span.End..to];
            after = Cut.To(after, Most).Replace('\n', ' ');
            return Cut.ToLast(before, Most).Replace('\n', ' ');
        }

        private List<ReportData.Coded> PassagesOf(ListThemes.Row theme)
        {
            var codes = data.WithDescendants(theme.Codes);
            var passages = theme.Passages.ToHashSet();
            return [.. data.Codings.Where(c => codes.Contains(c.Code) || passages.Contains(c.Excerpt))];
        }

        private static int PassagesIn(IEnumerable<ReportData.Coded> codings) => codings.Select(c => c.Passage).Distinct().Count();

        private List<CaseId> CasesOf(IEnumerable<ReportData.Coded> passages) => [.. passages.DistinctBy(p => p.Passage).SelectMany(p => data.Finder.Of(p.Source, p.Start, p.End)).Distinct()];

        private ReadCodebook.Row? CodeNamed(string name)
        {
            var path = string.Join(" > ", name.Split('>', StringSplitOptions.TrimEntries));
            var found = data.Codes.FirstOrDefault(c => c.Path.Equals(path, StringComparison.OrdinalIgnoreCase)) ?? (data.Codes.Where(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(2).ToList() is [var only] ? only : null);
            // The words were written before the merge; what they count is under the code that stays.
            while (found?.MergedInto is { } into) found = data.Codes.Single(c => c.Id == into);
            return found;
        }

        private void Heading(int level, string text, string anchor) => _blocks.Add(new ReportHeading(level, text, anchor));
        private void Text(string text, ParagraphLook look = ParagraphLook.Body) => Text([text], look);
        private void Text(IReadOnlyList<Run> runs, ParagraphLook look = ParagraphLook.Body) => _blocks.Add(new ReportParagraph([.. runs.Where(r => r.Text.Length > 0)], look));
        private void Table(string caption, IReadOnlyList<ReportColumn> columns, IEnumerable<IReadOnlyList<IReadOnlyList<Run>>> rows) => _blocks.Add(new ReportTable(caption, columns, [.. rows]));
        private static IReadOnlyList<IReadOnlyList<Run>> Cells(params string[] cells) => [.. cells.Select(c => (IReadOnlyList<Run>)[new Run(c)])];

        private static string Count(int number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{Figure(number)} {many ?? one + "s"}";
        private static string Figure(long number) => number.ToString("N0", British);
        private static string Day(DateTime at) => at.ToString("d MMMM yyyy", British);
        private static string Capital(string text) => text.Length == 0 ? text : char.ToUpper(text[0], British) + text[1..];
        private static string Short(string words) => Cut.To(words, 60);
        private static string Flat(string words, int most)
        {
            var flat = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return Cut.To(flat, most);
        }
        private static string Listed(IEnumerable<string> parts) => parts.ToList() switch { [] => "none", [var one] => one, [.. var first, var last] => string.Join(", ", first) + " and " + last };
        private static string ConsentWord(Consent consent) => consent switch { Consent.Given => "Given", Consent.Limited => "Limited", Consent.Withdrawn => "Withdrawn", _ => "Not recorded" };
        private static string OriginWord(CodeOrigin origin) => origin switch { CodeOrigin.InVivo => "in vivo", CodeOrigin.Framework => "from a framework", CodeOrigin.Abductive => "abductive", _ => "inductive" };
        private static string KindWord(CaseKind kind, bool many = false) => kind switch
        {
            CaseKind.Study => many ? "studies" : "study",
            CaseKind.Other => many ? "other cases" : "other case",
            _ => kind.ToString().ToLower(British) + (many ? "s" : ""),
        };

        // A term by its name in this project and where it was published, as the page Frameworks has it.
        private string TermName(string term)
        {
            if (shelf.FindTerm(term) is not var (framework, found)) return term;
            var first = framework.Citation.Authors.Split(',')[0];
            var initials = first.LastIndexOf(' ');
            if (initials > 0 && first[initials..].All(c => c == ' ' || char.IsUpper(c))) first = first[..initials];
            return $"“{found.Name}” in {first} {framework.Citation.Year}";
        }

        private string ActionWord(string action) => Capital(actions.FirstOrDefault(a => a.Name == action)?.Did ?? action.Replace('.', ' '));
    }
}
