namespace Throughline.Framing.Frameworks;

/// <summary>Knows what a module above makes of frameworks, and so whether one can be used. Asked before a project takes one in: what cannot be used is refused there, and not found out later by finding nothing.</summary>
public interface ICheckFrameworks
{
    /// <param name="there">The frameworks that the project has.</param>
    /// <param name="added">The one that is to be added.</param>
    /// <returns>What cannot be used, and why; null where all can.</returns>
    Error? Check(IReadOnlyList<Framework> there, Framework added);
}
