namespace Throughline.Synthesis;

public sealed record SynthesisInvalid(string Message) : Error(Message);

public sealed record SynthesisMissing(string Message) : Missing(Message);
