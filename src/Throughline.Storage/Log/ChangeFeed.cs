using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Throughline.Storage;

/// <summary>What other open pages need to know of a saved change.</summary>
/// <param name="Tables">The tables whose rows changed.</param>
/// <param name="Sources">The sources whose words or codings changed.</param>
public sealed record Saved(ProjectId Project, long Seq, AnalystId By, IReadOnlySet<string> Tables, IReadOnlySet<Guid> Sources);

/// <summary>Tells listeners in this process of every saved change. A slow listener loses old notices, never blocks a writer.</summary>
public sealed class ChangeFeed
{
    private readonly ConcurrentDictionary<Channel<Saved>, ProjectId> _listeners = [];

    public void Tell(Saved saved)
    {
        foreach (var (channel, project) in _listeners)
            if (project == saved.Project) channel.Writer.TryWrite(saved);
    }

    /// <summary>Every change saved from this call on, whenever it is read, until cancelled.</summary>
    public IAsyncEnumerable<Saved> ListenAsync(ProjectId project, CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<Saved>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners[channel] = project;
        cancel.Register(() => _listeners.TryRemove(channel, out _));
        return channel.Reader.ReadAllAsync(cancel);
    }
}
