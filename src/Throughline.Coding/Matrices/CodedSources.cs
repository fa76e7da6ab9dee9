using System.Runtime.InteropServices;

namespace Throughline.Coding;

/// <summary>One coding as counting needs it: places of its code and analyst in the caller's lists, and its span.</summary>
internal readonly record struct Coded(int Code, int Analyst, int Start, int End);

/// <summary>Reads a project's codings source by source, with their places: from two indexes in the same order, joined as they run; or from the first alone, where no place is asked for.</summary>
/// <remarks>Suggestions and passages that a correction could not place are left out. On SQLite the two are joined here: a million codings take less time than one join in SQL.
/// PostgreSQL, where each row and each value sent costs more than reading it, joins them itself and sends half the rows.</remarks>
internal static class CodedSources
{
    /// <param name="db">With no transaction open; its connection is used up.</param>
    /// <param name="from">The first source's id as a number.</param>
    /// <param name="to">One past the last; null reads to the end.</param>
    /// <param name="each">Called for each source that has codings, in order of id; the span is only good during the call.</param>
    public static void Read(ThroughlineDb db, ProjectId project, UInt128 from, UInt128? to,
        IReadOnlyDictionary<UInt128, int> codes, IReadOnlyDictionary<UInt128, int> analysts, Action<UInt128, Span<Coded>> each, CancellationToken cancel)
    {
        var between = Between(project, from, to);
        var found = new Gathered(each, cancel);
        if (db.Engine == Engine.PostgreSql)
        {
            RawReader.KeepOrder(db);
            using var both = RawReader.Open(db, ["Source", "Code", "Analyst"], ["Start", "End"], $"""
                FROM coding_coding JOIN (SELECT "Source" AS "Of", "Id" AS "Place", "Start", "End" FROM source_excerpt {Within(to)} AND NOT "IsLost") places ON "Of" = "Source" AND "Place" = "Excerpt"
                {Within(to)} AND NOT "IsSuggestion" ORDER BY "Source"
                """, between);
            while (both.Next())
                if (codes.TryGetValue(both.Id(1), out var code) && analysts.TryGetValue(both.Id(2), out var analyst)) found.Add(both.Id(0), new(code, analyst, both.WholeNumber(0), both.WholeNumber(1)));
            found.Tell();
            return;
        }

        using var passages = RawReader.Open(db, ["Source", "Excerpt", "Code", "Analyst"], [], $"""FROM coding_coding {Within(to)} AND NOT "IsSuggestion" ORDER BY "Source", "Excerpt" """, between);
        using var places = RawReader.Open(db, ["Source", "Id"], ["Start", "End"], $"""FROM source_excerpt {Within(to)} AND NOT "IsLost" ORDER BY "Source", "Id" """, between);
        UInt128 placeSource = 0, place = 0;
        int start = 0, stop = 0;
        var more = Step();
        while (passages.Next())
        {
            var (of, excerpt) = (passages.Id(0), passages.Id(1));
            while (more && (placeSource < of || (placeSource == of && place < excerpt))) more = Step();
            if (!more || placeSource != of || place != excerpt) continue;
            if (codes.TryGetValue(passages.Id(2), out var code) && analysts.TryGetValue(passages.Id(3), out var analyst)) found.Add(of, new(code, analyst, start, stop));
        }
        found.Tell();

        bool Step()
        {
            if (!places.Next()) return false;
            (placeSource, place, start, stop) = (places.Id(0), places.Id(1), places.WholeNumber(0), places.WholeNumber(1));
            return true;
        }
    }

    /// <summary>The same without places: each coding stands at 0.</summary>
    /// <param name="lost">The passages that a correction could not place. They are few.</param>
    public static void ReadWithoutPlaces(ThroughlineDb db, ProjectId project, UInt128 from, UInt128? to, IReadOnlySet<UInt128> lost,
        IReadOnlyDictionary<UInt128, int> codes, IReadOnlyDictionary<UInt128, int> analysts, Action<UInt128, Span<Coded>> each, CancellationToken cancel)
    {
        string[] ids = ["Source", "Code", "Analyst"];
        RawReader.KeepOrder(db);
        using var passages = RawReader.Open(db, lost.Count == 0 ? ids : [.. ids, "Excerpt"], [], $"""FROM coding_coding {Within(to)} AND NOT "IsSuggestion" ORDER BY "Source" """, Between(project, from, to));
        var found = new Gathered(each, cancel);
        while (passages.Next())
            if ((lost.Count == 0 || !lost.Contains(passages.Id(3))) && codes.TryGetValue(passages.Id(1), out var code) && analysts.TryGetValue(passages.Id(2), out var analyst)) found.Add(passages.Id(0), new(code, analyst, 0, 0));
        found.Tell();
    }

    private static string Within(UInt128? to) => to is null ? """WHERE "Project" = @p0 AND "Source" >= @p1""" : """WHERE "Project" = @p0 AND "Source" >= @p1 AND "Source" < @p2""";

    private static Guid[] Between(ProjectId project, UInt128 from, UInt128? to) => to is { } end ? [project.Value, GuidOf(from), GuidOf(end)] : [project.Value, GuidOf(from)];

    /// <summary>Codings as they come, given on source by source.</summary>
    private sealed class Gathered(Action<UInt128, Span<Coded>> each, CancellationToken cancel)
    {
        private readonly List<Coded> _coded = new(4096);
        private UInt128 _source;

        public void Add(UInt128 source, Coded one)
        {
            if (source != _source)
            {
                Tell();
                _source = source;
                cancel.ThrowIfCancellationRequested();
            }
            _coded.Add(one);
        }

        public void Tell()
        {
            if (_coded.Count > 0) each(_source, CollectionsMarshal.AsSpan(_coded));
            _coded.Clear();
        }
    }

    private static Guid GuidOf(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new(bytes, true);
    }
}
