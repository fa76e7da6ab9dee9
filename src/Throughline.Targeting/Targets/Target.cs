using Throughline.Framing.Representations;

namespace Throughline.Targeting.Targets;

/// <summary>One inequality, one comparison, one place, drivers in reach, a mechanism, and what would show it. What is said of it lies in its fields.</summary>
public sealed class Target
{
    public const int MostTitle = 200;

    public TargetId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>From 1 within the project.</summary>
    public int Number { get; init; }
    public string Title { get; set; } = "";
    /// <summary>The same record as a representation, so that it can be set beside what policy and people say.</summary>
    public RepresentationId Representation { get; init; }
    /// <summary>The target that this one follows after it was looked at again; null for a first one.</summary>
    public TargetId? Follows { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
}

/// <summary>What a target says in one field. A field without a row has not been written.</summary>
public sealed class TargetValue
{
    public TargetId Target { get; init; }
    /// <summary>The name of a <see cref="TargetField"/>.</summary>
    public string Field { get; init; } = "";
    /// <summary>Ids with blanks between, lines, a number, days, or words, as the field takes them.</summary>
    public string Value { get; set; } = "";
    public AnalystId Analyst { get; set; }
}

/// <summary>At whom or what an action is aimed.</summary>
public enum ActionLevel { Individual, Community, LivingAndWorkingConditions, Policy }

/// <summary>For whom an action is meant. Proportionate: for all, with more where need is greater (Marmot and others 2010).</summary>
public enum ActionApproach { Targeted, Universal, Proportionate }

/// <summary>Who is expected to take an action up more.</summary>
public enum Uptake
{
    /// <summary>Nobody has said.</summary>
    NotSaid,
    /// <summary>The group that does worse takes it up more.</summary>
    MoreInTheGroup,
    /// <summary>Alike in both.</summary>
    Alike,
    /// <summary>The group that does worse takes it up less: the gap may widen.</summary>
    LessInTheGroup,
}

/// <summary>One thing that is done.</summary>
public sealed class TargetAction
{
    public const int MostWords = 600;

    public ActionId Id { get; init; }
    public TargetId Target { get; init; }
    public int Ordinal { get; set; }
    public string Words { get; set; } = "";
    public ActionLevel Level { get; set; }
    public ActionApproach Approach { get; set; }
    public Uptake Uptake { get; set; }
    /// <summary>The box of the model it acts on; empty where that is not said.</summary>
    public string Driver { get; set; } = "";
}

public enum IndicatorKind { Outcome, Process, Balancing }

/// <summary>Who can move an indicator.</summary>
public enum InHandsOf { Ours, Partner, Others }

/// <summary>How anyone would know.</summary>
public sealed class TargetIndicator
{
    public const int MostWords = 600;

    public IndicatorId Id { get; init; }
    public TargetId Target { get; init; }
    public int Ordinal { get; set; }
    /// <summary>What is counted, among whom, over which time.</summary>
    public string Words { get; set; } = "";
    public IndicatorKind Kind { get; set; }
    public InHandsOf Hands { get; set; }
    /// <summary>Months from an action until it could be seen to move; null where nobody has said.</summary>
    public int? Months { get; set; }
    /// <summary>The figure of Equity that measures it, by which it is followed; it may be gone. Null where it is not tied to one.</summary>
    public Guid? Figure { get; set; }
}

/// <summary>Something on the thread that a field rests on.</summary>
public sealed class TargetEvidence : IOfSource
{
    public EvidenceId Id { get; init; }
    public TargetId Target { get; init; }
    /// <summary>The name of a <see cref="TargetField"/>.</summary>
    public string Field { get; init; } = "";
    public string NodeKind { get; init; } = "";
    public Guid NodeId { get; init; }
    /// <summary>What kind of thing it was when it was tied, without its words: shown when the thing itself is gone.</summary>
    public string What { get; set; } = "";
    public string Note { get; set; } = "";
    /// <summary>The source whose words it leads to, where it leads to one.</summary>
    public Guid? Source { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
    public NodeRef Node => new(NodeKind, NodeId);
    Guid? IOfSource.WordsOf => Source;
}

/// <summary>A figure of Equity as it was when the target began: copied, so that it stays when data sets come and go.</summary>
public sealed class TargetBaseline
{
    public TargetId Target { get; init; }
    /// <summary>The figure it was copied from; it may be gone.</summary>
    public Guid Figure { get; set; }
    public string FigureName { get; set; } = "";
    public string DatasetName { get; set; } = "";
    /// <summary>Of the data set's file.</summary>
    public string Sha256 { get; set; } = "";
    public string What { get; set; } = "";
    public string Unit { get; set; } = "";
    public bool HigherIsBetter { get; set; }
    public string RankedBy { get; set; } = "";
    public string Vintage { get; set; } = "";
    public string Place { get; set; } = "";
    public string People { get; set; } = "";
    public string Period { get; set; } = "";
    /// <summary>How groups were made, where the data set holds several ways.</summary>
    public string Grouping { get; set; } = "";
    public string Method { get; set; } = "";
    public string Scale { get; set; } = "";
    /// <summary>The groups and the series up to then, as JSON.</summary>
    public string Values { get; set; } = "";
    public AnalystId Analyst { get; set; }
    public DateTime FixedAt { get; set; }
}

/// <summary>Whom an area would miss, computed from a table of small areas when it was asked.</summary>
public sealed class TargetArea
{
    public TargetId Target { get; init; }
    public string DatasetName { get; set; } = "";
    public string Sha256 { get; set; } = "";
    /// <summary>The column of areas to choose among.</summary>
    public string Level { get; set; } = "";
    /// <summary>The share of them that is chosen by its mean score, in percent.</summary>
    public double Percent { get; set; }
    /// <summary>People of the country's most deprived fifth of small areas.</summary>
    public double Core20People { get; set; }
    /// <summary>Of these, how many live outside the areas chosen.</summary>
    public double Missed { get; set; }
    public double MissedPercent { get; set; }
    /// <summary>People of the areas chosen who do not live in the most deprived fifth.</summary>
    public double Others { get; set; }
    public int Chosen { get; set; }
    /// <summary>How many people of the most deprived fifth an area needs to carry a service of its own; 0 where nobody has said.</summary>
    public double Floor { get; set; }
    /// <summary>Of the areas chosen, how many have fewer.</summary>
    public int BelowFloor { get; set; }
    /// <summary>The target's own area among the larger ones; empty where it is not named.</summary>
    public string Own { get; set; } = "";
    /// <summary>People of the most deprived fifth who live in it; null where it is not named.</summary>
    public double? OwnCore20 { get; set; }
    /// <summary>Its place among the larger areas by their mean score, 1 the most deprived; null where it is not named, or was counted before this was kept.</summary>
    public int? OwnRank { get; set; }
    /// <summary>How many larger areas there were to choose among; null where it was counted before this was kept.</summary>
    public int? Areas { get; set; }
    /// <summary>Whether the choice by mean score would take the target's own area; null where its place is not known.</summary>
    public bool? OwnChosen => OwnRank is { } rank ? rank <= Chosen : null;
    public AnalystId Analyst { get; set; }
    public DateTime CheckedAt { get; set; }
}

/// <summary>What changed after the baseline was fixed.</summary>
public sealed class TargetDrift
{
    public DriftId Id { get; init; }
    public TargetId Target { get; init; }
    /// <summary>The name of a field, "baseline" or "indicators".</summary>
    public string Field { get; init; } = "";
    public string Before { get; set; } = "";
    public string After { get; set; } = "";
    public AnalystId Analyst { get; init; }
    public DateTime At { get; init; }
}

/// <summary>An answer to one question; the question rests until what it was raised by changes.</summary>
public sealed class TargetAnswer
{
    /// <summary>The ground of an answer that holds no more: the target was saved without raising its question. No question is raised on it.</summary>
    public const string NoHold = "(no hold)";

    public TargetId Target { get; init; }
    /// <summary>The question's id.</summary>
    public string Question { get; init; } = "";
    public string Answer { get; set; } = "";
    /// <summary>What of the record raised it, as it was answered; <see cref="NoHold"/> once it was raised no more.</summary>
    public string Ground { get; set; } = "";
    public AnalystId Analyst { get; set; }
    public DateTime At { get; set; }
}

public enum Readiness { NotSaid, InPlace, Partly, Missing }

/// <summary>How one line of the checklist stands.</summary>
public sealed class TargetReadiness
{
    public TargetId Target { get; init; }
    public string Item { get; init; } = "";
    public Readiness State { get; set; }
    public string Note { get; set; } = "";
    public AnalystId Analyst { get; set; }
}

/// <summary>One time the target was looked at again: what was learned and decided, and how it stood.</summary>
public sealed class TargetReview
{
    public ReviewId Id { get; init; }
    public TargetId Target { get; init; }
    public DateOnly On { get; init; }
    public string Learned { get; set; } = "";
    public string Decided { get; set; } = "";
    /// <summary>The newest period there were data for; empty where there were none.</summary>
    public string Period { get; init; } = "";
    public double? Absolute { get; init; }
    public double? Relative { get; init; }
    public double? InGroup { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime MadeAt { get; init; }
}

/// <summary>A box or an arrow of a project's own, beside the published model and drawn differently.</summary>
public sealed class ModelPart
{
    public const int MostName = 120;

    public ModelPartId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>An arrow has ends; a box has a name.</summary>
    public bool IsArrow { get; init; }
    public string Name { get; set; } = "";
    /// <summary>cause, driver or inequality.</summary>
    public string BoxType { get; init; } = "";
    /// <summary>ours, influence, partner or national.</summary>
    public string Reach { get; init; } = "";
    public string From { get; init; } = "";
    public string To { get; init; } = "";
    /// <summary>Whether inequality shows, or can be measured, at this box. Never of an arrow; a kind of inequality is what shows, and has no such mark.</summary>
    public bool IsVisible { get; init; }
    public string Note { get; set; } = "";
    public AnalystId Analyst { get; init; }
}
