namespace Throughline.Sources;

/// <summary>What becomes of a source's words after import.</summary>
public static class WordActions
{
    public static readonly LogAction RepairsAccepted = new("source.repair", "accepted repairs in", CannotRedo: "The repaired text went when the repairs were taken back, and the log keeps no texts. The repairs are proposed on the source's page again: accept them there.");
    public static readonly LogAction OrderChosen = new("source.order", "chose the other reading order of", CannotRedo: "The text in that order went from the source when the choice was taken back, and the log keeps no texts. Choose the order again on the source's page.");
    public static readonly LogAction Corrected = new("source.correct", "corrected the text of", CannotRedo: "The corrected text went when the correction was taken back, and the log keeps no texts. Make the correction again on the source's page.");
    public static readonly LogAction TurnsConfirmed = new("source.turns", "confirmed the speakers and turns of");
    public static readonly LogAction SessionRecorded = new("source.session", "recorded the session of");
    public static readonly LogAction ExcerptPlaced = new("excerpt.place", "placed by hand");
    public static readonly LogAction ExcerptKept = new("excerpt.keep", "kept on its earlier text");
    public static readonly LogAction MapChanged = new("pseudonyms.map", "changed the pseudonyms of");
    public static readonly LogAction PseudonymsApplied = new("pseudonyms.apply", "put pseudonyms in", "The names are gone from every earlier text and from the log, so pseudonyms cannot be taken back. Correct the text where one is wrong.");
    public static readonly LogAction SourceErased = new("erase.source", "erased a source from", "What was erased is gone for good. Import the file again if it should not have been.");
    public static readonly LogAction SpeakerErased = new("erase.speaker", "erased a speaker's words from", "What was erased is gone for good.");
    public static readonly LogAction NameErased = new("erase.name", "erased a name from", "What was erased is gone for good.");
}
