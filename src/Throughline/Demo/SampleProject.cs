using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Throughline.Demo;

/// <summary>What <c>samples/project.yaml</c> says: the study, its files, sessions and assignments.</summary>
internal sealed class SampleProject
{
    public string Title { get; set; } = "";
    public string ResearchQuestion { get; set; } = "";
    public string Attribution { get; set; } = "";
    public List<Person> Analysts { get; set; } = [];
    public List<SampleAttribute> Attributes { get; set; } = [];
    public List<SampleSource> Sources { get; set; } = [];
    public List<SampleAssignment> Assignments { get; set; } = [];

    internal sealed class Person
    {
        public string Name { get; set; } = "";
        public string Label { get; set; } = "";
    }

    internal sealed class SampleAttribute
    {
        public string Name { get; set; } = "";
        public string Type { get; set; } = "";
    }

    internal sealed class SampleSource
    {
        public string File { get; set; } = "";
        public string Title { get; set; } = "";
        public string Kind { get; set; } = "";
        /// <summary>Of a policy document, yyyy-MM-dd; null for what is none.</summary>
        public string? Published { get; set; }
        public string? By { get; set; }
        public string? Focus { get; set; }
        public SampleSession? Session { get; set; }
    }

    internal sealed class SampleSession
    {
        public string Kind { get; set; } = "";
        public Person Interviewer { get; set; } = new();
        public List<string> People { get; set; } = [];
        public string Date { get; set; } = "";
        public int Minutes { get; set; }
        public string Mode { get; set; } = "";
        public string Consent { get; set; } = "";
        public string ConsentNote { get; set; } = "";
        public string AskedBy { get; set; } = "";
        public string Why { get; set; } = "";
    }

    internal sealed class SampleAssignment
    {
        public string Source { get; set; } = "";
        public List<string> Analysts { get; set; } = [];
        public List<string> Finished { get; set; } = [];
    }

    public static SampleProject Read()
    {
        var yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();
        return yaml.Deserialize<SampleProject>(System.Text.Encoding.UTF8.GetString(SampleFiles.Read("project.yaml")));
    }
}
