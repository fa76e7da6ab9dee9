using System.Security.Cryptography;
using System.Text;

namespace Throughline.Review;

public readonly record struct StudyId(Guid Value) : IId<StudyId>
{
    public static StudyId New() => new(Guid.CreateVersion7());
    public static StudyId From(Guid value) => new(value);
    public NodeRef Node => new("study", Value);
}

public readonly record struct CitationId(Guid Value) : IId<CitationId>
{
    public static CitationId New() => new(Guid.CreateVersion7());
    public static CitationId From(Guid value) => new(value);
    public NodeRef Node => new("citation", Value);
}

public readonly record struct SearchRunId(Guid Value) : IId<SearchRunId>
{
    public static SearchRunId New() => new(Guid.CreateVersion7());
    public static SearchRunId From(Guid value) => new(value);
    public NodeRef Node => new("search-run", Value);
}

public readonly record struct TargetPaperId(Guid Value) : IId<TargetPaperId>
{
    public static TargetPaperId New() => new(Guid.CreateVersion7());
    public static TargetPaperId From(Guid value) => new(value);
    public NodeRef Node => new("target-paper", Value);
}

public readonly record struct ExclusionReasonId(Guid Value) : IId<ExclusionReasonId>
{
    public static ExclusionReasonId New() => new(Guid.CreateVersion7());
    public static ExclusionReasonId From(Guid value) => new(value);
    public NodeRef Node => new("exclusion-reason", Value);
}

public readonly record struct ExtractionFieldId(Guid Value) : IId<ExtractionFieldId>
{
    public static ExtractionFieldId New() => new(Guid.CreateVersion7());
    public static ExtractionFieldId From(Guid value) => new(value);
    public NodeRef Node => new("extraction-field", Value);
}

public readonly record struct ExtractionValueId(Guid Value) : IId<ExtractionValueId>
{
    public static ExtractionValueId New() => new(Guid.CreateVersion7());
    public static ExtractionValueId From(Guid value) => new(value);
    public NodeRef Node => new("extraction-value", Value);
}

/// <summary>One study under one list of questions: what is given out to be appraised independently. It follows from the two, so that it is the same on every copy of a project.</summary>
public readonly record struct AppraisalId(Guid Value) : IId<AppraisalId>
{
    public static AppraisalId Of(StudyId study, string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. study.Value.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(list)], hash);
        // Version 8 of RFC 9562: an id made in a way of one's own.
        (hash[6], hash[8]) = ((byte)((hash[6] & 0x0F) | 0x80), (byte)((hash[8] & 0x3F) | 0x80));
        return new(new Guid(hash[..16], bigEndian: true));
    }

    public static AppraisalId From(Guid value) => new(value);
    public NodeRef Node => new("appraisal", Value);
}

public readonly record struct AppraisalAnswerId(Guid Value) : IId<AppraisalAnswerId>
{
    public static AppraisalAnswerId New() => new(Guid.CreateVersion7());
    public static AppraisalAnswerId From(Guid value) => new(value);
}
