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

    private static readonly AxeRunOptions ColoursAlone = new() { RunOnly = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] }, ResultTypes = [ResultType.Violations] };

    /// <summary>Fails with each rule broken, what it asks, where, and the markup.</summary>
    public static Task AssertNoViolationsAsync(this IPage page) => AssertAsync(page, Options);

    /// <summary>The same for the rules that colours can break: where a page was looked at in this width already, and in these colours at another.</summary>
    public static Task AssertColoursAsync(this IPage page) => AssertAsync(page, ColoursAlone);

    private static async Task AssertAsync(IPage page, AxeRunOptions options)
    {
        await DrawnAsync(page);
        var result = await page.RunAxe(options);
        if (result.Violations.Length == 0) return;
        var message = new StringBuilder().Append(CultureInfo.InvariantCulture, $"axe found {result.Violations.Length} kinds of fault on {page.Url}:");
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
