using Throughline.Bench.Policy;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Finding;

// Usage: dotnet run --project bench/Throughline.Bench.Policy -- GOLD.json FOLDER [NAME ...]
// Holds the finder against marks settled from two independent passes that followed a guide; FOLDER has the documents. With names, only these documents count.
// Where gold/markers.jsonl stands beside the marks, the two passes are compared on the same documents.
if (args.Length < 2)
{
    Console.Error.WriteLine("Give the file of marks and the folder of documents, and, to score only some, their names without the ending.");
    return 1;
}
var gold = ScoreFinding.Read(File.ReadAllText(args[0]));
var wanted = args.Length > 2 ? args[2..] : [.. gold.Select(mark => mark.Doc).Distinct()];
var reader = new ReadFile(ReadFile.AllReaders);
var documents = new List<(string, ReadDocument)>();
foreach (var path in Directory.EnumerateFiles(args[1]).Order(StringComparer.Ordinal))
{
    if (!wanted.Contains(Path.GetFileNameWithoutExtension(path))) continue;
    var read = reader.Read(Path.GetFileName(path), File.ReadAllBytes(path), new ReadLimits(), null, CancellationToken.None);
    if (!read.Succeeded)
    {
        Console.Error.WriteLine(read.Error.Message);
        return 1;
    }
    documents.Add((Path.GetFileName(path), read.Value));
}
var lexicons = PolicyLexicons.Of(FrameworkCatalogue.Load().All);
if (!lexicons.Succeeded)
{
    Console.Error.WriteLine(lexicons.Error.Message);
    return 1;
}
var markings = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(args[0]))!, "gold", "markers.jsonl");
var markers = File.Exists(markings) ? CompareMarkers.Run(CompareMarkers.Read(File.ReadAllText(markings)), wanted) : null;
Console.WriteLine(ScoreFinding.Print(ScoreFinding.Run(gold, FindInText.Run(lexicons.Value, documents)), markers));
return 0;
