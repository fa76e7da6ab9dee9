namespace Throughline.Review;

public static class ReviewActions
{
    public static readonly LogAction StudyAdded = new("study.add", "added a study,");
    public static readonly LogAction StudyChanged = new("study.change", "described a study anew,");
    public static readonly LogAction StudyRemoved = new("study.remove", "took away a study,");
    public static readonly LogAction StudyWithdrawn = new("study.withdraw", "withdrew from the review the study");
    public static readonly LogAction StudyReturned = new("study.return", "took back into the review the study");
    public static readonly LogAction StudiesNumbered = new("study.number", "numbered the studies by year of data collection in");
    public static readonly LogAction CitationsImported = new("citation.import", "imported citations, the first of them");
    public static readonly LogAction CitationAdded = new("citation.add", "wrote down a citation,");
    public static readonly LogAction CitationChanged = new("citation.change", "described a citation anew,");
    public static readonly LogAction CitationRemoved = new("citation.remove", "took away a citation,");
    public static readonly LogAction CitationGrouped = new("citation.group", "said of which study this is a report:");
    public static readonly LogAction CitationAttached = new("citation.attach", "said which source is the full text of");
    public static readonly LogAction CitationFound = new("citation.found", "said which search gave");
    public static readonly LogAction CitationsMerged = new("citation.merge", "said that other citations are copies of");
    public static readonly LogAction CitationParted = new("citation.part", "said that this is no copy:");
    public static readonly LogAction RunAdded = new("search.add", "wrote down a search,");
    public static readonly LogAction RunChanged = new("search.change", "rewrote a search,");
    public static readonly LogAction RunRemoved = new("search.remove", "took away a search,");
    public static readonly LogAction TargetAdded = new("target-paper.add", "named a paper that every search must find,");
    public static readonly LogAction TargetRemoved = new("target-paper.remove", "no longer asks of searches to find");
    public static readonly LogAction ReasonAdded = new("exclusion-reason.add", "added a reason to exclude,");
    public static readonly LogAction ReasonMoved = new("exclusion-reason.move", "moved up a reason to exclude,");
    public static readonly LogAction ReasonRemoved = new("exclusion-reason.remove", "took away a reason to exclude,");
    public static readonly LogAction Screened = new("screening.decide", "decided in screening on");
    public static readonly LogAction FieldAdded = new("extraction-field.add", "added a field to the extraction form,");
    public static readonly LogAction FieldRenamed = new("extraction-field.rename", "named anew a field of the extraction form,");
    public static readonly LogAction FieldRemoved = new("extraction-field.remove", "took a field from the extraction form,");
    public static readonly LogAction Extracted = new("extraction.write", "wrote down what was extracted from");
    public static readonly LogAction ValueRested = new("extraction.rest", "gave the passage of an extracted value,");
    public static readonly LogAction ValueUnrested = new("extraction.unrest", "took away a passage of an extracted value,");
    public static readonly LogAction Appraised = new("appraisal.answer", "answered a question in");
    public static readonly LogAction AppraisalSettled = new("appraisal.settle", "settled a question of");
}
