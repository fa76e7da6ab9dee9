using Throughline.Sources;

namespace Throughline.Framing.Representations;

/// <summary>Which representations a reader may see: those on a source, a passage or a statement given out for independent work stay closed until all have finished.</summary>
public sealed class Sight
{
    private static readonly string[] Assigned = ["excerpt", "statement"];

    private readonly Hidden _sources;
    private readonly Dictionary<string, Hidden> _subjects;
    private readonly AnalystId _reader;

    private Sight(Hidden sources, Dictionary<string, Hidden> subjects, AnalystId reader) => (_sources, _subjects, _reader) = (sources, subjects, reader);

    public static async Task<Sight> OfAsync(ThroughlineDb db, Acting reader, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var subjects = new Dictionary<string, Hidden>();
        foreach (var kind in Assigned) subjects[kind] = await db.HiddenFromAsync(reader, kind, cancel);
        return new(await db.HiddenFromAsync(reader, "source", cancel), subjects, reader.Analyst);
    }

    public bool IsHidden(Representation one) => one.Analyst != _reader && IsHidden(one.Source, one.Subject, one.Analyst);

    public bool IsHidden(SourceId? source, NodeRef subject, AnalystId analyst) =>
        (source is { } of && _sources.IsHidden(of.Value, analyst)) || (_subjects.TryGetValue(subject.Kind, out var closed) && closed.IsHidden(subject.Id, analyst));
}
