namespace Throughline;

/// <summary>A typed identifier over a version 7 UUID, so that ids sort by the time they were made.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}
