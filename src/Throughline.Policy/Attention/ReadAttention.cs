using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy.Attention;

/// <summary>What a project's documents and dated or timed transcripts give attention to, by topic: stated priority beside revealed.</summary>
/// <remarks>Stated is what documents speak of and head their sections with; revealed is what they bind people to, in requirements and figures, and what meetings spend their lines and minutes on.
/// All of it is a proxy (<see cref="CountAttention.Proxy"/>).</remarks>
public static class ReadAttention
{
    /// <param name="IsMeeting">A transcript: its lines are revealed attention, not a policy's word.</param>
    /// <param name="IsDefault">Shown unless the analyst chooses otherwise: what is in the source register or has statements, and transcripts with times.</param>
    public sealed record Choice(SourceId Source, int Number, string Title, bool IsMeeting, DateOnly? DatedOn, bool IsDefault);

    /// <param name="Text">As it is stored: what the places lie in.</param>
    public sealed record OfSource(Choice Of, CountAttention.Counted Counted, string Text)
    {
        /// <summary>The words of a place, on one line.</summary>
        public string WordsAt(TextSpan span) => span.Of(Text).Replace('\n', ' ');
    }

    /// <summary>Shares from 0 to 1; null where there is nothing to be a share of.</summary>
    /// <param name="Sentences">Of the sentences of documents.</param>
    /// <param name="Headings">Of their headings.</param>
    /// <param name="Requirements">Of their requirements.</param>
    /// <param name="NumericTargets">Of their numeric targets.</param>
    /// <param name="Lines">Of the lines of meetings.</param>
    /// <param name="Minutes">Minutes of timed meetings in which it is spoken of, of all their minutes.</param>
    public sealed record Priority(string Topic, string Name, double? Sentences, double? Headings, double? Requirements, double? NumericTargets, double? Lines, double? Minutes);

    public sealed record Answer(IReadOnlyList<OfSource> Sources, IReadOnlyList<Priority> Priorities);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ReadSource.Handler read, ListFrameworks.Handler frameworks)
    {
        /// <summary>Every source that can be counted, by number.</summary>
        public async Task<IReadOnlyList<Choice>> ChoicesAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var project = reader.Project;
            var sources = await db.Sources.AsNoTracking().Where(s => s.Project == project && s.BinnedAt == null && s.Kind != SourceKind.Answer && s.Kind != SourceKind.Article).OrderBy(s => s.Number).Select(s => new { s.Id, s.Number, s.Title, s.Kind }).ToListAsync(cancel);
            var stated = (await db.Statements.AsNoTracking().Where(s => s.Project == project && s.Standing != Standing.Rejected).Select(s => s.Source).Distinct().ToListAsync(cancel)).ToHashSet();
            var register = await db.PolicyDocuments.AsNoTracking().Where(d => d.Project == project).ToDictionaryAsync(d => d.Source, d => d.DatedOn, cancel);
            var held = await (from s in db.Sessions.AsNoTracking() join d in db.Sources on s.Source equals d.Id where d.Project == project select new { s.Source, s.Date }).ToDictionaryAsync(s => s.Source, s => s.Date, cancel);
            var timed = (await (from s in db.Sources.AsNoTracking() join r in db.Revisions on s.Current equals r.Id where s.Project == project && s.Kind == SourceKind.Transcript select new { s.Id, r.Structure }).ToListAsync(cancel))
                .Where(s => TextStructure.FromJson(s.Structure).Marks.Any(m => m.Kind == Files.MarkKind.Time)).Select(s => s.Id).ToHashSet();
            return [.. sources.Select(s => s.Kind == SourceKind.Transcript
                ? new Choice(s.Id, s.Number, s.Title, true, held.GetValueOrDefault(s.Id), timed.Contains(s.Id))
                : new Choice(s.Id, s.Number, s.Title, false, register.GetValueOrDefault(s.Id), stated.Contains(s.Id) || register.ContainsKey(s.Id)))];
        }

        /// <param name="sources">Those to count.</param>
        /// <returns>An error where the project's topics or lexicon cannot be used.</returns>
        public async Task<Result<Answer>> RunAsync(Acting reader, IReadOnlyCollection<SourceId> sources, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(sources);
            return await OfAsync(reader, [.. (await ChoicesAsync(reader, cancel)).Where(c => sources.Contains(c.Source))], cancel);
        }

        /// <summary>The same of choices that have been read already: all of them are counted.</summary>
        public async Task<Result<Answer>> OfAsync(Acting reader, IReadOnlyList<Choice> chosen, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(chosen);
            var shelf = await frameworks.RunAsync(reader.Project, cancel);
            var lexicons = PolicyLexicons.Of(shelf.All.Select(row => row.Framework));
            if (!lexicons.Succeeded) return lexicons.Error;
            var set = CountAttention.TopicSet.Of(shelf.All.Select(row => row.Framework), lexicons.Value.Inequality);
            if (!set.Succeeded) return set.Error;
            var counted = new List<OfSource>();
            foreach (var choice in chosen)
            {
                var text = await read.RunAsync(reader.Project, choice.Source, null, cancel);
                if (text.Succeeded) counted.Add(new(choice, CountAttention.Run(text.Value.Structure.With(text.Value.Text), set.Value), text.Value.Text));
            }
            return new Answer(counted, Compare([.. counted.Select(c => (c.Counted, c.Of.IsMeeting))]));
        }
    }

    /// <summary>What is stated as a priority beside what is revealed as one, topic by topic.</summary>
    /// <param name="counted">Texts counted with the same topics; <c>IsMeeting</c> of what was said rather than laid down.</param>
    public static IReadOnlyList<Priority> Compare(IReadOnlyList<(CountAttention.Counted Counted, bool IsMeeting)> counted)
    {
        ArgumentNullException.ThrowIfNull(counted);
        var (documents, meetings) = (counted.Where(c => !c.IsMeeting).Select(c => c.Counted).ToList(), counted.Where(c => c.IsMeeting).Select(c => c.Counted).ToList());
        var timed = meetings.Where(m => m.Minutes is not null).ToList();
        double? Share(List<CountAttention.Counted> of, Func<CountAttention.Counted, int> whole, Func<CountAttention.Counted, int> part) => of.Sum(whole) is > 0 and var all ? (double)of.Sum(part) / all : null;
        var names = counted.SelectMany(c => c.Counted.Topics).DistinctBy(t => t.Id).Select(t => (t.Id, t.Name)).ToList();
        return [.. names.Select(topic =>
        {
            CountAttention.OfTopic Of(CountAttention.Counted c) => c.Topics.First(t => t.Id == topic.Id);
            return new Priority(topic.Id, topic.Name,
                Share(documents, c => c.Sentences, c => Of(c).Sentences), Share(documents, c => c.Headings, c => Of(c).Headings), Share(documents, c => c.Requirements, c => Of(c).Requirements), Share(documents, c => c.NumericTargets, c => Of(c).NumericTargets),
                Share(meetings, c => c.Sentences, c => Of(c).Sentences), Share(timed, c => c.Minutes!.Count, c => c.Minutes!.Count(m => m.ByTopic.ContainsKey(topic.Id))));
        })];
    }
}
