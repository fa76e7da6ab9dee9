namespace Throughline.Framing.Representations;

/// <summary>Which representations a reader may see: those on a source, a passage or a statement given out for independent work stay closed until all have finished.</summary>
public sealed class Sight
{
    private readonly Hidden _hidden;
    private readonly AnalystId _reader;

    private Sight(Hidden hidden, AnalystId reader) => (_hidden, _reader) = (hidden, reader);

    public static async Task<Sight> OfAsync(ThroughlineDb db, Acting reader, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new(await db.HiddenFromAsync(reader, cancel), reader.Analyst);
    }

    /// <summary>What was agreed on tells what each reader said, whoever wrote it down.</summary>
    public bool IsHidden(Representation one)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (one.Analyst == _reader || _hidden.Nothing) return false;
        return Closes(one.SubjectId, one) || (one.Excerpt is { } excerpt && Closes(excerpt.Value, one)) || (one.Source is { } source && Closes(source.Value, one));
    }

    private bool Closes(Guid item, Representation one) => _hidden.IsHidden(item, one.Analyst) || (one.Origin == RepresentationOrigin.Agreed && _hidden.On(item).Count > 0);
}
