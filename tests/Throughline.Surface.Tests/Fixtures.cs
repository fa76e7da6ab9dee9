using System.Text;

namespace Throughline.Surface.Tests;

/// <summary>Texts written for these tests. People, places and services in them are invented.</summary>
internal static class Fixtures
{
    private static readonly (bool Q, string Words)[] s_interview =
    [
        (true, "The regional plan asks every partner to reduce unfair differences in health. When you read that line, what do you think it is asking of you?"),
        (false, "Honestly? I think it is asking two things and hoping nobody notices. One is whether people here are poorer in health than people elsewhere, because of rents, and shift work, and the price of a bus. The other is whether our own clinic treats everyone who walks in the same. Those are different jobs. We nod at both and then we do the second, because we own a clinic and we do not own a bus."),
        (true, "Does anyone say that out loud?"),
        (false, "Not in the room. I was a deckhand for six winters, so I know what a wet lung sounds like before a doctor does. But when the slide goes up with the whole county in two colours, the talk goes straight to “hard-to-engage communities” and how many calls we answered. And there are streets on that slide I grew up in. From the north end of Quay Road to the south end you lose nine years, and both ends are painted the same blue."),
        (true, "What would you do with that slide?"),
        (false, "Tear it along Quay Road. I asked once whether we were meant to close the distance between this town and the country, or between the two ends of this town. Because only the first is in the contract. The chair said both, very kindly, and we moved on to winter beds. There are three of us and a part-time nurse. Both is not a plan for three people."),
        (true, "What happened after that meeting?"),
        (false, "Winter. Every morning at half past seven there was a call about queues, and you cannot bring a staircase to a call about queues. I do not say that bitterly. When somebody is lying in a corridor you see to the corridor."),
        (true, "Was there ever a time it was clear who the work was for?"),
        (false, "The net shed. A health visitor, Ida, stood in the net shed and said the names of the landings where she had heard the same cough. No chart. After that the council sent a joiner to four landings in a week. It was a person with a list and a man with a toolbag, and it cost less than the slide."),
        (true, "Where did the money come from?"),
        (false, "From a repairs budget that was about to lapse. Then the officer who moved it retired. There is no line for it this year. We have asked, and the form wants a return within twelve months, counted in admissions."),
        (true, "And could you count it that way?"),
        (false, "You can count anything. I wrote that six children slept through the night. It came back: not a recognised measure. So we say “prevention pathway” now and everyone is comfortable, because a pathway does not have mould on it."),
        (true, "How do people in the hospital talk about it?"),
        (false, "They are tired and they are decent. For them it is who missed the appointment. They will say “wider factors” and you can hear the file close. I used to do it myself. It is a way of being sorry without being in the way."),
        (true, "Is there something that would tell you it had changed?"),
        (false, "That a child on the top landing of Fish Street gets an inhaler review as soon as a child on the Parade does. Not everybody’s lungs, not life expectancy. I will be long gone. Just that one review, in weeks, every quarter, on one page."),
        (true, "Why is it not said as plainly as that?"),
        (false, "Because then you could be shown to have missed it. If you say “improve outcomes for all”, who can ever tell you that you have not?"),
        (true, "Is there anything I ought to have asked?"),
        (false, "Ask Ida. Ask the joiner. And ask whoever chose the blue."),
    ];

    // group, colour, name, count elsewhere, exact words of its codings here
    private static readonly (string Group, string Name, int Elsewhere, string[] Words)[] s_codes =
    [
        ("What the aim means", "Conditions of life", 41, ["whether people here are poorer in health than people elsewhere, because of rents, and shift work, and the price of a bus."]),
        ("What the aim means", "Fair treatment", 26, ["whether our own clinic treats everyone who walks in the same."]),
        ("What the aim means", "Left unsaid", 33, ["Those are different jobs. We nod at both and then we do the second, because we own a clinic and we do not own a bus.", "If you say “improve outcomes for all”, who can ever tell you that you have not?", "Both is not a plan for three people."]),
        ("Which gap", "Within the town", 17, ["From the north end of Quay Road to the south end you lose nine years, and both ends are painted the same blue.", "That a child on the top landing of Fish Street gets an inhaler review as soon as a child on the Parade does."]),
        ("Which gap", "Town and country", 12, ["Because only the first is in the contract."]),
        ("What pushes it out", "Winter", 38, ["Every morning at half past seven there was a call about queues, and you cannot bring a staircase to a call about queues."]),
        ("What pushes it out", "Too few of us", 29, ["There are three of us and a part-time nurse. Both is not a plan for three people.", "There is no line for it this year."]),
        ("What pushes it out", "Must come first", 14, ["When somebody is lying in a corridor you see to the corridor."]),
        ("Words for people", "Labels", 47, ["the talk goes straight to “hard-to-engage communities” and how many calls we answered."]),
        ("Words for people", "Soft words", 35, ["So we say “prevention pathway” now and everyone is comfortable, because a pathway does not have mould on it.", "They will say “wider factors” and you can hear the file close."]),
        ("How it is meant to work", "A named person", 18, ["It was a person with a list and a man with a toolbag, and it cost less than the slide."]),
        ("How it is meant to work", "Money moved", 9, ["From a repairs budget that was about to lapse."]),
        ("How it is meant to work", "What gets counted", 31, ["how many calls we answered", "counted in admissions", "It came back: not a recognised measure."]),
        ("Where it is seen from", "First-hand", 22, ["I was a deckhand for six winters, so I know what a wet lung sounds like before a doctor does.", "And there are streets on that slide I grew up in."]),
        ("Where it is seen from", "Answering back", 16, ["But when the slide goes up with the whole county in two colours, the talk goes straight to “hard-to-engage communities” and how many calls we answered. And there are streets on that slide I grew up in.", "Tear it along Quay Road."]),
    ];

    public static readonly AnalystRow Ruth = new(Guid.CreateVersion7(), "Ruth Pell");
    public static readonly AnalystRow Tom = new(Guid.CreateVersion7(), "Tom Okafor");

    /// <summary>A transcript coded by Ruth, a policy paper with headings, a list, a table, pages and printed numbers, and an empty codebook beside neither.</summary>
    public static World Project()
    {
        var world = new World();
        world.Analysts.AddRange([Ruth, Tom]);
        var interview = Interview(1);
        world.Documents[interview.Source.Id] = interview;
        var paper = Paper(2);
        world.Documents[paper.Source.Id] = paper;
        var order = 0;
        var colour = 0;
        foreach (var group in s_codes.GroupBy(c => c.Group))
        {
            var head = new CodeDto(Guid.CreateVersion7(), null, group.Key, group.Key, "", 1, ++order, true, "inductive", false, 0);
            world.Codes[head.Id] = head;
            foreach (var (_, name, elsewhere, words) in group)
            {
                var code = new CodeDto(Guid.CreateVersion7(), head.Id, name, $"{group.Key} > {name}", "", ++colour, ++order, false, "inductive", false, elsewhere);
                world.Codes[code.Id] = code;
                foreach (var w in words) Put(world, interview, code, w, Ruth);
            }
        }
        var memo = Coding(world, "Left unsaid");
        world.Memos[$"coding:{memo.Id}"] = [new(Guid.CreateVersion7(), "Two meanings and a silence between them. The silence is what to follow: see the plan, section 2.", Ruth.Id, Ruth.Name, world.Now)];
        return world;
    }

    /// <summary>The first coding of a code by its name.</summary>
    public static CodingDto Coding(World world, string code) =>
        world.Codings.Values.Select(c => c.Coding).Where(c => world.Codes[c.Code].Name == code).OrderBy(c => c.S).First();

    public static CodeDto Code(World world, string name) => world.Codes.Values.Single(c => c.Name == name);

    public static Document First(World world) => world.Documents.Values.OrderBy(d => d.Source.Number).First();

    public static CodingDto Put(World world, Document d, CodeDto code, string words, AnalystRow by, bool suggested = false)
    {
        var s = d.Text.IndexOf(words, StringComparison.Ordinal);
        if (s < 0) throw new InvalidOperationException($"Not in the text: {words}");
        var coding = new CodingDto(Guid.CreateVersion7(), code.Id, s, s + words.Length, by.Id, world.Now, suggested, false);
        world.Codings[coding.Id] = (d.Source.Id, coding);
        return coding;
    }

    private static Document Interview(int number)
    {
        var text = new TextBuilder();
        text.Block("Consent given on tape; two minutes of talk about the ferry are not written down.", "paragraph");
        var turns = new List<TurnDto>();
        foreach (var (q, words) in s_interview)
        {
            var (s, e) = text.Block(words, "paragraph");
            turns.Add(new(s, e, q ? 0 : 1, q));
        }
        return new(new(Guid.CreateVersion7(), number, "Interview 3, clinic manager, Sallowness", "transcript", "14 May 2026, 38 minutes · asked by R. Pell, for a study of how a regional plan is understood", new(Guid.CreateVersion7(), 2), true),
            text.Text, text.Blocks, turns, [new(Guid.CreateVersion7(), "Q", "Ruth Pell", true), new(Guid.CreateVersion7(), "B3", "Clinic manager", false)], []);
    }

    private static Document Paper(int number)
    {
        var text = new TextBuilder();
        var pages = new List<PageDto>();
        text.Block("Healthy harbours: a plan for the coast", "heading", 1);
        pages.Add(new(0, "3"));
        text.Block("Everyone on this coast should be able to breathe well. Café owners, naïve visitors and ﬁshers alike 👩🏽‍⚕️ are part of the plan. נמל קטן stays in the text as it is.", "paragraph", printed: "14");
        text.Block("What we will do", "heading", 2);
        text.Block("We will, within the life of this plan:", "paragraph", printed: "15");
        text.Block("review inhalers within six weeks of a first prescription;", "listItem", 1);
        text.Block("mend damp landings that a health visitor names;", "listItem", 1);
        text.Block("report both, each quarter, on one page.", "listItem", 1);
        var (s, _) = text.Block("Where we stand", "heading", 2);
        pages.Add(new(s, "4"));
        string[][] table = [["Place", "Children reviewed", "Weeks waited"], ["Fish Street", "11 of 40", "19"], ["The Parade", "31 of 36", "5"]];
        for (var r = 0; r < table.Length; r++)
        {
            for (var c = 0; c < table[r].Length; c++) text.Block(table[r][c], "tableCell", table: 1, row: r, column: c, head: r == 0 || c == 0);
        }
        text.Block("Table 1. Inhaler reviews by place, January to March.", "caption");
        return new(new(Guid.CreateVersion7(), number, "Healthy harbours, the coast plan", "document", "Published 2 March 2026", new(Guid.CreateVersion7(), 1), true), text.Text, text.Blocks, [], [], pages);
    }

    /// <summary>A transcript of about 60,000 words in 600 paragraphs with 20,000 codings of 200 codes by four analysts, a third of them near-doubles; the same for the same seed.</summary>
    public static World Large(Random random, int codings = 20_000)
    {
        string[] stems = ["harbour", "clinic", "winter", "landing", "people", "rent", "review", "breath", "street", "council", "nurse", "plan", "number", "stair", "bus", "shift", "house", "name", "week", "form", "who", "the", "and", "of", "a", "to", "in", "that", "was", "it", "we", "they", "not", "for", "on", "with"];
        var world = new World();
        world.Analysts.AddRange([Ruth, Tom, new(Guid.CreateVersion7(), "Mina Brandt"), new(Guid.CreateVersion7(), "Joe Ash")]);
        var text = new TextBuilder();
        var turns = new List<TurnDto>();
        for (var p = 0; p < 600; p++)
        {
            var words = new StringBuilder();
            var left = 100;
            while (left > 0)
            {
                var length = Math.Min(left, random.Next(6, 19));
                for (var w = 0; w < length; w++)
                {
                    var word = stems[random.Next(stems.Length)];
                    words.Append(w == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word).Append(w == length - 1 ? ". " : " ");
                }
                left -= length;
            }
            var (s, e) = text.Block(words.ToString().TrimEnd(), "paragraph");
            turns.Add(new(s, e, p % 2, p % 2 == 0));
        }
        var d = new Document(new(Guid.CreateVersion7(), 1, "A long interview", "transcript", "Generated", new(Guid.CreateVersion7(), 1), true), text.Text, text.Blocks, turns,
            [new(Guid.CreateVersion7(), "Q", "Ruth Pell", true), new(Guid.CreateVersion7(), "L1", "Speaker", false)], []);
        world.Documents[d.Source.Id] = d;
        var codes = new List<CodeDto>();
        for (var i = 0; i < 200; i++)
        {
            var code = new CodeDto(Guid.CreateVersion7(), null, $"Code {i + 1}", $"Code {i + 1}", "", i % 24 + 1, i + 1, false, "inductive", false, 0);
            world.Codes[code.Id] = code;
            codes.Add(code);
        }
        CodingDto? last = null;
        for (var i = 0; i < codings; i++)
        {
            var near = last is not null && random.Next(10) < 3;
            var s = near ? Math.Max(0, last!.S + random.Next(-20, 20)) : random.Next(d.Text.Length - 900);
            var e = Math.Min(d.Text.Length, near ? Math.Max(s + 5, last!.E + random.Next(-20, 20)) : s + (int)Math.Exp(2.7 + random.NextDouble() * 4));
            last = new(Guid.CreateVersion7(), near ? last!.Code : codes[random.Next(200)].Id, s, e, world.Analysts[random.Next(4)].Id, world.Now, false, false);
            world.Codings[last.Id] = (d.Source.Id, last);
        }
        return world;
    }

    private sealed class TextBuilder
    {
        private readonly StringBuilder _text = new();

        public List<BlockDto> Blocks { get; } = [];
        public string Text => _text.ToString();

        public (int S, int E) Block(string words, string kind, int level = 1, string? printed = null, int? table = null, int? row = null, int? column = null, bool? head = null)
        {
            if (_text.Length > 0) _text.Append('\n');
            var s = _text.Length;
            _text.Append(words);
            Blocks.Add(new(s, _text.Length, kind, level, Blocks.Count + 1) { P = printed, T = table, R = row, C = column, H = head });
            return (s, _text.Length);
        }
    }
}
