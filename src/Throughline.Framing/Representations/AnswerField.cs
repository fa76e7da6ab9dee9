using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;

namespace Throughline.Framing.Representations;

public sealed record AnswerInvalid(string Message) : Error(Message);

public sealed record RepresentationMissing(string Message) : Missing(Message);

/// <summary>What a reader says of one field.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Terms">Ids of the field's terms; empty unless stated or implied.</param>
/// <param name="Words">The passage's own words, where the field takes them.</param>
/// <param name="Note">The reader's own remark.</param>
public sealed record FieldAnswer(string Field, FieldState State, IReadOnlyList<string> Terms, string? Words = null, string? Note = null)
{
    /// <summary>Not stated, or not applicable.</summary>
    public static FieldAnswer Silent(RepresentationField field, FieldState state = FieldState.NotStated) => new(field.Name, state, []);
}

/// <summary>Answers a field of one's own representation, or takes the answer away.</summary>
public static class AnswerField
{
    /// <summary>The longest words of the passage, in characters.</summary>
    public const int MostWords = 500;

    /// <summary>The longest note, in characters.</summary>
    public const int MostNote = 2000;

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, ListFrameworks.Handler frameworks)
    {
        /// <returns>The log entry's number; 0 when the field already says so.</returns>
        public async Task<Result<long>> RunAsync(Acting by, RepresentationId id, FieldAnswer answer, CancellationToken cancel)
        {
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await FreeAsync(db, by, id, cancel);
            if (!own.Succeeded) return own.Error;
            var there = await db.FieldReadings.SingleOrDefaultAsync(f => f.Representation == id && f.Field == answer.Field, cancel);
            var wrong = Write(db, own.Value, there, answer, shelf);
            if (wrong is not null) return wrong;
            if (!db.ChangeTracker.HasChanges()) return 0L;
            return await log.SaveAsync(db, by, new(FramingActions.FieldAnswered, id.Node, Details(own.Value, answer.Field)), cancel);
        }

        /// <summary>Takes an answer away: the field has not been read.</summary>
        public async Task<Result<long>> ClearAsync(Acting by, RepresentationId id, string field, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await FreeAsync(db, by, id, cancel);
            if (!own.Succeeded) return own.Error;
            if (await db.FieldReadings.SingleOrDefaultAsync(f => f.Representation == id && f.Field == field, cancel) is not { } there) return 0L;
            db.Remove(there);
            return await log.SaveAsync(db, by, new(FramingActions.FieldCleared, id.Node, Details(own.Value, field)), cancel);
        }

        /// <summary>Says of every field not yet read that it is not stated, in one step.</summary>
        /// <returns>The log entry's number; 0 when every field had been read.</returns>
        public async Task<Result<long>> RestNotStatedAsync(Acting by, RepresentationId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await FreeAsync(db, by, id, cancel);
            if (!own.Succeeded) return own.Error;
            var read = await db.FieldReadings.Where(f => f.Representation == id).Select(f => f.Field).ToListAsync(cancel);
            var rest = RepresentationField.All.Where(f => !read.Contains(f.Name)).ToList();
            if (rest.Count == 0) return 0L;
            foreach (var field in rest) db.Add(Row(own.Value, field.Name, FieldState.NotStated));
            return await log.SaveAsync(db, by, new(FramingActions.RestNotStated, id.Node, Details(own.Value, null)), cancel);
        }
    }

    internal static async Task<Result<Representation>> OwnAsync(ThroughlineDb db, Acting by, RepresentationId id, CancellationToken cancel)
    {
        if (await db.Representations.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project, cancel) is not { } one || (await Sight.OfAsync(db, by, cancel)).IsHidden(one))
            return new RepresentationMissing("That reading is not here any more.");
        if (one.Origin == RepresentationOrigin.Suggestion) return new Refused("This is a suggestion. Accept it first, then change it.");
        return one.Analyst == by.Analyst ? one : new Refused("This is another analyst's reading. Only its own analyst changes it; read the passage yourself to say otherwise.");
    }

    /// <summary>One's own, and open to change: once it is finished, or something was agreed on, a reading stays as it was made.</summary>
    internal static async Task<Result<Representation>> FreeAsync(ThroughlineDb db, Acting by, RepresentationId id, CancellationToken cancel)
    {
        var own = await OwnAsync(db, by, id, cancel);
        if (!own.Succeeded || own.Value is not { Origin: RepresentationOrigin.Analyst } one) return own;
        var agreed = await db.Representations.AsNoTracking().Where(r => r.Project == by.Project && r.SubjectKind == one.SubjectKind && r.SubjectId == one.SubjectId && r.Origin == RepresentationOrigin.Agreed).ToListAsync(cancel);
        var given = await db.Set<Assignment>().AsNoTracking().SingleOrDefaultAsync(a => a.Project == by.Project && a.SubjectKind == one.SubjectKind && a.SubjectId == one.SubjectId && a.Analyst == by.Analyst, cancel);
        // Nobody agrees before they have finished: what is open to one who agreed was given to them again since, and may be blind to the agreement.
        if (given is not { FinishedAt: null } && agreed.Exists(r => r.AgreedBy.Contains(one.Analyst))) return new Refused("What was agreed came from this reading, so it stays as it was made. Reopen the agreement first.");
        // The others' readings may have been seen since: figures of agreement are of readings as they were made.
        return given?.FinishedAt is null ? one : new Refused("You have finished this, so your reading stays as it was made. Take it up again while another has yet to finish; when all have, settle together what differs.");
    }

    internal static Dictionary<string, object?> Details(Representation of, string? field)
    {
        var details = new Dictionary<string, object?>();
        if (of.Source is { } source) details["source"] = source.Value;
        if (field is not null && RepresentationField.Find(field) is not null) details["field"] = field;
        return details;
    }

    /// <summary>Checks an answer against the project's vocabulary and puts it into the context; the caller saves.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal static Error? Write(ThroughlineDb db, Representation of, FieldReading? there, FieldAnswer answer, ListFrameworks.Shelf shelf)
    {
        var checkedAnswer = Check(answer, shelf, there?.Terms ?? "");
        if (!checkedAnswer.Succeeded) return checkedAnswer.Error;
        var row = there ?? Row(of, answer.Field, answer.State);
        (row.State, row.Terms, row.Words, row.Note) = (answer.State, checkedAnswer.Value, answer.Words?.Trim() ?? "", answer.Note?.Trim() ?? "");
        if (there is null) db.Add(row);
        return null;
    }

    private static FieldReading Row(Representation of, string field, FieldState state) => new() { Representation = of.Id, Field = field, State = state, Analyst = of.Analyst, Source = of.Source };

    /// <summary>The terms as they are stored.</summary>
    private static Result<string> Check(FieldAnswer answer, ListFrameworks.Shelf shelf, string held)
    {
        if (RepresentationField.Find(answer.Field) is not { } field)
            return new AnswerInvalid($"\"{answer.Field}\" is no field of a representation. The fields are {string.Join(", ", RepresentationField.All)}.");
        if (!Enum.IsDefined(answer.State)) return new AnswerInvalid($"{answer.State} is not how a field can be given: stated, implied, not stated or not applicable.");
        var (words, note) = (answer.Words?.Trim() ?? "", answer.Note?.Trim() ?? "");
        if (Typed.Check("What is given as the passage's words", words, MostWords) is { } unfit) return unfit;
        if (Typed.Check("The note", note, MostNote) is { } unkept) return unkept;
        var terms = answer.Terms.Distinct().ToList();
        if (answer.State is FieldState.NotStated or FieldState.NotApplicable)
            return terms.Count == 0 && words.Length == 0 ? "" : new AnswerInvalid($"{field.Label}: what is {InWords(answer.State)} has no terms. Take them out, or say stated or implied.");
        if (terms.Count == 0 && !(field.TakesWords && words.Length > 0)) return new AnswerInvalid($"{field.Label}: choose what is {InWords(answer.State)}{(field.TakesWords ? ", or write the passage's words" : "")}.");
        if (words.Length > 0 && !field.TakesWords) return new AnswerInvalid($"{field.Label} takes terms only. Write the words as a note.");
        if (terms.Count > 1 && !field.Several) return new AnswerInvalid($"{field.Label} takes one term; {terms.Count} are given. Choose one.");
        if (shelf.Find(field.Vocabulary.Framework) is not { } framework) return new Missing($"The framework \"{field.Vocabulary.Framework}\" that {field.Label} takes its terms from is not in this project.");
        var known = field.Vocabulary.TermsOf(framework);
        var before = held.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var term in terms)
        {
            if (known.FirstOrDefault(t => t.Id == term) is not { } found) return new AnswerInvalid($"\"{term}\" is no term of {field.Label}. Choose one from its list.");
            if (Vocabulary.IsRetired(found) && !before.Contains(term)) return new AnswerInvalid($"\"{found.Name}\" has been retired from {field.Label}. Choose another.");
        }
        return string.Join(' ', known.Select(t => t.Id).Where(terms.Contains));
    }

    /// <summary>"stated", "implied", "not stated", "not applicable".</summary>
    public static string InWords(FieldState state) => state switch
    {
        FieldState.Stated => "stated",
        FieldState.Implied => "implied",
        FieldState.NotStated => "not stated",
        _ => "not applicable",
    };
}
