using Throughline.Framing.Frameworks;

namespace Throughline.Framing;

/// <summary>What Framing holds of anybody's words: the frameworks that analysts added.</summary>
internal sealed class FramingWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<OwnFramework>((db, project) => db.OwnFrameworks.Where(f => f.Project == project), f => new(new("project", f.Project.Value), "framework of the project's own"), (nameof(OwnFramework.FileName), HeldAs.Words), (nameof(OwnFramework.Yaml), HeldAs.Words)),
    ];
}
