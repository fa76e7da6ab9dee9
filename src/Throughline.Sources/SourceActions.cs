namespace Throughline.Sources;

public static class SourceActions
{
    public static readonly LogAction Imported = new("source.import", "imported", "An import is taken back by putting the source in the bin, which can be undone.");
    public static readonly LogAction SurveyImported = new("source.import-survey", "imported a survey, beginning with", "An import is taken back by putting its sources in the bin, which can be undone.");
    public static readonly LogAction Renamed = new("source.rename", "renamed");
    public static readonly LogAction Binned = new("source.bin", "put in the bin:");
    public static readonly LogAction Restored = new("source.restore", "took out of the bin:");
}
