namespace Throughline.Web;

/// <summary>The query of a code's page, for the page and its downloads alike.</summary>
internal static class CodeQuery
{
    /// <param name="by">"source", "code", "case", "analyst" or an attribute's name.</param>
    /// <param name="who">"attribute=value"; null for anyone's.</param>
    public static ListPassages.Request Read(CodeId code, string by, string? analyst, string? source, string? who, bool below, IReadOnlyList<ReadCases.Column> attributes)
    {
        var filter = new ListPassages.Filter { Codes = [code], WithDescendants = below };
        if (Guid.TryParse(analyst, out var one)) filter = filter with { Analysts = [new(one)] };
        if (Guid.TryParse(source, out var of)) filter = filter with { Sources = [new(of)] };
        if (who is not null)
            foreach (var named in attributes)
                if (who.StartsWith(named.Name + "=", StringComparison.Ordinal)) filter = filter with { Attribute = named.Id, Value = who[(named.Name.Length + 1)..] };
        var attribute = attributes.FirstOrDefault(a => a.Name == by)?.Id;
        var grouping = by switch { "code" => PassageGrouping.Code, "case" => PassageGrouping.Case, "analyst" => PassageGrouping.Analyst, _ => attribute is null ? PassageGrouping.Source : PassageGrouping.Attribute };
        return new(filter, grouping, attribute);
    }
}
