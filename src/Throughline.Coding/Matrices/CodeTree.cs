namespace Throughline.Coding;

/// <summary>A codebook's codes in reading order, and which line of a table each counts towards.</summary>
internal sealed class CodeTree
{
    private readonly List<(Code Code, int Depth, string Path)> _order = [];
    private readonly ILookup<CodeId?, Code> _children;

    private CodeTree(IReadOnlyCollection<Code> codes)
    {
        _children = codes.ToLookup(c => c.Parent);
        Walk(null, 0, "");
        Codes = [.. _order.Select(o => o.Code)];
    }

    public static CodeTree Of(IReadOnlyCollection<Code> codes) => new(codes);

    public IReadOnlyList<Code> Codes { get; }

    /// <param name="Path">Names from the top, joined by " > ".</param>
    public sealed record Line(Code Code, int Depth, string Path, bool HasChildren, bool IsCollapsed, bool IsGroup);

    /// <param name="Places">For each code of <see cref="Codes"/> the line it counts towards; -1 for none.</param>
    public sealed record LineSet(IReadOnlyList<Line> Lines, int[] Places);

    /// <summary>Lines in reading order. A collapsed code takes everything below it; retired codes are left out unless named.</summary>
    public LineSet Lines(IReadOnlyCollection<CodeId>? only, IReadOnlyCollection<CodeId>? collapsed)
    {
        var lines = new List<Line>();
        var places = new int[Codes.Count];
        Array.Fill(places, -1);
        var (taker, takerDepth) = (-1, int.MaxValue);
        for (var i = 0; i < _order.Count; i++)
        {
            var (code, depth, path) = _order[i];
            if (depth <= takerDepth) (taker, takerDepth) = (-1, int.MaxValue);
            if (taker >= 0)
            {
                places[i] = taker;
                continue;
            }
            if (only is not null ? !only.Contains(code.Id) : code.RetiredAt is not null) continue;
            var children = _children[code.Id].Any();
            var closed = children && collapsed?.Contains(code.Id) == true;
            places[i] = lines.Count;
            lines.Add(new(code, depth, path, children, closed, code.Colour == 0 && children && !closed));
            if (closed) (taker, takerDepth) = (lines.Count - 1, depth);
        }
        return new(lines, places);
    }

    /// <summary>The code and all below it.</summary>
    public IReadOnlyList<CodeId> Under(CodeId code)
    {
        var found = new List<CodeId> { code };
        for (var i = 0; i < found.Count; i++) found.AddRange(_children[found[i]].Select(c => c.Id));
        return found;
    }

    private void Walk(CodeId? parent, int depth, string path)
    {
        foreach (var code in _children[parent].OrderBy(c => c.Order).ThenBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(c => c.Id.Value))
        {
            var own = path.Length == 0 ? code.Name : $"{path} > {code.Name}";
            _order.Add((code, depth, own));
            Walk(code.Id, depth + 1, own);
        }
    }
}
