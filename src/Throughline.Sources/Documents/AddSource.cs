using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;

namespace Throughline.Sources;

/// <summary>Puts a document that has been read into a project, with its original and its first revision.</summary>
public static class AddSource
{
    /// <param name="Original">The file's bytes; kept unless <paramref name="KeepOriginal"/> says not to.</param>
    public sealed record Request(string FileName, byte[] Original, ReadDocument Document, string Title, SourceKind Kind, bool KeepOriginal = true);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<SourceId>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var source = await AddAsync(db, by, request.FileName, request.KeepOriginal ? request.Original : null, HashOf(request.Original), request.Document, request.Title, request.Kind, clock.GetUtcNow().UtcDateTime, cancel);
            var saved = await log.SaveAsync(db, by, new(SourceActions.Imported, source.Id.Node), cancel);
            return saved.Succeeded ? source.Id : saved.Error;
        }
    }

    /// <summary>Lower-case hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Lower-case hex over the text's UTF-8 bytes, without BOM or added newline.</summary>
    public static string HashOf(string text) => HashOf(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds the rows to the context; the caller saves.</summary>
    internal static async Task<Source> AddAsync(ThroughlineDb db, Acting by, string fileName, byte[]? original, string fileHash, ReadDocument document, string title, SourceKind kind, DateTime now, CancellationToken cancel)
    {
        // Numbers are never used again, so that "source 7" in a memo keeps its meaning.
        var last = await db.Sources.Where(s => s.Project == by.Project).MaxAsync(s => (int?)s.Number, cancel) ?? 0;
        var pending = db.ChangeTracker.Entries<Source>().Where(e => e.State == EntityState.Added && e.Entity.Project == by.Project).Select(e => e.Entity.Number).DefaultIfEmpty(0).Max();
        var source = new Source
        {
            Id = SourceId.New(),
            Project = by.Project,
            Number = Math.Max(last, pending) + 1,
            Title = title,
            Kind = kind,
            FileName = fileName,
            FileSha256 = fileHash,
            ImportedAt = now,
            ImportedBy = by.Analyst,
        };
        var revision = RevisionOf(source, 1, document, by.Analyst, "imported", now);
        source.Current = revision.Id;
        db.Add(source);
        db.Add(revision);
        if (original is not null) db.Add(new Original { Source = source.Id, Content = original });
        if (document.OtherOrder is { } other) db.Add(new OtherReading { Source = source.Id, Order = other.Order ?? "other order", Text = other.Text, Structure = TextStructure.Of(other).ToJson() });
        return source;
    }

    internal static Revision RevisionOf(Source source, int number, ReadDocument document, AnalystId by, string reason, DateTime now) => new()
    {
        Id = RevisionId.New(),
        Source = source.Id,
        Number = number,
        Text = document.Text,
        Sha256 = HashOf(document.Text),
        Words = WordsIn(document.Text),
        Structure = TextStructure.Of(document).ToJson(),
        MadeAt = now,
        MadeBy = by,
        Reason = reason,
    };

    /// <summary>Stretches of characters between white space, as word processors count.</summary>
    public static int WordsIn(ReadOnlySpan<char> text)
    {
        var words = 0;
        var inside = false;
        foreach (var c in text)
        {
            var white = char.IsWhiteSpace(c);
            if (!white && !inside) words++;
            inside = !white;
        }
        return words;
    }
}
