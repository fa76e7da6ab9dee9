namespace Throughline.Framing.Frameworks;

/// <summary>Knows what a module above makes of frameworks: whether it can use them, and what rests on one. Asked before a project takes one in or gives one up, so that it is not found out later by finding nothing.</summary>
public interface IUseFrameworks
{
    /// <summary>What of these frameworks, taken together, cannot be used, and why; null where all can.</summary>
    Error? WrongWith(IReadOnlyList<Framework> frameworks) => null;

    /// <summary>Why an entry of these frameworks would not find what its own example shows; null where it does.</summary>
    Error? WrongWithEntry(IReadOnlyList<Framework> frameworks, string entry) => null;

    /// <summary>What rests on a framework, each as a sentence that says how many and what becomes of them. Nothing that is closed to who asks is counted.</summary>
    Task<IReadOnlyList<string>> RestingAsync(Acting by, Framework framework, CancellationToken cancel);
}
