using System.Globalization;
using System.Text;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Throughline.Testing;

/// <summary>Checks a page with axe: WCAG 2.0 to 2.2 at A and AA, best practice, and that a visible name is part of the spoken one.</summary>
public static class Axe
{
    private static readonly AxeRunOptions Options = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] },
        // Not among the tags' rules by default, yet WCAG 2.5.3 asks for it.
        Rules = new() { ["label-content-name-mismatch"] = new() { Enabled = true } },
        ResultTypes = [ResultType.Violations],
    };

    private static readonly string[] OfColours = ["color-contrast", "link-in-text-block"];

    private static readonly AxeRunOptions ColoursAlone = new() { RunOnly = new() { Type = "rule", Values = [.. OfColours] }, ResultTypes = [ResultType.Violations] };

    private static readonly AxeRunOptions BoxesAlone = new()
    {
        RunOnly = Options.RunOnly,
        Rules = new(Options.Rules.Concat(OfColours.Select(rule => KeyValuePair.Create(rule, new RuleOptions { Enabled = false })))),
        ResultTypes = Options.ResultTypes,
    };

    /// <summary>
    /// Fails with each rule broken, what it asks, where, and the markup: every rule in the colours the page is in, and in the others, light or dark, those that colours can
    /// break, as the boxes are the same.
    /// </summary>
    public static async Task AssertNoViolationsAsync(this IPage page)
    {
        await DrawnAsync(page);
        await AssertAsync(page, Options, "");
        var other = await page.OtherColoursAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = other });
        await AssertAsync(page, ColoursAlone, $" in the {other.ToString().ToLowerInvariant()}");
        await page.EmulateMediaAsync(new() { ColorScheme = other == ColorScheme.Dark ? ColorScheme.Light : ColorScheme.Dark });
    }

    /// <summary>The same without the rules of colours: for a page that passed with them in another width.</summary>
    public static async Task AssertBoxesAsync(this IPage page)
    {
        await DrawnAsync(page);
        await AssertAsync(page, BoxesAlone, "");
    }

    /// <summary>The colours that the system does not ask for just now.</summary>
    internal static async Task<ColorScheme> OtherColoursAsync(this IPage page) =>
        await page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches") ? ColorScheme.Light : ColorScheme.Dark;

    private static async Task AssertAsync(IPage page, AxeRunOptions options, string colours)
    {
        var result = await page.RunAxe(options);
        if (result.Violations.Length == 0) return;
        var message = new StringBuilder().Append(CultureInfo.InvariantCulture, $"axe found {result.Violations.Length} kinds of fault on {page.Url}{colours}:");
        foreach (var fault in result.Violations)
        {
            message.Append(CultureInfo.InvariantCulture, $"\n{fault.Id} ({fault.Impact}): {fault.Help}. {fault.HelpUrl}");
            foreach (var node in fault.Nodes) message.Append(CultureInfo.InvariantCulture, $"\n    at {node.Target}: {node.Html}");
        }
        throw new TabFailedException(message.ToString());
    }

    /// <summary>A page of the workbench is drawn when its circuit is there: looked at before, it is empty. A page without a heading is looked at as it is.</summary>
    private static async Task DrawnAsync(IPage page)
    {
        try
        {
            await page.Locator("h1").First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            return; // axe itself says what a page without a heading lacks
        }
    }
}
