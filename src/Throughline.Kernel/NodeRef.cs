namespace Throughline;

/// <summary>One thing on the thread: its kind ("source", "excerpt", "code", …) and its id.</summary>
public readonly record struct NodeRef(string Kind, Guid Id)
{
    public override string ToString() => $"{Kind}:{Id:N}";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out NodeRef node)
    {
        node = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon <= 0 || !Guid.TryParse(text.AsSpan(colon + 1), out var id)) return false;
        node = new(text![..colon], id);
        return true;
    }
}
