namespace Throughline.Coding;

public static class CodingActions
{
    public static readonly LogAction CodeAdded = new("code.add", "made the code");
    public static readonly LogAction CodeChanged = new("code.change", "changed the code");
    public static readonly LogAction CodesMoved = new("code.move", "moved codes under");
    public static readonly LogAction CodeRetired = new("code.retire", "retired the code");
    public static readonly LogAction CodeBroughtBack = new("code.bring-back", "brought back the code");
    public static readonly LogAction CodesMerged = new("code.merge", "merged codes into");
    public static readonly LogAction CodeSplit = new("code.split", "split the code");
    public static readonly LogAction CodebookImported = new("codebook.import", "imported a codebook, with");
    public static readonly LogAction FrameworkLoaded = new("codebook.framework", "loaded a framework into the codebook, with");
    public static readonly LogAction VersionFrozen = new("codebook.freeze", "froze a version of the codebook of");
    public static readonly LogAction Coded = new("coding.add", "coded with");
    public static readonly LogAction CodingMoved = new("coding.move", "moved an end of a passage coded with");
    public static readonly LogAction Recoded = new("coding.recode", "recoded a passage as");
    public static readonly LogAction Uncoded = new("coding.remove", "took away codings of");
    public static readonly LogAction CodingsImported = new("coding.import", "brought in codings to");
    public static readonly LogAction MemoAdded = new("memo.add", "wrote a memo on");
    public static readonly LogAction MemoChanged = new("memo.change", "changed a memo on");
    public static readonly LogAction MemoRemoved = new("memo.remove", "took away a memo on");
    public static readonly LogAction NoteWritten = new("note.add", "wrote a coding note on");
    public static readonly LogAction NoteChanged = new("note.change", "changed a coding note on");
    public static readonly LogAction NoteRemoved = new("note.remove", "took away a coding note on");
    public static readonly LogAction NoteAnswered = new("note.answer", "answered a coding note on");
    public static readonly LogAction NotesChecked = new("note.check", "checked the coding notes against the transcript of");
    public static readonly LogAction DisagreementSettled = new("agreement.settle", "settled a disagreement over");
}
