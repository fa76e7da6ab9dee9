namespace Throughline.Synthesis;

public sealed record SynthesisInvalid(string Message) : Error(Message);

public sealed record SynthesisMissing(string Message) : Missing(Message);

/// <summary>What every use case of Synthesis does at its end and with words typed into a field.</summary>
internal static class Keeping
{
    public static async Task<Result<T>> KeepAsync<T>(this ChangeLog log, ThroughlineDb db, Acting by, LogAction action, NodeRef on, T value, CancellationToken cancel, IReadOnlyDictionary<string, object?>? details = null)
    {
        if (!db.ChangeTracker.HasChanges()) return value;
        var saved = await log.SaveAsync(db, by, new(action, on, details), cancel);
        return saved.Succeeded ? value : saved.Error;
    }

    /// <summary>Says what is wrong with a text: empty though it is needed, or too long.</summary>
    public static Error? Check(string what, string? text, int most, bool needed = false) => text?.Trim() switch
    {
        null or "" when needed => new SynthesisInvalid($"{what} is empty. Write it first; nothing was changed."),
        { } words when words.Length > most => new SynthesisInvalid($"{what} has at most {most} characters; this has {words.Length}. Shorten it; nothing was changed."),
        _ => null,
    };
}
