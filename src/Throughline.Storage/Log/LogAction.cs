namespace Throughline.Storage;

/// <summary>One kind of decision that the change log records. Each use case that writes declares its own, and so its undo or its refusal.</summary>
/// <param name="Name">Stable, dotted: "coding.add".</param>
/// <param name="Did">What the analyst did, as a phrase that the subject's label follows: "coded a passage with".</param>
/// <param name="CannotUndo">Why undo is refused, with what to do instead; null when undo puts every row back as it was.</param>
/// <param name="CannotRedo">Why what was taken back cannot be done again, with what to do instead: a text that was made goes with its undo and is not in the log. Null when redo puts every row back.</param>
public sealed record LogAction(string Name, string Did, string? CannotUndo = null, string? CannotRedo = null);

/// <summary>What one change is, for the log. Details hold ids and counts, never words that somebody said or wrote.</summary>
public sealed record Change(LogAction Action, NodeRef Subject, IReadOnlyDictionary<string, object?>? Details = null);
