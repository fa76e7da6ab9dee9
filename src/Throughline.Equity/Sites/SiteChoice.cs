using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Equity;

/// <summary>How sites were chosen: the table, the filter, what they vary on and why. The choice itself is made from the table each time it is read.</summary>
public sealed class SiteChoice
{
    public const int MaxWords = 4000;

    public SiteChoiceId Id { get; init; }
    public ProjectId Project { get; init; }
    public DatasetId Dataset { get; init; }
    public string Name { get; set; } = "";
    /// <summary>The column that names sites.</summary>
    public string NameColumn { get; set; } = "";
    public int Count { get; set; }
    /// <summary>One a line, as <see cref="ChooseSites"/> writes them.</summary>
    public string Filters { get; set; } = "";
    /// <summary>Why only those that the filter keeps.</summary>
    public string WhyFilter { get; set; } = "";
    /// <summary>One a line: the column, a tab, why sites are to vary on it.</summary>
    public string Characteristics { get; set; } = "";
    /// <summary>Columns in which the chosen may not all be alike, one a line.</summary>
    public string NotAllSame { get; set; } = "";
    /// <summary>One a line: the site, a tab, what it said.</summary>
    public string Declined { get; set; } = "";
    public DateTime MadeAt { get; init; }
    public AnalystId MadeBy { get; init; }

    internal static IReadOnlyList<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal static IReadOnlyList<(string Of, string Why)> Pairs(string text) => [.. Lines(text).Select(line => line.Split('\t', 2)).Select(parts => (parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : ""))];
}

internal sealed class SiteChoiceMap : IEntityTypeConfiguration<SiteChoice>
{
    public void Configure(EntityTypeBuilder<SiteChoice> choice)
    {
        choice.ToTable("equity_site_choice").HasKey(c => c.Id);
        choice.Property(c => c.Name).HasMaxLength(Dataset.MaxWords);
        choice.HasIndex(c => c.Project);
        choice.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
        choice.HasOne<Dataset>().WithMany().HasForeignKey(c => c.Dataset);
        choice.HasOne<Analyst>().WithMany().HasForeignKey(c => c.MadeBy);
    }
}

public sealed record SiteChoiceMissing(string Message) : Missing(Message);

/// <summary>A characteristic sites are to vary on.</summary>
public sealed record SiteReason(string Column, string Reason);

/// <summary>A site that will not take part.</summary>
public sealed record SiteDeclined(string Site, string Why);

/// <summary>Chooses sites from a data set of areas and keeps how; changes it; takes it away. All can be undone.</summary>
public static class EditSites
{
    public sealed record Request(DatasetId Dataset, string Name, string NameColumn, int Count, IReadOnlyList<SiteReason> Vary, IReadOnlyList<string>? Filters = null, string WhyFilter = "", IReadOnlyList<string>? NotAllSame = null, IReadOnlyList<SiteDeclined>? Declined = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, DatasetTables tables, TimeProvider clock)
    {
        public async Task<Result<SiteChoiceId>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var made = Made(new() { Id = SiteChoiceId.New(), Project = by.Project, Dataset = request.Dataset, MadeAt = clock.GetUtcNow().UtcDateTime, MadeBy = by.Analyst }, request);
            if (!made.Succeeded) return made.Error;
            var chosen = await ReadSites.MakeAsync(db, tables, made.Value, cancel);
            if (!chosen.Succeeded) return chosen.Error;
            db.Add(made.Value);
            var saved = await log.SaveAsync(db, by, new(EquityActions.SitesChosen, made.Value.Id.Node, new Dictionary<string, object?> { ["sites"] = request.Count }), cancel);
            return saved.Succeeded ? made.Value.Id : saved.Error;
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, SiteChoiceId id, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.SiteChoices.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } choice) return new SiteChoiceMissing("That choice of sites is not here any more.");
            var made = Made(choice, request);
            if (!made.Succeeded) return made.Error;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var chosen = await ReadSites.MakeAsync(db, tables, choice, cancel);
            if (!chosen.Succeeded) return chosen.Error;
            var saved = await log.SaveAsync(db, by, new(EquityActions.SitesChanged, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, SiteChoiceId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.SiteChoices.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } choice) return new SiteChoiceMissing("That choice of sites is not here any more.");
            db.Remove(choice);
            var saved = await log.SaveAsync(db, by, new(EquityActions.SitesRemoved, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static Result<SiteChoice> Made(SiteChoice choice, Request request)
        {
            if (request.Vary.FirstOrDefault(v => v.Reason.Trim().Length == 0) is { } silent) return new FigureInvalid($"Say why sites are to vary on \"{silent.Column}\". A characteristic without a reason is not chosen by anybody.");
            if (request.Filters is { Count: > 0 } && request.WhyFilter.Trim().Length == 0) return new FigureInvalid($"Say why only those sites are kept (\"{request.Filters[0].Trim()}\"). A filter is a characteristic too, and has its reason.");
            choice.Name = request.Name.Trim() is { Length: > 0 } name ? name : "Choice of sites";
            (choice.NameColumn, choice.Count) = (request.NameColumn.Trim(), request.Count);
            choice.Filters = string.Join('\n', (request.Filters ?? []).Select(Plain));
            choice.WhyFilter = Plain(request.WhyFilter);
            choice.Characteristics = string.Join('\n', request.Vary.Select(v => $"{Plain(v.Column)}\t{Plain(v.Reason)}"));
            choice.NotAllSame = string.Join('\n', (request.NotAllSame ?? []).Select(Plain));
            choice.Declined = string.Join('\n', (request.Declined ?? []).Select(d => $"{Plain(d.Site)}\t{Plain(d.Why)}"));
            if (choice.Name.Length > Dataset.MaxWords) return new FigureInvalid($"A choice's name has at most {Dataset.MaxWords} characters; this has {choice.Name.Length}.");
            foreach (var (what, words) in new[] { ("filters", choice.Filters), ("reasons", choice.Characteristics), ("reason for the filter", choice.WhyFilter), ("sites that declined", choice.Declined) })
                if (words.Length > SiteChoice.MaxWords) return new FigureInvalid($"The {what} have at most {SiteChoice.MaxWords} characters; these have {words.Length}.");
            return choice;
        }

        private static string Plain(string words) => string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}

/// <summary>The project's choices of sites, and one with its sites, alternatives and record.</summary>
public static class ReadSites
{
    public sealed record Row(SiteChoiceId Id, string Name);

    /// <param name="Reasons">Why sites vary on each column, in the order they were given.</param>
    /// <param name="Paragraph">For a methods section: the reasons with the record of the choice.</param>
    public sealed record Chosen(SiteChoice Choice, string DatasetName, string From, ChooseSites.Chosen Made, IReadOnlyList<SiteReason> Reasons, IReadOnlyList<string> NotAllSame, IReadOnlyList<SiteDeclined> Declined, string Paragraph);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, DatasetTables tables)
    {
        public async Task<IReadOnlyList<Row>> ListAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return [.. (await db.SiteChoices.AsNoTracking().Where(c => c.Project == project).OrderBy(c => c.MadeAt).Select(c => new { c.Id, c.Name }).ToListAsync(cancel)).Select(c => new Row(c.Id, c.Name))];
        }

        public async Task<Result<Chosen>> RunAsync(ProjectId project, SiteChoiceId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.SiteChoices.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.Project == project, cancel) is not { } choice) return new SiteChoiceMissing("That choice of sites is not here any more.");
            return await MakeAsync(db, tables, choice, cancel);
        }
    }

    internal static async Task<Result<Chosen>> MakeAsync(ThroughlineDb db, DatasetTables tables, SiteChoice choice, CancellationToken cancel)
    {
        if (await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == choice.Dataset && d.Project == choice.Project, cancel) is not { } dataset) return new DatasetMissing("That data set is not here any more.");
        var table = await tables.OfAsync(db, dataset, cancel);
        if (!table.Succeeded) return table.Error;
        IReadOnlyList<SiteReason> reasons = [.. SiteChoice.Pairs(choice.Characteristics).Select(p => new SiteReason(p.Of, p.Why))];
        IReadOnlyList<SiteDeclined> declined = [.. SiteChoice.Pairs(choice.Declined).Select(p => new SiteDeclined(p.Of, p.Why))];
        var rules = SiteChoice.Lines(choice.NotAllSame);
        var made = ChooseSites.Run(table.Value, new(choice.NameColumn, choice.Count, [.. reasons.Select(r => r.Column)], SiteChoice.Lines(choice.Filters), rules, [.. declined.Select(d => d.Site)]));
        if (!made.Succeeded) return made.Error;
        var paragraph = made.Value.Record + (choice.WhyFilter.Length > 0 ? $" Why the filter: {Ended(choice.WhyFilter)}" : "") + " Why each characteristic: " + string.Join("; ", reasons.Select(r => $"{r.Column}, {Bare(r.Reason)}")) + "."
            + (made.Value.Correlations.Count > 0 ? $" {string.Join("; ", made.Value.Correlations.Select(c => $"{c.One} and {c.Other} go together ({c.Told})"))}, and count once between them." : "")
            + $" Sites are named {string.Join(", ", made.Value.Choice.Select(s => s.Label))} and described coarsely.";
        return new Chosen(choice, dataset.Name, dataset.From, made.Value, reasons, rules, declined, paragraph);
    }

    private static string Bare(string words) => words.TrimEnd('.', ' ');

    private static string Ended(string words) => Bare(words) + ".";
}
