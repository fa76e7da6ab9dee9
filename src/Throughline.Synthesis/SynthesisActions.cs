namespace Throughline.Synthesis;

public static class SynthesisActions
{
    public static readonly LogAction Planned = new("synthesis.plan", "decided how the synthesis is done in");
    public static readonly LogAction ConstructAdded = new("construct.add", "took from a study the construct");
    public static readonly LogAction ConstructChanged = new("construct.change", "described anew the construct");
    public static readonly LogAction ContextAdded = new("construct.context", "set a passage beside the construct");
    public static readonly LogAction ContextRemoved = new("construct.uncontext", "took away a passage beside the construct");
    public static readonly LogAction ConstructRemoved = new("construct.remove", "took away the construct");
    public static readonly LogAction ConceptAdded = new("concept.add", "added the concept");
    public static readonly LogAction ConceptChanged = new("concept.change", "described anew the concept");
    public static readonly LogAction ConceptRemoved = new("concept.remove", "took away the concept");
    public static readonly LogAction ConceptMoved = new("concept.move", "moved within the grid the concept");
    public static readonly LogAction ConceptsJoined = new("concept.join", "joined another concept to");
    public static readonly LogAction ConceptSplit = new("concept.split", "split a concept, and so made");
    public static readonly LogAction Compared = new("comparison.decide", "compared a study with");
    public static readonly LogAction Cleared = new("comparison.clear", "took back the comparison of a study with");
    public static readonly LogAction Placed = new("comparison.place", "put into a cell of the grid the construct");
    public static readonly LogAction Settled = new("comparison.settle", "settled two analysts’ comparisons of a study with");
    public static readonly LogAction ClusterAdded = new("cluster.add", "made the cluster");
    public static readonly LogAction ClusterChanged = new("cluster.change", "changed the cluster");
    public static readonly LogAction ClusterRemoved = new("cluster.remove", "took away the cluster");
    public static readonly LogAction Related = new("concept-relation.add", "related two concepts, and wrote");
    public static readonly LogAction Unrelated = new("concept-relation.remove", "took back what relates two concepts:");
    public static readonly LogAction AlternativeWritten = new("alternative.add", "wrote down another reading,");
    public static readonly LogAction AlternativeRemoved = new("alternative.remove", "took away another reading,");
    public static readonly LogAction StorylineAdded = new("storyline.add", "began the storyline");
    public static readonly LogAction StorylineChanged = new("storyline.change", "rewrote the storyline");
    public static readonly LogAction StorylineRemoved = new("storyline.remove", "took away the storyline");
    public static readonly LogAction ThirdOrderAdded = new("third-order.add", "added to a storyline the construct of our own");
    public static readonly LogAction ThirdOrderChanged = new("third-order.change", "rewrote the construct of our own");
    public static readonly LogAction ThirdOrderRemoved = new("third-order.remove", "took away the construct of our own");
    public static readonly LogAction ClaimWritten = new("claim.add", "wrote in a storyline the sentence");
    public static readonly LogAction ClaimChanged = new("claim.change", "rewrote the sentence");
    public static readonly LogAction ClaimMoved = new("claim.move", "moved up in its step the sentence");
    public static readonly LogAction ClaimRemoved = new("claim.remove", "took away the sentence");
    public static readonly LogAction PhaseLogged = new("phase.add", "wrote in the phase log");
    public static readonly LogAction PhaseRemoved = new("phase.remove", "took from the phase log");
}
