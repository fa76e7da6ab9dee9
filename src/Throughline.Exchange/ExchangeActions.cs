namespace Throughline.Exchange;

public static class ExchangeActions
{
    public static readonly LogAction Restored = new("project.restore", "restored from an archive", "Restoring is not undone from within: the archive is still where it was.");
    public static readonly LogAction PackMerged = new("pack.merge", "merged an analyst's pack into", "A pack brings another copy's work in, finished readings among it that may have been seen, so it is not taken back as one. Take single things away instead, or restore the backup from before.");
}
