using Throughline.Files;

namespace Throughline.Sources;

/// <summary>A file's stored text without bringing it in: what import would keep.</summary>
public static class ReadText
{
    public sealed class Handler(ReadFile reader, ReadLimits limits)
    {
        /// <param name="acceptRepairs">With every proposed repair made, as revision 2 would be.</param>
        public Result<ReadDocument> Run(string fileName, ReadOnlyMemory<byte> content, bool acceptRepairs, CancellationToken cancel)
        {
            var read = reader.Read(fileName, content, limits, null, cancel);
            return read.Succeeded && acceptRepairs ? RepairText.Apply(read.Value, read.Value.Repairs).Document : read;
        }
    }
}
