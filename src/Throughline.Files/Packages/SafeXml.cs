using System.Globalization;
using System.Xml;

namespace Throughline.Files;

/// <summary>XML from a file that may be hostile: no DTD, no entities from elsewhere, bounded length and depth.</summary>
internal static class SafeXml
{
    /// <summary>Characters in one XML part, since a tree of it takes some ten times as much memory.</summary>
    private const long MostCharacters = 256L << 20;

    public static XmlReader Open(Stream stream, ReadLimits limits, CancellationToken cancel, bool keepSpaces = true) =>
        new BoundedXmlReader(XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = !keepSpaces,
            MaxCharactersInDocument = Math.Min(MostCharacters, limits.MaxExpandedBytes),
            CloseInput = true,
        }), limits.MaxDepth, cancel);

    private sealed class BoundedXmlReader(XmlReader inner, int maxDepth, CancellationToken cancel) : XmlReader
    {
        private int _reads;

        public override bool Read()
        {
            if ((++_reads & 1023) == 0) cancel.ThrowIfCancellationRequested();
            var more = inner.Read();
            if (inner.Depth > maxDepth)
                throw new UnreadableException(string.Create(CultureInfo.InvariantCulture,
                    $"The file is not a document people write: its elements lie more than {maxDepth} deep. {Guarded.NothingKept}"));
            return more;
        }

        public override int AttributeCount => inner.AttributeCount;
        public override string BaseURI => inner.BaseURI;
        public override int Depth => inner.Depth;
        public override bool EOF => inner.EOF;
        public override bool IsEmptyElement => inner.IsEmptyElement;
        public override string LocalName => inner.LocalName;
        public override string NamespaceURI => inner.NamespaceURI;
        public override XmlNameTable NameTable => inner.NameTable;
        public override XmlNodeType NodeType => inner.NodeType;
        public override string Prefix => inner.Prefix;
        public override ReadState ReadState => inner.ReadState;
        public override string Value => inner.Value;
        public override string GetAttribute(int i) => inner.GetAttribute(i);
        public override string? GetAttribute(string name) => inner.GetAttribute(name);
        public override string? GetAttribute(string name, string? namespaceURI) => inner.GetAttribute(name, namespaceURI);
        public override string? LookupNamespace(string prefix) => inner.LookupNamespace(prefix);
        public override bool MoveToAttribute(string name) => inner.MoveToAttribute(name);
        public override bool MoveToAttribute(string name, string? ns) => inner.MoveToAttribute(name, ns);
        public override bool MoveToElement() => inner.MoveToElement();
        public override bool MoveToFirstAttribute() => inner.MoveToFirstAttribute();
        public override bool MoveToNextAttribute() => inner.MoveToNextAttribute();
        public override bool ReadAttributeValue() => inner.ReadAttributeValue();
        public override void ResolveEntity() => inner.ResolveEntity();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
