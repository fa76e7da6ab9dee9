using Microsoft.Extensions.DependencyInjection;
using Throughline.Framing.Frameworks;

namespace Throughline.Framing;

public static class FramingActions
{
    public static readonly LogAction FrameworkAdded = new("framework.add", "added a framework of its own to");
    public static readonly LogAction FrameworkRemoved = new("framework.remove", "took away a framework of its own from");
    public static readonly LogAction EntryAdded = new("framework.entry-add", "added an entry to a lexicon of its own of");
    public static readonly LogAction EntryChanged = new("framework.entry-change", "changed an entry of a lexicon of its own of");
    public static readonly LogAction EntryRemoved = new("framework.entry-remove", "took away an entry of a lexicon of its own of");

    public static readonly LogAction Read = new("representation.make", "read");
    public static readonly LogAction Unread = new("representation.remove", "took away the reading");
    public static readonly LogAction FieldAnswered = new("representation.answer", "said how a field is given in");
    public static readonly LogAction FieldCleared = new("representation.clear", "took back a field of");
    public static readonly LogAction RestNotStated = new("representation.rest", "said that the rest is not stated in");
    public static readonly LogAction Held = new("representation.hold", "said whose view and when it is, of");
    public static readonly LogAction SuggestionAccepted = new("representation.accept", "accepted a suggested reading,");
    public static readonly LogAction Linked = new("representation.link", "tied to another reading");
    public static readonly LogAction LinkAmended = new("representation.link-amend", "said what changed between another reading and");
    public static readonly LogAction Unlinked = new("representation.unlink", "took away a tie of");
    public static readonly LogAction TermAdded = new("vocabulary.add", "added a term to the vocabulary of");
    public static readonly LogAction TermRenamed = new("vocabulary.rename", "reworded a term in the vocabulary of");
    public static readonly LogAction TermRetired = new("vocabulary.retire", "retired a term in the vocabulary of");
    public static readonly LogAction TermBroughtBack = new("vocabulary.bring-back", "brought back a term in the vocabulary of");
    public static readonly LogAction TermMerged = new("vocabulary.merge", "merged a term in the vocabulary of");
}

public static class FramingServices
{
    public static IServiceCollection AddFraming(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<OwnFramework>>();
        services.AddLogActions(typeof(FramingActions));
        services.AddSingleton(_ => FrameworkCatalogue.Load());
        services.AddSingleton<IHoldText, FramingWords>();
        services.AddSingleton<IThreadContributor, FramingThread>();
        services.AddHandlersOf(typeof(FramingServices).Assembly);
        return services;
    }
}
