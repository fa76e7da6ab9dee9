namespace Throughline.Sources;

public static class SourceActions
{
    public static readonly LogAction Imported = new("source.import", "imported", "An import is taken back by putting the source in the bin, which can be undone.");
    public static readonly LogAction SurveyImported = new("source.import-survey", "imported a survey, beginning with", "An import is taken back by putting its sources in the bin, which can be undone.");
    public static readonly LogAction Renamed = new("source.rename", "renamed");
    public static readonly LogAction Binned = new("source.bin", "put in the bin:");
    public static readonly LogAction Restored = new("source.restore", "took out of the bin:");
    public static readonly LogAction CaseAdded = new("case.add", "made the case");
    public static readonly LogAction CaseChanged = new("case.change", "changed the case");
    public static readonly LogAction CasesRemoved = new("case.remove", "took away cases, among them");
    public static readonly LogAction CaseValuesSet = new("case.values", "changed values of the case");
    public static readonly LogAction CaseTied = new("case.tie", "tied a source to the case");
    public static readonly LogAction CaseUntied = new("case.untie", "untied a source from the case");
    public static readonly LogAction CasesImported = new("case.import", "imported cases, among them");
    public static readonly LogAction AttributeAdded = new("attribute.add", "made the attribute");
    public static readonly LogAction AttributeChanged = new("attribute.change", "changed the attribute");
    public static readonly LogAction AttributeRemoved = new("attribute.remove", "took away the attribute");
}
