using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using Throughline.Text;

namespace Throughline.Storage;

/// <summary>A block as it goes into the index.</summary>
/// <param name="Span">Its place in the source's text; blocks come in order and do not overlap.</param>
/// <param name="Paragraph">What a citation calls it, such as "14".</param>
/// <param name="Page">The label of the page it begins on; null where pages are not known.</param>
public sealed record BlockToIndex(TextSpan Span, string Paragraph, string? Page);

/// <summary>A block as the index gives it back.</summary>
/// <param name="Id">Ids rise with the source's number, then with the place in its text.</param>
/// <param name="Source">The source's number in the project.</param>
/// <param name="Start">Where the block begins in the source's text, in UTF-16 units.</param>
public sealed record IndexedBlock(long Id, int Source, int Start, string Text, string Paragraph, string? Page)
{
    public TextSpan Span => new(Start, Start + Text.Length);
}

/// <summary>What the index holds of a source.</summary>
/// <param name="Sha256">Of the text that was indexed: another hash means that the index is behind.</param>
public sealed record IndexedSource(int Number, Guid Source, string Sha256, int Blocks);

/// <summary>What an engine is asked for, resolved against the project's vocabulary.</summary>
/// <param name="Expression">Null: every block is a candidate.</param>
/// <param name="IsNothing">No block can match.</param>
/// <param name="AtMost">An upper bound on the candidates, from the vocabulary's counts.</param>
/// <param name="Total">The project's blocks.</param>
public sealed record SearchPlan(long Project, string? Expression, bool IsNothing, long AtMost, long Total);

/// <summary>Finds the blocks that may match a search, alike on both engines; <see cref="SearchQuery"/> then decides.</summary>
/// <remarks>
/// <para>The index is derived: it can be thrown away and made again from the revisions. Its tables are not part of the model, since each engine needs its own
/// (FTS5 here, tsvector there); <see cref="EnsureAsync"/> makes them.</para>
/// <para>A vocabulary table gives every folded word of a project a number, and the engine's full-text index holds only those numbers. So no tokenizer's habits come in
/// (an emoji, 3.5 and 健 are words like any other), wildcards run over the vocabulary, and the full-text index holds nobody's words: what must be erased lies in two plain tables.</para>
/// </remarks>
public static class SearchIndex
{
    /// <summary>Raised when the tables or the cutting of words change; an older index is thrown away and made again as sources are asked for.</summary>
    private const int Version = 2;

    // Longer words (addresses, encoded files) are cut; a pattern over them asks for all that were cut, and the match decides.
    private const int LongestTerm = 120;

    // Beyond this many words an OR is no faster than reading the blocks in order.
    private const int MostTerms = 4000;

    // PostgreSQL: what at most one block in so many holds is asked of GIN; what more may hold is walked, and so many blocks tell whether they do.
    private const int Seldom = 40, WalkedToTell = 1000;

    private const int SourceBits = 24, BlockBits = 24;

    // Any number will do that no other program on the same server is likely to lock.
    private const int PostgresLock = 0x7E5EA5C4;

    /// <summary>Makes the index's tables where they are not there. Safe to call again.</summary>
    public static async Task EnsureAsync(ThroughlineDb db, CancellationToken cancel)
    {
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancel) : null;
        var sqlite = db.Engine == Engine.Sqlite;
        if (!sqlite) await ExecuteAsync(db, $"SELECT pg_advisory_xact_lock({PostgresLock})", cancel);
        await ExecuteAsync(db, "CREATE TABLE IF NOT EXISTS search_version (version integer NOT NULL)", cancel);
        var there = await ScalarAsync(db, "SELECT max(version) FROM search_version", cancel);
        if (there != Version)
        {
            foreach (var table in new[] { "search_words", "search_block", "search_term", "search_source", "search_project" })
                await ExecuteAsync(db, $"DROP TABLE IF EXISTS {table}", cancel);
            foreach (var sql in sqlite ? SqliteTables : PostgresTables) await ExecuteAsync(db, sql, cancel);
            await ExecuteAsync(db, "DELETE FROM search_version", cancel);
            await ExecuteAsync(db, $"INSERT INTO search_version (version) VALUES ({Version})", cancel);
        }
        if (own is not null) await own.CommitAsync(cancel);
    }

    private static readonly string[] SqliteTables =
    [
        "CREATE TABLE search_project (number INTEGER PRIMARY KEY AUTOINCREMENT, project BLOB NOT NULL UNIQUE, stamp BLOB NOT NULL)",
        "CREATE TABLE search_source (project INTEGER NOT NULL, number INTEGER NOT NULL, source BLOB NOT NULL UNIQUE, sha256 TEXT NOT NULL, blocks INTEGER NOT NULL, PRIMARY KEY (project, number)) WITHOUT ROWID",
        "CREATE TABLE search_block (id INTEGER PRIMARY KEY, start INTEGER NOT NULL, paragraph TEXT NOT NULL, page TEXT NULL, text TEXT NOT NULL)",
        "CREATE TABLE search_term (id INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, term TEXT NOT NULL, blocks INTEGER NOT NULL, UNIQUE (project, term))",
        "CREATE VIRTUAL TABLE search_words USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii')",
    ];

    private static readonly string[] PostgresTables =
    [
        "CREATE TABLE search_project (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, project uuid NOT NULL UNIQUE, stamp uuid NOT NULL)",
        "CREATE TABLE search_source (project bigint NOT NULL, number integer NOT NULL, source uuid NOT NULL UNIQUE, sha256 text NOT NULL, blocks integer NOT NULL, PRIMARY KEY (project, number))",
        "CREATE TABLE search_block (id bigint PRIMARY KEY, start integer NOT NULL, paragraph text NOT NULL, page text NULL, text text NOT NULL, terms tsvector NOT NULL)",
        "CREATE INDEX search_block_terms ON search_block USING gin (terms)",
        "CREATE TABLE search_term (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, project bigint NOT NULL, term text COLLATE \"C\" NOT NULL, blocks integer NOT NULL, UNIQUE (project, term))",
    ];

    /// <summary>What the index holds of a project.</summary>
    public static async Task<IReadOnlyList<IndexedSource>> SourcesAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, "SELECT s.number, s.source, s.sha256, s.blocks FROM search_source s JOIN search_project p ON p.number = s.project WHERE p.project = @project ORDER BY s.number", cancel);
        Bind(command, "@project", project.Value);
        var found = new List<IndexedSource>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) found.Add(new(rows.GetInt32(0), GuidAt(rows, 1), rows.GetString(2), rows.GetInt32(3)));
        return found;
    }

    /// <summary>The hash of a source's text as it was indexed; null when it is not in the index.</summary>
    public static async Task<string?> IndexedHashAsync(ThroughlineDb db, Guid source, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, "SELECT sha256 FROM search_source WHERE source = @source", cancel);
        Bind(command, "@source", source);
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <summary>Puts a source's text into the index, in place of what was there of it. Within the caller's transaction where there is one.</summary>
    /// <param name="number">The source's number in the project, at least 1: results come in its order.</param>
    /// <param name="sha256">Of the text.</param>
    public static async Task ReindexAsync(ThroughlineDb db, ProjectId project, int number, Guid source, string sha256, string text, IReadOnlyList<BlockToIndex> blocks, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, 1 << SourceBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(blocks.Count, 1 << BlockBits, nameof(blocks));
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancel) : null;
        var at = await LockProjectAsync(db, project, cancel);
        await RemoveWithinAsync(db, source, cancel);

        var kept = blocks.Where(block => !block.Span.IsEmpty && !text.AsSpan(block.Span.Start, block.Span.Length).IsWhiteSpace()).ToList();
        var terms = kept.ConvertAll(block => TermsOf(block.Span.Of(text)));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var term in terms.SelectMany(list => list)) counts[term] = counts.GetValueOrDefault(term) + 1;
        var ids = db.Engine == Engine.Sqlite ? AddTermsSqlite(db, at, counts) : await AddTermsPostgresAsync(db, at, counts, cancel);
        var first = FirstIdOf(at, number);
        if (db.Engine == Engine.Sqlite) AddBlocksSqlite(db, first, text, kept, terms, ids, cancel);
        else await AddBlocksPostgresAsync(db, first, text, kept, terms, ids, cancel);

        await using var add = await CommandAsync(db, "INSERT INTO search_source (project, number, source, sha256, blocks) VALUES (@project, @number, @source, @sha256, @blocks)", cancel);
        Bind(add, "@project", at);
        Bind(add, "@number", number);
        Bind(add, "@source", source);
        Bind(add, "@sha256", sha256);
        Bind(add, "@blocks", kept.Count);
        await add.ExecuteNonQueryAsync(cancel);
        await StampAsync(db, at, cancel);
        if (own is not null) await own.CommitAsync(cancel);
    }

    /// <summary>Takes a source out of the index: its blocks, its entries, and the words that no other block holds. Within the caller's transaction where there is one.</summary>
    /// <remarks>
    /// Words lie only in <c>search_block</c> and <c>search_term</c>; on SQLite secure_delete overwrites what is deleted from them. The full-text index
    /// holds numbers, which go as it merges; <see cref="CompactAsync"/> lets them go at once. What still stands in the WAL is the eraser's to truncate.
    /// </remarks>
    public static async Task RemoveAsync(ThroughlineDb db, Guid source, CancellationToken cancel)
    {
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancel) : null;
        await RemoveWithinAsync(db, source, cancel);
        if (own is not null) await own.CommitAsync(cancel);
    }

    /// <summary>Rewrites the full-text index without what was removed. Takes seconds on a large database; after erasing, and after large imports, it is worth it.</summary>
    public static async Task CompactAsync(ThroughlineDb db, CancellationToken cancel)
    {
        if (db.Engine == Engine.Sqlite) await ExecuteAsync(db, "INSERT INTO search_words (search_words) VALUES ('optimize')", cancel);
        else await ExecuteAsync(db, "SELECT gin_clean_pending_list('search_block_terms')", cancel);
    }

    /// <summary>Resolves what a query needs against the words the project has.</summary>
    /// <param name="kept">The vocabularies of projects searched lately, for wildcards that may begin a word anyhow.</param>
    public static async Task<SearchPlan> PlanAsync(ThroughlineDb db, Vocabularies kept, ProjectId project, Candidate candidate, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, "SELECT p.number, coalesce(sum(s.blocks), 0), p.stamp FROM search_project p LEFT JOIN search_source s ON s.project = p.number WHERE p.project = @project GROUP BY p.number, p.stamp", cancel);
        Bind(command, "@project", project.Value);
        long at, total;
        Guid stamp;
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            if (!await rows.ReadAsync(cancel)) return new(0, null, true, 0, 0);
            (at, total, stamp) = (rows.GetInt64(0), rows.GetInt64(1), GuidAt(rows, 2));
        }
        Vocabulary? words = null;
        if (NeedsVocabulary(candidate)) words = await kept.OfAsync(project, stamp, () => ReadVocabularyAsync(db, at, cancel));
        var (needs, atMost) = await ResolveAsync(db, at, total, words, candidate, cancel);
        return needs switch
        {
            Everything => new(at, null, false, total, total),
            { Length: 0 } => new(at, null, true, 0, total),
            _ => new(at, needs, false, Math.Min(atMost, total), total),
        };
    }

    /// <summary>The candidates in order of source and place.</summary>
    /// <param name="sources">Only of these, by number; null for all.</param>
    /// <param name="after">Only those whose id is greater: how a reader goes on from where it stopped.</param>
    public static async IAsyncEnumerable<IndexedBlock> ReadAsync(ThroughlineDb db, SearchPlan plan, IReadOnlySet<int>? sources, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (plan.IsNothing || sources is { Count: 0 }) yield break;
        var (first, last) = (FirstIdOf(plan.Project, 0), FirstIdOf(plan.Project + 1, 0) - 1);
        // Few candidates: all of them, sorted out here, cost less than a question for each source.
        var whole = sources is null || (plan.Expression is not null && plan.AtMost < 40L * sources.Count);
        foreach (var (from, to) in whole ? [(first, last)] : RangesOf(plan.Project, sources!))
        {
            var begin = Math.Max(from, after + 1);
            if (begin > to) continue;
            await foreach (var block in db.Engine == Engine.Sqlite ? ReadSqliteAsync(db, plan, begin, to, cancel) : ReadPostgresAsync(db, plan, begin, to, cancel))
                if (!whole || sources is null || sources.Contains(block.Source)) yield return block;
        }
    }

    /// <summary>A block and those around it in the same source, in order.</summary>
    public static async Task<IReadOnlyList<IndexedBlock>> AroundAsync(ThroughlineDb db, long id, int before, int after, CancellationToken cancel)
    {
        var first = id & ~((1L << BlockBits) - 1);
        await using var command = await CommandAsync(db, "SELECT id, start, paragraph, page, text FROM search_block WHERE id BETWEEN @from AND @to ORDER BY id", cancel);
        Bind(command, "@from", Math.Max(first, id - before));
        Bind(command, "@to", Math.Min(first | ((1L << BlockBits) - 1), id + after));
        var found = new List<IndexedBlock>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) found.Add(BlockAt(rows));
        return found;
    }

    /// <summary>The block that holds a position of a source's text, or the nearest before it; null when the source is not in the index.</summary>
    public static async Task<long?> BlockAtAsync(ThroughlineDb db, Guid source, int position, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, $"SELECT b.id FROM search_source s JOIN search_block b ON b.id BETWEEN (s.project << {SourceBits + BlockBits}) + (CAST(s.number AS bigint) << {BlockBits}) AND (s.project << {SourceBits + BlockBits}) + (CAST(s.number AS bigint) << {BlockBits}) + {(1L << BlockBits) - 1} WHERE s.source = @source AND b.start <= @position ORDER BY b.id DESC LIMIT 1", cancel);
        Bind(command, "@source", source);
        Bind(command, "@position", position);
        return await command.ExecuteScalarAsync(cancel) as long?;
    }

    /// <summary>The project that a block's id belongs to; null when the index knows none.</summary>
    public static async Task<ProjectId?> ProjectOfAsync(ThroughlineDb db, long id, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, "SELECT project FROM search_project WHERE number = @number", cancel);
        Bind(command, "@number", id >> (SourceBits + BlockBits));
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel) ? new ProjectId(GuidAt(rows, 0)) : null;
    }

    private static long FirstIdOf(long project, int source) => (project << (SourceBits + BlockBits)) | ((long)source << BlockBits);

    private static IEnumerable<(long From, long To)> RangesOf(long project, IReadOnlySet<int> sources)
    {
        int? from = null, last = null;
        foreach (var number in sources.Order())
        {
            if (last + 1 == number)
            {
                last = number;
                continue;
            }
            if (from is { } open) yield return (FirstIdOf(project, open), FirstIdOf(project, last!.Value + 1) - 1);
            (from, last) = (number, number);
        }
        if (from is { } final) yield return (FirstIdOf(project, final), FirstIdOf(project, last!.Value + 1) - 1);
    }

    private static List<string> TermsOf(string text)
    {
        var terms = Tokens.TermsOf(text);
        if (!terms.Any(term => term.Length > LongestTerm)) return [.. terms];
        return [.. terms.Select(Cut).Distinct(StringComparer.Ordinal)];
    }

    private static string Cut(string term) => term.Length <= LongestTerm ? term : term[..(char.IsHighSurrogate(term[LongestTerm - 1]) ? LongestTerm - 1 : LongestTerm)];

    // ---- writing

    private static async Task<long> LockProjectAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        // The row is the project's lock: two writers of one vocabulary wait for each other. A number is taken once, for they are few (an id has 15 bits for it).
        var locked = "SELECT number FROM search_project WHERE project = @project" + (db.Engine == Engine.Sqlite ? "" : " FOR UPDATE");
        for (var attempt = 0; ; attempt++)
        {
            await using (var find = await CommandAsync(db, locked, cancel))
            {
                Bind(find, "@project", project.Value);
                if (await find.ExecuteScalarAsync(cancel) is long number) return number;
            }
            if (attempt > 0) throw new InvalidOperationException("The project was given no number in the search index.");
            await using var add = await CommandAsync(db, "INSERT INTO search_project (project, stamp) VALUES (@project, @stamp) ON CONFLICT (project) DO NOTHING", cancel);
            Bind(add, "@project", project.Value);
            Bind(add, "@stamp", Guid.CreateVersion7());
            await add.ExecuteNonQueryAsync(cancel);
        }
    }

    private static async Task RemoveWithinAsync(ThroughlineDb db, Guid source, CancellationToken cancel)
    {
        long project;
        int number;
        await using (var find = await CommandAsync(db, "SELECT project, number FROM search_source WHERE source = @source", cancel))
        {
            Bind(find, "@source", source);
            await using var rows = await find.ExecuteReaderAsync(cancel);
            if (!await rows.ReadAsync(cancel)) return;
            (project, number) = (rows.GetInt64(0), rows.GetInt32(1));
        }
        var (from, to) = (FirstIdOf(project, number), FirstIdOf(project, number + 1) - 1);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await using (var read = await CommandAsync(db, "SELECT text FROM search_block WHERE id BETWEEN @from AND @to", cancel))
        {
            Bind(read, "@from", from);
            Bind(read, "@to", to);
            await using var rows = await read.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
                foreach (var term in TermsOf(rows.GetString(0))) counts[term] = counts.GetValueOrDefault(term) + 1;
        }
        foreach (var table in db.Engine == Engine.Sqlite ? new[] { ("search_words", "rowid"), ("search_block", "id") } : [("search_block", "id")])
        {
            await using var delete = await CommandAsync(db, $"DELETE FROM {table.Item1} WHERE {table.Item2} BETWEEN @from AND @to", cancel);
            Bind(delete, "@from", from);
            Bind(delete, "@to", to);
            await delete.ExecuteNonQueryAsync(cancel);
        }
        if (db.Engine == Engine.Sqlite)
        {
            using var less = new SqliteStatement(db, "UPDATE search_term SET blocks = blocks - ?3 WHERE project = ?1 AND term = ?2");
            less.Bind(1, project);
            foreach (var (term, blocks) in counts)
            {
                less.Bind(2, term);
                less.Bind(3, blocks);
                less.Run();
            }
            using var gone = new SqliteStatement(db, "DELETE FROM search_term WHERE project = ?1 AND term = ?2 AND blocks <= 0");
            gone.Bind(1, project);
            foreach (var term in counts.Keys)
            {
                gone.Bind(2, term);
                gone.Run();
            }
        }
        else
        {
            await using var less = await CommandAsync(db, "UPDATE search_term t SET blocks = t.blocks - u.n FROM unnest(@terms, @counts) AS u(term, n) WHERE t.project = @project AND t.term = u.term", cancel);
            BindTerms(less, project, counts);
            await less.ExecuteNonQueryAsync(cancel);
            await using var gone = await CommandAsync(db, "DELETE FROM search_term WHERE project = @project AND blocks <= 0 AND term = ANY(@terms)", cancel);
            BindTerms(gone, project, counts);
            await gone.ExecuteNonQueryAsync(cancel);
        }
        await using var forget = await CommandAsync(db, "DELETE FROM search_source WHERE source = @source", cancel);
        Bind(forget, "@source", source);
        await forget.ExecuteNonQueryAsync(cancel);
        await StampAsync(db, project, cancel);
    }

    // What is kept of a vocabulary holds as long as its stamp. Never the same twice, also where the file is an older one put back.
    private static async Task StampAsync(ThroughlineDb db, long project, CancellationToken cancel)
    {
        await using var stamp = await CommandAsync(db, "UPDATE search_project SET stamp = @stamp WHERE number = @project", cancel);
        Bind(stamp, "@stamp", Guid.CreateVersion7());
        Bind(stamp, "@project", project);
        await stamp.ExecuteNonQueryAsync(cancel);
    }

    private static Dictionary<string, long> AddTermsSqlite(ThroughlineDb db, long project, Dictionary<string, int> counts)
    {
        var ids = new Dictionary<string, long>(counts.Count, StringComparer.Ordinal);
        using var add = new SqliteStatement(db, "INSERT INTO search_term (project, term, blocks) VALUES (?1, ?2, ?3) ON CONFLICT (project, term) DO UPDATE SET blocks = blocks + excluded.blocks RETURNING id");
        add.Bind(1, project);
        foreach (var (term, blocks) in counts)
        {
            add.Bind(2, term);
            add.Bind(3, blocks);
            ids[term] = add.Run();
        }
        return ids;
    }

    private static async Task<Dictionary<string, long>> AddTermsPostgresAsync(ThroughlineDb db, long project, Dictionary<string, int> counts, CancellationToken cancel)
    {
        var ids = new Dictionary<string, long>(counts.Count, StringComparer.Ordinal);
        await using var add = await CommandAsync(db, "INSERT INTO search_term (project, term, blocks) SELECT @project, u.term, u.n FROM unnest(@terms, @counts) AS u(term, n) ON CONFLICT (project, term) DO UPDATE SET blocks = search_term.blocks + excluded.blocks RETURNING term, id", cancel);
        BindTerms(add, project, counts);
        await using var rows = await add.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) ids[rows.GetString(0)] = rows.GetInt64(1);
        return ids;
    }

    private static void AddBlocksSqlite(ThroughlineDb db, long first, string text, List<BlockToIndex> blocks, List<List<string>> terms, Dictionary<string, long> ids, CancellationToken cancel)
    {
        using var add = new SqliteStatement(db, "INSERT INTO search_block (id, start, paragraph, page, text) VALUES (?1, ?2, ?3, ?4, ?5)");
        using var index = new SqliteStatement(db, "INSERT INTO search_words (rowid, terms) VALUES (?1, ?2)");
        for (var i = 0; i < blocks.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            add.Bind(1, first + i);
            add.Bind(2, blocks[i].Span.Start);
            add.Bind(3, blocks[i].Paragraph);
            add.Bind(4, blocks[i].Page);
            add.Bind(5, blocks[i].Span.Of(text));
            add.Run();
            index.Bind(1, first + i);
            index.Bind(2, Numbers(terms[i], ids));
            index.Run();
        }
    }

    private static async Task AddBlocksPostgresAsync(ThroughlineDb db, long first, string text, List<BlockToIndex> blocks, List<List<string>> terms, Dictionary<string, long> ids, CancellationToken cancel)
    {
        const int batch = 2000;
        for (var at = 0; at < blocks.Count; at += batch)
        {
            var count = Math.Min(batch, blocks.Count - at);
            var range = Enumerable.Range(at, count).ToArray();
            await using var add = await CommandAsync(db, "INSERT INTO search_block (id, start, paragraph, page, text, terms) SELECT u.id, u.start, u.paragraph, u.page, u.text, u.terms::tsvector FROM unnest(@ids, @starts, @paragraphs, @pages, @texts, @terms) AS u(id, start, paragraph, page, text, terms)", cancel);
            Bind(add, "@ids", range.Select(i => first + i).ToArray());
            Bind(add, "@starts", range.Select(i => blocks[i].Span.Start).ToArray());
            Bind(add, "@paragraphs", range.Select(i => blocks[i].Paragraph).ToArray());
            add.Parameters.Add(new NpgsqlParameter("@pages", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = range.Select(i => blocks[i].Page).ToArray() });
            Bind(add, "@texts", range.Select(i => blocks[i].Span.Of(text)).ToArray());
            Bind(add, "@terms", range.Select(i => Numbers(terms[i], ids)).ToArray());
            await add.ExecuteNonQueryAsync(cancel);
        }
    }

    private static string Numbers(List<string> terms, Dictionary<string, long> ids)
    {
        var numbers = new StringBuilder(terms.Count * 6);
        foreach (var term in terms) numbers.Append(numbers.Length > 0 ? " " : "").Append(Number(ids[term]));
        return numbers.ToString();
    }

    // Hexadecimal with a letter before it: one word to every tokenizer, and never an operator.
    private static string Number(long id) => "x" + id.ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    // ---- reading

    private const string Everything = "*";

    // The engine's own expression; "" when no block can match, "*" when every block may.
    private static async Task<(string Expression, long AtMost)> ResolveAsync(ThroughlineDb db, long project, long total, Vocabulary? words, Candidate candidate, CancellationToken cancel)
    {
        switch (candidate)
        {
            case AllBlocks:
                return (Everything, total);
            case AllOf all:
                var parts = new List<string>();
                var least = total;
                foreach (var operand in all.Operands)
                {
                    var (expression, atMost) = await ResolveAsync(db, project, total, words, operand, cancel);
                    if (expression.Length == 0) return ("", 0);
                    if (expression == Everything) continue;
                    parts.Add(expression);
                    least = Math.Min(least, atMost);
                }
                return parts.Count == 0 ? (Everything, total) : (Join(parts, db.Engine == Engine.Sqlite ? " AND " : " & "), least);
            case AnyOf any:
                var choices = new List<string>();
                var sum = 0L;
                foreach (var operand in any.Operands)
                {
                    var (expression, atMost) = await ResolveAsync(db, project, total, words, operand, cancel);
                    if (expression == Everything) return (Everything, total);
                    if (expression.Length == 0) continue;
                    choices.Add(expression);
                    sum += atMost;
                }
                return choices.Count == 0 ? ("", 0) : (Join(choices, db.Engine == Engine.Sqlite ? " OR " : " | "), sum);
            default:
                var terms = candidate is HasPattern { Pattern.Prefix.Length: 0 } anywhere ? await WithBlocksAsync(db, words!.Matching(anywhere.Pattern), cancel) : await TermsAsync(db, project, candidate, cancel);
                if (terms is null) return (Everything, total);
                var blocks = terms.Sum(term => (long)term.Blocks);
                if (terms.Count > MostTerms || (terms.Count > 200 && blocks > total / 4)) return (Everything, total);
                return terms.Count == 0 ? ("", 0) : (Join(terms.ConvertAll(term => Number(term.Id)), db.Engine == Engine.Sqlite ? " OR " : " | "), blocks);
        }
    }

    // Where a pattern says how a word begins, the engine's own index finds the few words that do.
    private static bool NeedsVocabulary(Candidate candidate) => candidate switch
    {
        HasPattern has => has.Pattern.Prefix.Length == 0,
        AllOf all => all.Operands.Any(NeedsVocabulary),
        AnyOf any => any.Operands.Any(NeedsVocabulary),
        _ => false,
    };

    // One row: row by row, 150,000 words take several times as long. The index over project and term holds all that is asked for.
    private static async Task<Vocabulary> ReadVocabularyAsync(ThroughlineDb db, long project, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, db.Engine == Engine.Sqlite
            ? "SELECT coalesce(group_concat(id, ' '), ''), coalesce(group_concat(term, char(10)), '') FROM search_term WHERE project = @project"
            : "SELECT coalesce(string_agg(id::text, ' '), ''), coalesce(string_agg(term, chr(10)), '') FROM search_term WHERE project = @project", cancel);
        Bind(command, "@project", project);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        await rows.ReadAsync(cancel);
        return new(rows.GetString(0), rows.GetString(1));
    }

    // Null when there are more than an expression takes.
    private static async Task<List<(long Id, int Blocks)>?> WithBlocksAsync(ThroughlineDb db, List<long> terms, CancellationToken cancel)
    {
        if (terms.Count > MostTerms) return null;
        var found = new List<(long, int)>(terms.Count);
        if (terms.Count == 0) return found;
        await using var command = await CommandAsync(db, $"SELECT id, blocks FROM search_term WHERE id IN ({string.Join(',', terms)})", cancel);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) found.Add((rows.GetInt64(0), rows.GetInt32(1)));
        return found;
    }

    private static string Join(List<string> parts, string with) => parts.Count == 1 ? parts[0] : "(" + string.Join(with, parts) + ")";

    private static async Task<List<(long Id, int Blocks)>> TermsAsync(ThroughlineDb db, long project, Candidate candidate, CancellationToken cancel)
    {
        var (prefix, wild) = candidate switch
        {
            HasTerm exact => (Cut(exact.Term), null),
            HasPrefix begins => (Cut(begins.Prefix), null),
            HasPattern has => (Cut(has.Pattern.Prefix), has.Pattern),
            _ => throw new InvalidOperationException($"{candidate.GetType().Name} has no terms."),
        };
        await using var command = await CommandAsync(db, $"SELECT id, blocks, term FROM search_term WHERE project = @project AND {(candidate is HasTerm ? "term = @prefix" : "term >= @prefix AND term < @beyond")}", cancel);
        Bind(command, "@project", project);
        Bind(command, "@prefix", prefix);
        if (candidate is not HasTerm) Bind(command, "@beyond", prefix + "\U0010FFFF");
        var found = new List<(long, int)>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            if (wild is null || MayMatch(wild, rows.GetString(2))) found.Add((rows.GetInt64(0), rows.GetInt32(1)));
        return found;
    }

    /// <summary>True when a term of the index matches; also for one that was cut, for it may go on in any way.</summary>
    internal static bool MayMatch(Pattern pattern, ReadOnlySpan<char> term) => IsCut(term) || pattern.Matches(term);

    internal static bool IsCut(ReadOnlySpan<char> term) => term.Length >= LongestTerm - 1;

    private static async IAsyncEnumerable<IndexedBlock> ReadSqliteAsync(ThroughlineDb db, SearchPlan plan, long from, long to, [EnumeratorCancellation] CancellationToken cancel)
    {
        // FTS5 gives its rows in order of rowid as it goes, so the first ones come at once.
        await using var command = await CommandAsync(db, plan.Expression is null
            ? "SELECT id, start, paragraph, page, text FROM search_block WHERE id BETWEEN @from AND @to ORDER BY id"
            : "SELECT b.id, b.start, b.paragraph, b.page, b.text FROM search_words w CROSS JOIN search_block b ON b.id = w.rowid WHERE w.search_words MATCH @words AND w.rowid BETWEEN @from AND @to ORDER BY w.rowid", cancel);
        Bind(command, "@from", from);
        Bind(command, "@to", to);
        if (plan.Expression is not null) Bind(command, "@words", plan.Expression);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            cancel.ThrowIfCancellationRequested();
            yield return BlockAt(rows);
        }
    }

    private static async IAsyncEnumerable<IndexedBlock> ReadPostgresAsync(ThroughlineDb db, SearchPlan plan, long from, long to, [EnumeratorCancellation] CancellationToken cancel)
    {
        // GIN finds all before it gives any. For a common word it is faster to walk the blocks in order and look at each one's terms.
        var walks = plan.Expression is null || plan.AtMost > plan.Total / Seldom;
        const string columns = "id, start, paragraph, page, text";
        var step = walks ? 200 : int.MaxValue;
        long walked = 0, fitting = 0;
        while (from <= to)
        {
            var sql = plan.Expression is null ? $"SELECT {columns} FROM search_block WHERE id BETWEEN @from AND @to ORDER BY id LIMIT @step"
                : walks ? $"SELECT {columns}, terms @@ @words::tsquery AS fits FROM search_block WHERE id BETWEEN @from AND @to ORDER BY id LIMIT @step"
                : $"WITH found AS MATERIALIZED (SELECT {columns} FROM search_block WHERE terms @@ @words::tsquery) SELECT {columns} FROM found WHERE id BETWEEN @from AND @to ORDER BY id LIMIT @step";
            if (walks && plan.Expression is not null)
                sql = $"SELECT id, CASE WHEN fits THEN start END, CASE WHEN fits THEN paragraph END, CASE WHEN fits THEN page END, CASE WHEN fits THEN text END FROM ({sql}) walked";
            await using var command = await CommandAsync(db, sql, cancel);
            Bind(command, "@from", from);
            Bind(command, "@to", to);
            Bind(command, "@step", step);
            if (plan.Expression is not null) Bind(command, "@words", plan.Expression);
            var read = 0;
            await using (var rows = await command.ExecuteReaderAsync(cancel))
                while (await rows.ReadAsync(cancel))
                {
                    read++;
                    from = rows.GetInt64(0) + 1;
                    if (rows.IsDBNull(4)) continue;
                    fitting++;
                    yield return BlockAt(rows);
                }
            if (read < step) break;
            walked += read;
            // Words that are each common may seldom stand together, which only walking shows. Within a few sources the walk is short, and GIN would look through all.
            if (walks && plan.Expression is not null && walked >= WalkedToTell && fitting * Seldom < walked && to == FirstIdOf(plan.Project + 1, 0) - 1) (walks, step) = (false, int.MaxValue);
            else step = Math.Min(step * 4, 20_000);
        }
    }

    private static IndexedBlock BlockAt(DbDataReader rows)
    {
        var id = rows.GetInt64(0);
        return new(id, (int)((id >> BlockBits) & ((1L << SourceBits) - 1)), rows.GetInt32(1), rows.GetString(4), rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3));
    }

    // ---- the engines

    private static async Task<DbCommand> CommandAsync(ThroughlineDb db, string sql, CancellationToken cancel)
    {
        var connection = db.Database.GetDbConnection();
        if (connection.State != System.Data.ConnectionState.Open) await db.Database.OpenConnectionAsync(cancel);
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written in this file; what a person typed is bound.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    private static async Task ExecuteAsync(ThroughlineDb db, string sql, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, sql, cancel);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<long?> ScalarAsync(ThroughlineDb db, string sql, CancellationToken cancel)
    {
        await using var command = await CommandAsync(db, sql, cancel);
        return await command.ExecuteScalarAsync(cancel) is { } value and not DBNull ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    private static void Bind(DbCommand command, string name, object value)
    {
        if (command is SqliteCommand && value is Guid id) value = id.ToByteArray(bigEndian: true);
        if (command.Parameters.Contains(name))
        {
            command.Parameters[name].Value = value;
            return;
        }
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static void BindTerms(DbCommand command, long project, Dictionary<string, int> counts)
    {
        // In one order everywhere, so that two writers never wait for each other crosswise.
        var sorted = counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        Bind(command, "@project", project);
        Bind(command, "@terms", sorted.Select(pair => pair.Key).ToArray());
        if (command.CommandText.Contains("@counts", StringComparison.Ordinal)) Bind(command, "@counts", sorted.Select(pair => pair.Value).ToArray());
    }

    private static Guid GuidAt(DbDataReader rows, int column) => rows is SqliteDataReader ? new Guid((byte[])rows.GetValue(column), bigEndian: true) : rows.GetGuid(column);
}
