namespace Throughline.Coding;

public static class ThemeActions
{
    public static readonly LogAction ThemeAdded = new("theme.add", "made the theme");
    public static readonly LogAction ThemeChanged = new("theme.change", "changed the theme");
    public static readonly LogAction ThemeRemoved = new("theme.remove", "took away a theme:");
    public static readonly LogAction ThemesOrdered = new("theme.order", "put the themes in another order in");
    public static readonly LogAction PassagesGathered = new("theme.passages", "changed the passages of the theme");
    public static readonly LogAction Quoted = new("quotation.add", "chose for the report");
    public static readonly LogAction QuotationChanged = new("quotation.change", "changed how a quotation is printed:");
    public static readonly LogAction QuotationRemoved = new("quotation.remove", "took out of the report");
}
