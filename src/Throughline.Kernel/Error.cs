namespace Throughline;

/// <summary>What a person or a file got wrong: what is wrong, with its values, and what to do.</summary>
/// <remarks>Errors are values. What only our own code can get wrong throws instead.</remarks>
public record Error(string Message);

/// <summary>Something asked for by name or id is not there.</summary>
public record Missing(string Message) : Error(Message);

/// <summary>Something is refused because of later work, a rule or another person's claim.</summary>
public record Refused(string Message) : Error(Message);
