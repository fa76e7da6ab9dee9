using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Exchange.Tests;

/// <summary>A small invented project: two interviews, a plan, two analysts, cases, codings, memos, a theme with quotations.</summary>
internal sealed class Fixture
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public const string First = "INT: How do people come to you?\nP1: They ring at eight and the line is engaged until ten. By then the day's places are gone, honestly.\nINT: And those who do not ring?\nP1: They walk in. We never counted them. Nobody did.";
    public const string Second = "INT: What has changed?\nP2: The buses. If you live out at Saltby the first one gets in at half past nine, so the early places were never yours.";
    public const string Plan = "Access\nWe will open two hundred more places a week.\nEvery practice will answer by telephone.";

    public required TestWorkbench Bench { get; init; }
    public required Acting Ruth { get; init; }
    public required Acting Omar { get; init; }
    public required SourceId Interview1 { get; init; }
    public required SourceId Interview2 { get; init; }
    public required SourceId Policy { get; init; }
    public required CodeId Phone { get; init; }
    public required CodeId Distance { get; init; }
    public required CodeId Uncounted { get; init; }
    public ThemeId Theme { get; private set; }
    public QuotationId Quotation { get; private set; }
    public CaseId Receptionist { get; private set; }
    public CaseId Patient { get; private set; }

    public static async Task<Fixture> MakeAsync(TestWorkbench bench, string title = "Naming the gap")
    {
        var made = (await bench.Get<CreateProject.Handler>().RunAsync(new(title, "Ruth Adeyemi", "Who gets the early places?", "{role}, {site}"), Cancel)).Value;
        var ruth = made.Acting;
        var omar = new Acting(made.Project, (await bench.Get<AddAnalyst.Handler>().RunAsync(ruth, "Omar Said", Cancel)).Value);
        var one = await bench.AddTextAsync(ruth, "Interview 1", First);
        var two = await bench.AddTextAsync(ruth, "Interview 2", Second);
        var plan = await bench.AddTextAsync(ruth, "Access plan", Plan, SourceKind.Document);
        var add = bench.Get<AddCode.Handler>();
        var phone = (await add.RunAsync(ruth, new("Access > Phone", Definition: "Getting through by telephone.", WhenToUse: "Ringing, waiting on the line.", Example: "engaged until ten"), Cancel)).Value;
        var distance = (await add.RunAsync(ruth, new("Access > Distance", Definition: "How far, and how to get there."), Cancel)).Value;
        var uncounted = (await add.RunAsync(omar, new("Uncounted", Origin: CodeOrigin.InVivo), Cancel)).Value;
        var fixture = new Fixture { Bench = bench, Ruth = ruth, Omar = omar, Interview1 = one, Interview2 = two, Policy = plan, Phone = phone, Distance = distance, Uncounted = uncounted };
        await fixture.TurnsAndCasesAsync();
        await fixture.CodeAsync(ruth, one, "the line is engaged until ten", phone);
        await fixture.CodeAsync(ruth, one, "We never counted them. Nobody did.", uncounted);
        await fixture.CodeAsync(omar, one, "They ring at eight", phone);
        await fixture.CodeAsync(ruth, two, "the first one gets in at half past nine, so the early places were never yours", distance, phone);
        await fixture.CodeAsync(ruth, plan, "Every practice will answer by telephone.", phone);
        await bench.Get<WriteMemo.Handler>().AddAsync(ruth, new(phone.Node, "The telephone sorts people before anybody has spoken to them."), Cancel);
        await bench.Get<WriteMemo.Handler>().AddAsync(omar, new(one.Node, "She laughed here, which the words do not show."), Cancel);
        return fixture;
    }

    public async Task WriteThemeAsync()
    {
        Theme = (await Bench.Get<EditTheme.Handler>().AddAsync(Ruth, new("The clock sorts", "Getting an early place is a matter of when one can ring. {Most: Access > Phone} spoke of the telephone.\n\nA {few: Distance} spoke of buses.", [Phone]), Cancel)).Value;
        var choose = Bench.Get<ChooseQuotation.Handler>();
        Quotation = (await choose.AddSpanAsync(Ruth, Interview1, null, SpanOf(First, "They ring at eight and the line is engaged until ten. By then the day's places are gone, honestly."), Theme,
            "They ring at eight and the line is engaged […]. By then the [early] places are gone, honestly.", Cancel)).Value;
        await choose.AddSpanAsync(Ruth, Interview2, null, SpanOf(Second, "so the early places were never yours"), Theme, null, Cancel);
    }

    public static ChangeCoding.Request MoveTo(string text, string words)
    {
        var span = SpanOf(text, words);
        return new(span.Start, span.End);
    }

    public static TextSpan SpanOf(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        Assert.True(at >= 0, words);
        return new(at, at + words.Length);
    }

    public async Task<long> CodeAsync(Acting by, SourceId source, string words, params CodeId[] codes)
    {
        var text = source == Interview1 ? First : source == Interview2 ? Second : Plan;
        var added = await Bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, SpanOf(text, words), [.. codes.Select(c => new AddCodings.One(c, CodingId.New()))]), Cancel);
        Assert.True(added.Succeeded, added.Error?.Message);
        return added.Value;
    }

    /// <summary>The same project on another copy.</summary>
    public Fixture On(TestWorkbench copy) => new() { Bench = copy, Ruth = Ruth, Omar = Omar, Interview1 = Interview1, Interview2 = Interview2, Policy = Policy, Phone = Phone, Distance = Distance, Uncounted = Uncounted };

    /// <summary>Codes words of a text that is not the one the project began with.</summary>
    public async Task CodeCorrectedAsync(Acting by, SourceId source, string text, string words, CodeId code)
    {
        var added = await Bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, SpanOf(text, words), [new(code, CodingId.New())]), Cancel);
        Assert.True(added.Succeeded, added.Error?.Message);
    }

    public async Task ConsentAsync(SourceId source, Consent consent, string note = "")
    {
        await using var db = await Bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Source == source, Cancel);
        if (session is null) db.Add(session = new SessionRecord { Source = source });
        (session.Consent, session.ConsentNote) = (consent, note);
        await Bench.Get<ChangeLog>().SaveAsync(db, Ruth, new(SourceActions.Renamed, source.Node), Cancel);
    }

    /// <summary>Turns as an analyst would have confirmed them, the interviewees as cases with a role and a site.</summary>
    private async Task TurnsAndCasesAsync()
    {
        await using var db = await Bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        foreach (var (source, text) in new[] { (Interview1, First), (Interview2, Second) })
        {
            var speakers = new Dictionary<string, Speaker>();
            var (at, number) = (0, 0);
            foreach (var line in text.Split('\n'))
            {
                var label = line[..line.IndexOf(':', StringComparison.Ordinal)];
                if (!speakers.TryGetValue(label, out var speaker))
                {
                    speakers[label] = speaker = new Speaker { Id = SpeakerId.New(), Source = source, Label = label, Name = label == "INT" ? "Interviewer" : label, IsInterviewer = label == "INT", Order = speakers.Count };
                    db.Add(speaker);
                }
                db.Add(new Turn { Id = TurnId.New(), Source = source, Speaker = speaker.Id, Number = ++number, Start = at, WordsStart = at + label.Length + 2, End = at + line.Length });
                at += line.Length + 1;
            }
            var person = new Case { Id = CaseId.New(), Project = Ruth.Project, Name = source == Interview1 ? "Joan" : "Piet", Kind = CaseKind.Participant };
            db.Add(person);
            db.Add(new CaseTie { Id = CaseTieId.New(), Case = person.Id, Source = source, Speaker = speakers[source == Interview1 ? "P1" : "P2"].Id });
            if (source == Interview1) Receptionist = person.Id;
            else Patient = person.Id;
            db.Add(new SessionRecord { Source = source, Date = new DateOnly(2024, 3, source == Interview1 ? 4 : 11), Minutes = 40, Consent = Consent.Given, AskedBy = "Ruth Adeyemi", Why = "a study of early places" });
        }
        var role = new CaseAttribute { Id = AttributeId.New(), Project = Ruth.Project, Name = "role", Type = AttributeType.Category, Order = 0 };
        var site = new CaseAttribute { Id = AttributeId.New(), Project = Ruth.Project, Name = "site", Type = AttributeType.Category, Order = 1 };
        db.AddRange(role, site);
        foreach (var (person, is_, at) in new[] { (Receptionist, "receptionist", "Northmoor"), (Patient, "patient", "Saltby") })
            db.AddRange(new CaseValue { Case = person, Attribute = role.Id, Value = is_ }, new CaseValue { Case = person, Attribute = site.Id, Value = at });
        var saved = await Bench.Get<ChangeLog>().SaveAsync(db, Ruth, new(SourceActions.Renamed, Interview1.Node), Cancel);
        Assert.True(saved.Succeeded, saved.Error?.Message);
    }
}
