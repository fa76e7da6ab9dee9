using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Equity;

public static class EquityActions
{
    public static readonly LogAction DatasetImported = new("dataset.import", "imported the data set", CannotRedo: "The file itself is not kept in the change log. Import it again.");
    public static readonly LogAction DatasetChanged = new("dataset.change", "changed what is said of the data set");
    public static readonly LogAction DatasetRemoved = new("dataset.remove", "took away a data set:", "The file itself is not kept in the change log. Import it again, and make its figures again.");
    public static readonly LogAction FigureAdded = new("figure.add", "made the figure");
    public static readonly LogAction FigureChanged = new("figure.change", "changed the figure");
    public static readonly LogAction FigureRemoved = new("figure.remove", "took away a figure:");
    public static readonly LogAction SitesChosen = new("sites.choose", "chose sites:");
    public static readonly LogAction SitesChanged = new("sites.change", "changed the choice of sites");
    public static readonly LogAction SitesRemoved = new("sites.remove", "took away a choice of sites:");
}

public static class EquityServices
{
    public static IServiceCollection AddEquity(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Dataset>>();
        services.AddLogActions(typeof(EquityActions));
        services.AddSingleton<IThreadContributor, EquityThread>();
        services.AddSingleton<IHoldText, EquityWords>();
        services.AddSingleton<DatasetTables>();
        services.AddHandlersOf(typeof(EquityServices).Assembly);
        return services;
    }
}
