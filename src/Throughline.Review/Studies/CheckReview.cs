using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Text;

namespace Throughline.Review.Studies;

/// <summary>What the records of a review have yet to see to: searches that lost what they had, reports whose screening and study do not agree, numbers that do not follow the years, values that rest on the text of another study.</summary>
public static class CheckReview
{
    /// <param name="Kind">A fixed word: "target-not-found", "rerun-lost", "rerun-unknown", "rerun-missing", "included-without-study", "excluded-in-study", "undecided-in-study", "numbers-not-by-year", "passage-of-other-text".</param>
    public sealed record Finding(string Kind, string Message, NodeRef On);

    public sealed class Handler(ListSearches.Handler searches, CountFlow.Handler flows, ListStudies.Handler studies, ReadExtraction.Handler extraction)
    {
        public async Task<IReadOnlyList<Finding>> RunAsync(ProjectId project, CancellationToken cancel)
        {
            var findings = new List<Finding>();
            Searched((await searches.RunAsync(project, cancel)).Runs, findings);
            var flow = await flows.RunAsync(project, cancel);
            findings.AddRange(flow.WithoutStudy.Select(r => new Finding("included-without-study", $"Citation {r.Number}, {Short(r.Title)}, is included at full text and is a report of no study: it is in no box of the flow below the assessed.", r.Id.Node)));
            findings.AddRange(flow.LeftOutInStudy.Select(r => new Finding("excluded-in-study", $"Citation {r.Number}, {Short(r.Title)}, is {(r.IsNotRetrieved ? "said not to be had" : "excluded")}, and is a report of {r.Study}: the flow counts it twice.", r.Id.Node)));
            findings.AddRange(flow.UndecidedInStudy.Select(r => new Finding("undecided-in-study", $"Citation {r.Number}, {Short(r.Title)}, is a report of {r.Study} and is not decided on at full text: the flow counts it as included and as not decided on yet.", r.Id.Node)));
            var all = await studies.RunAsync(project, cancel);
            if (ListStudies.NotByYear(all) is (var older, var newer)) findings.Add(new("numbers-not-by-year", $"The studies are not numbered by year of data collection: {older.Label} ({older.DataYear}) comes after {newer.Label} ({newer.DataYear}). Number them anew on the page Studies.", older.Id.Node));
            var form = await extraction.RunAsync(project, cancel);
            var fields = form.Fields.ToDictionary(f => f.Id, f => f.Name);
            foreach (var study in all)
            {
                var texts = study.Texts.Select(t => t.Id).ToHashSet();
                findings.AddRange(from v in form.Values where v.Study == study.Id from p in v.Passages where !texts.Contains(p.Source) select new Finding("passage-of-other-text", $"{fields[v.Field]} of {study.Label} rests on {p.Place} of \"{p.SourceTitle}\", which is the full text of none of its reports.", v.Id.Node));
            }
            return findings;
        }

        private static void Searched(IReadOnlyList<ListSearches.Row> runs, List<Finding> findings)
        {
            foreach (var run in runs)
            {
                foreach (var paper in run.Lacks) findings.Add(new("target-not-found", $"The search of {run.Database} did not find the target paper \"{paper}\".", run.Id.Node));
                if (run.OnlyBefore.Count > 0) findings.Add(new("rerun-lost", $"The rerun in {run.Database} lost {run.OnlyBefore.Count} {(run.OnlyBefore.Count == 1 ? "record" : "records")} that the earlier run had: {string.Join("; ", run.OnlyBefore.Take(3))}.", run.Id.Node));
                if (run.IsUnknownRerun) findings.Add(new("rerun-unknown", $"The rerun in {run.Database} cannot be compared with the run that it repeats: the records of {(run.Imported == 0 ? "the rerun" : "the earlier run")} are not imported.", run.Id.Node));
            }
            // Where one database was searched again, the others were too, or a part of the literature is older than the rest.
            var databases = runs.Where(r => r.Kind == SearchKind.Database).ToList();
            var again = databases.Where(r => r.RerunOf is not null).Select(r => r.RerunOf!.Value).ToHashSet();
            if (again.Count > 0)
                findings.AddRange(databases.Where(r => r.RerunOf is null && !again.Contains(r.Id)).Select(r => new Finding("rerun-missing", $"The search of {r.Database} was not run again, though others were.", r.Id.Node)));
        }

        private static string Short(string title) => title.Length == 0 ? "without a title" : $"\"{Cut.To(title, 80)}\"";
    }
}
