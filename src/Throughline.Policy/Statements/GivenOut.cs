using Microsoft.EntityFrameworkCore;

namespace Throughline.Policy.Statements;

/// <summary>How a statement is given out for independent work that somebody has yet to finish.</summary>
/// <param name="IsItself">The statement, or its passage, which is the same item.</param>
/// <param name="WithDocument">Its document, to anybody.</param>
/// <param name="IsClosed">
/// It stays as it is for who acts: it is given out itself, or was decided on in a document that is given to them among others. A document that is worked on apart closes the readings of its statements among those it was given to.
/// The answer is one and the same whether anybody has read it or not: another would tell that a closed reading exists.
/// </param>
internal readonly record struct GivenOut(bool IsItself, bool WithDocument, bool IsClosed)
{
    public static async Task<GivenOut> OfAsync(ThroughlineDb db, Acting by, Statement statement, CancellationToken cancel)
    {
        var (project, excerpt, id, source) = (by.Project, statement.Excerpt.Value, statement.Id.Value, statement.Source.Value);
        var work = await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == project && (a.SubjectId == excerpt || a.SubjectId == id || a.SubjectId == source)).Select(a => new { OfDocument = a.SubjectId == source, a.Analyst, IsOpen = a.FinishedAt == null }).ToListAsync(cancel);
        var (itself, document) = (work.Exists(a => !a.OfDocument && a.IsOpen), work.Exists(a => a.OfDocument && a.IsOpen));
        return new(itself, document, itself || (document && statement.Standing != Standing.Proposed && work.Exists(a => a.OfDocument && a.Analyst == by.Analyst)));
    }
}
