using Throughline.Bench.Policy;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Finding;

// Usage: dotnet run --project bench/Throughline.Bench.Policy -- GOLD.json FOLDER [NAME ...]
// Holds the finder against marks made by people; FOLDER has the documents. With names, only these documents count.
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
Console.WriteLine(ScoreFinding.Print(ScoreFinding.Run(gold, FindInText.Run(lexicons.Value, documents))));
return 0;
