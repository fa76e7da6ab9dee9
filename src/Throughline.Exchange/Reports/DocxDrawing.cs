using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace Throughline.Exchange.Reports;

/// <summary>A drawing as a group of Word's own shapes: its words can be searched, read aloud and changed.</summary>
/// <remarks>Office Open XML, ECMA-376 part 1, 20.4 (drawings in a text) and [MS-DOCX] 2.7 (shapes and groups). A program that knows no such shapes gets the drawing in words.</remarks>
internal static class DocxDrawing
{
    private const int TwentiethOfAPoint = 635; // in EMU

    /// <param name="width">The width to fill, in twentieths of a point.</param>
    public static OpenXmlElement Of(ReportDrawing drawing, int number, int width, string face, string ink)
    {
        var unit = width * TwentiethOfAPoint / drawing.Width;
        var (wide, high) = (unit * drawing.Width, unit * drawing.Height);
        var line = unit * drawing.Line / TwentiethOfAPoint;
        var shapes = new StringBuilder();
        var id = number * 1000;
        foreach (var arrow in drawing.Arrows)
            shapes.Append(CultureInfo.InvariantCulture, $"""<wps:wsp><wps:cNvPr id="{++id}" name="Arrow {id}"/><wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="{arrow.X * unit}" y="{arrow.Y * unit}"/><a:ext cx="{(arrow.ToX - arrow.X) * unit}" cy="{(arrow.ToY - arrow.Y) * unit}"/></a:xfrm><a:prstGeom prst="straightConnector1"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill><a:tailEnd type="triangle"/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>""");
        foreach (var box in drawing.Boxes)
        {
            var frame = box.IsHead ? "<a:ln><a:noFill/></a:ln>" : $"""<a:ln w="9525"><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill></a:ln>""";
            var inset = box.IsHead ? 0 : 8 * unit;
            var bold = box.IsHead ? "<w:b/>" : "";
            var words = string.Concat(box.Lines.Select(l => $"""<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{Number(line)}" w:lineRule="exact"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:cs="{face}"/>{bold}<w:color w:val="{ink}"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr><w:t xml:space="preserve">{Encoded(l)}</w:t></w:r></w:p>"""));
            shapes.Append(CultureInfo.InvariantCulture, $"""<wps:wsp><wps:cNvPr id="{++id}" name="Box {id}"/><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="{box.X * unit}" y="{box.Y * unit}"/><a:ext cx="{box.Width * unit}" cy="{box.Height * unit}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>{frame}</wps:spPr><wps:txbx><w:txbxContent>{words}</w:txbxContent></wps:txbx><wps:bodyPr rot="0" anchor="t" wrap="none" lIns="{inset}" tIns="{inset}" rIns="0" bIns="0"><a:noAutofit/></wps:bodyPr></wps:wsp>""");
        }
        return new W.Run(string.Create(CultureInfo.InvariantCulture, $"""
            <w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="{number * 1000}" name="Drawing {number}" descr="{Encoded(drawing.Says)}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/><a:chOff x="0" y="0"/><a:chExt cx="{wide}" cy="{high}"/></a:xfrm></wpg:grpSpPr>{shapes}</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:t xml:space="preserve">{Encoded(drawing.Says)}</w:t></mc:Fallback></mc:AlternateContent></w:r>
            """));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Encoded(string text) => System.Security.SecurityElement.Escape(DocxReport.Clean(text));
}
