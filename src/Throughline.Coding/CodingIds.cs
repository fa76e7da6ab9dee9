namespace Throughline.Coding;

public readonly record struct CodeId(Guid Value) : IId<CodeId>
{
    public static CodeId New() => new(Guid.CreateVersion7());
    public static CodeId From(Guid value) => new(value);
    public NodeRef Node => new("code", Value);
}

public readonly record struct CodingId(Guid Value) : IId<CodingId>
{
    public static CodingId New() => new(Guid.CreateVersion7());
    public static CodingId From(Guid value) => new(value);
    public NodeRef Node => new("coding", Value);
}

public readonly record struct MemoId(Guid Value) : IId<MemoId>
{
    public static MemoId New() => new(Guid.CreateVersion7());
    public static MemoId From(Guid value) => new(value);
    public NodeRef Node => new("memo", Value);
}

public readonly record struct ThemeId(Guid Value) : IId<ThemeId>
{
    public static ThemeId New() => new(Guid.CreateVersion7());
    public static ThemeId From(Guid value) => new(value);
    public NodeRef Node => new("theme", Value);
}

public readonly record struct QuotationId(Guid Value) : IId<QuotationId>
{
    public static QuotationId New() => new(Guid.CreateVersion7());
    public static QuotationId From(Guid value) => new(value);
    public NodeRef Node => new("quotation", Value);
}

public readonly record struct CodebookVersionId(Guid Value) : IId<CodebookVersionId>
{
    public static CodebookVersionId New() => new(Guid.CreateVersion7());
    public static CodebookVersionId From(Guid value) => new(value);
}

public readonly record struct CodingNoteId(Guid Value) : IId<CodingNoteId>
{
    public static CodingNoteId New() => new(Guid.CreateVersion7());
    public static CodingNoteId From(Guid value) => new(value);
    public NodeRef Node => new("note", Value);
}
