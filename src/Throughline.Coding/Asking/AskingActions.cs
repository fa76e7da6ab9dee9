namespace Throughline.Coding;

public static class AskingActions
{
    public static readonly LogAction Suggested = new("coding.suggest", "had a search suggest passages for");
    public static readonly LogAction Accepted = new("coding.accept", "accepted suggestions of");
    public static readonly LogAction Dismissed = new("coding.dismiss", "dismissed suggestions of");
}
