using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;

namespace Throughline.Demo;

/// <summary>A programme theory as the samples' tables write it: steps with a bar between them, the last parts of terms with blanks or bars.</summary>
internal static class SampleTheory
{
    public static EditTheory.Request Read(IReadOnlyDictionary<string, string> row, Func<string, StatementId> statement) =>
        new(row["problem"], Parts(row["logic"]), Parts(row["mechanism"]), Terms(RepresentationField.Kind, row["kinds"]), Terms(RepresentationField.Group, row["groups"]), row["unanswered"], row["evidence"],
            row.TryGetValue("readings", out var readings) ? [.. Parts(readings).Select(statement)] : [])
        {
            Aims = Terms(RepresentationField.Aim, row["aims"]),
            CauseLevels = Terms(RepresentationField.CauseLevel, row["cause_levels"]),
            Means = Terms(RepresentationField.Mechanism, row["means"]),
            MechanismLevels = Terms(RepresentationField.MechanismLevel, row["mechanism_levels"]),
            Degree = Terms(RepresentationField.MechanismDegree, row["degree"]).FirstOrDefault() ?? "",
        };

    public static string[] Parts(string cell) => cell.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string[] Terms(RepresentationField field, string cell) => [.. cell.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => $"{field.Vocabulary.Under ?? field.Vocabulary.Framework}.{t}")];
}
