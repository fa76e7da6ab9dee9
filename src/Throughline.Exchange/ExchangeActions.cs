namespace Throughline.Exchange;

public static class ExchangeActions
{
    public static readonly LogAction Restored = new("project.restore", "restored from an archive", "Restoring is not undone from within: the archive is still where it was.");
}
