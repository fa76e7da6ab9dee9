using Microsoft.EntityFrameworkCore;
using Throughline.Review.Appraising;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Review.Studies;

namespace Throughline.Review;

/// <summary>The tables of Review, for the modules that read them. Only Review writes them.</summary>
public static class ReviewTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<Study> Studies => db.Set<Study>();
        public DbSet<Citation> Citations => db.Set<Citation>();
        public DbSet<SearchRun> SearchRuns => db.Set<SearchRun>();
        public DbSet<TargetPaper> TargetPapers => db.Set<TargetPaper>();
        public DbSet<ExclusionReason> ExclusionReasons => db.Set<ExclusionReason>();
        public DbSet<ScreeningDecision> ScreeningDecisions => db.Set<ScreeningDecision>();
        public DbSet<ExtractionField> ExtractionFields => db.Set<ExtractionField>();
        public DbSet<ExtractionValue> ExtractionValues => db.Set<ExtractionValue>();
        public DbSet<ExtractionPassage> ExtractionPassages => db.Set<ExtractionPassage>();
        public DbSet<AppraisalAnswer> AppraisalAnswers => db.Set<AppraisalAnswer>();
    }
}
