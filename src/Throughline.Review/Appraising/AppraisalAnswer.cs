using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Review.Studies;

namespace Throughline.Review.Appraising;

public enum AppraisalSays
{
    Yes,
    No,
    /// <summary>The reports do not tell.</summary>
    Unclear,
    NotApplicable,
}

/// <summary>One analyst's answer to one question of a list about one study; or what was settled where analysts differ.</summary>
public sealed class AppraisalAnswer : IOfSeveral
{
    public const int MostNote = 2000;

    public AppraisalAnswerId Id { get; init; }
    public ProjectId Project { get; init; }
    public AppraisalId Appraisal { get; init; }
    public StudyId Study { get; init; }
    /// <summary>The checklist's id.</summary>
    public string List { get; init; } = "";
    /// <summary>The id of the checklist's term.</summary>
    public string Question { get; init; } = "";
    /// <summary>Whose answer it is; of a settled one, who wrote it down.</summary>
    public AnalystId Analyst { get; set; }
    public bool IsSettled { get; init; }
    public AppraisalSays Says { get; set; }
    /// <summary>Why, or where it stands.</summary>
    public string Note { get; set; } = "";
    public DateTime AnsweredAt { get; set; }
    bool IOfSeveral.IsOfSeveral => IsSettled;
}

internal sealed class AppraisalAnswerMap : IEntityTypeConfiguration<AppraisalAnswer>
{
    public void Configure(EntityTypeBuilder<AppraisalAnswer> answer)
    {
        answer.ToTable("review_appraisal_answer").HasKey(a => a.Id);
        answer.Property(a => a.List).HasMaxLength(120);
        answer.Property(a => a.Question).HasMaxLength(120);
        answer.Property(a => a.Note).HasMaxLength(AppraisalAnswer.MostNote);
        answer.HasIndex(a => a.Project);
        answer.HasIndex(a => new { a.Study, a.Question, a.Analyst }).IsUnique().HasFilter("NOT \"IsSettled\"").HasDatabaseName("IX_review_appraisal_own");
        answer.HasIndex(a => new { a.Study, a.Question }).IsUnique().HasFilter("\"IsSettled\"").HasDatabaseName("IX_review_appraisal_settled");
        answer.HasOne<Project>().WithMany().HasForeignKey(a => a.Project);
        answer.HasOne<Study>().WithMany().HasForeignKey(a => a.Study);
        answer.HasOne<Analyst>().WithMany().HasForeignKey(a => a.Analyst);
    }
}
