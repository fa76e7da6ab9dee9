namespace Throughline.Policy;

public static class PolicyActions
{
    public static readonly LogAction Proposed = new("statement.propose", "had a lexicon propose statements in");
    public static readonly LogAction Added = new("statement.add", "added a statement,");
    public static readonly LogAction Accepted = new("statement.accept", "accepted as a statement");
    public static readonly LogAction Rejected = new("statement.reject", "said that this makes no claim about inequalities:");
    public static readonly LogAction Moved = new("statement.move", "changed the ends of a statement,");
    public static readonly LogAction Split = new("statement.split", "split a statement,");
    public static readonly LogAction Merged = new("statement.merge", "merged statements into");
    public static readonly LogAction CountedOnce = new("statement.count-once", "said whether it counts with another, of");
    public static readonly LogAction TheoryAdded = new("theory.add", "wrote down a programme theory,");
    public static readonly LogAction TheoryChanged = new("theory.change", "rewrote a programme theory,");
    public static readonly LogAction TheoryRemoved = new("theory.remove", "took away a programme theory,");
    public static readonly LogAction TheoryAgreed = new("theory.agree", "recorded what was agreed on, a programme theory,");
    public static readonly LogAction TheoryReopened = new("theory.reopen", "took back what was agreed on, a programme theory,");
    public static readonly LogAction TheoryTied = new("theory.tie", "said what became in another document of");
    public static readonly LogAction TheoryUntied = new("theory.untie", "took back what had become in another document of");
    public static readonly LogAction TensionAnswered = new("tension.answer", "answered a question about a tension of");
    public static readonly LogAction TensionWithdrawn = new("tension.withdraw", "took back an answer about a tension of");
    public static readonly LogAction SlippageRecorded = new("slippage.record", "recorded a term used for different things in");
    public static readonly LogAction SlippageRemoved = new("slippage.remove", "took back a record of a term used for different things in");
    public static readonly LogAction Described = new("policy-document.describe", "described as a policy document");
}
