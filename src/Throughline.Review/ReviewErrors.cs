namespace Throughline.Review;

public sealed record ReviewInvalid(string Message) : Error(Message);

public sealed record ReviewMissing(string Message) : Missing(Message);
