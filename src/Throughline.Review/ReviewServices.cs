using Microsoft.Extensions.DependencyInjection;
using Throughline.Framing.Frameworks;
using Throughline.Review.Studies;

namespace Throughline.Review;

public static class ReviewServices
{
    public static IServiceCollection AddReview(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Study>>();
        services.AddLogActions(typeof(ReviewActions));
        services.AddSingleton<IHoldText, ReviewWords>();
        services.AddSingleton<IThreadContributor, ReviewThread>();
        services.AddSingleton<IUseFrameworks, ReviewFrameworks>();
        services.AddHandlersOf(typeof(ReviewServices).Assembly);
        return services;
    }
}
