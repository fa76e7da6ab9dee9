using Throughline.Framing.Representations;
using static Throughline.Framing.Tests.World;

namespace Throughline.Framing.Tests;

public class ShiftsTests
{
    private const string Mental = "representation.group.mental-illness", Carers = "representation.group.carers", Women = "representation.group.women";

    private static Dictionary<string, FieldAnswer> Reading(params FieldAnswer[] answers) => answers.ToDictionary(a => a.Field);

    [Fact]
    public void The_same_reading_shifts_nothing()
    {
        var one = Reading([.. RepresentationField.All.Select((f, i) => i % 3 == 0 ? Silent(f) : Stated(f, "a"))]);
        Assert.Empty(Shifts.Between(one, one));
        Assert.All(Shifts.Fields(one, one), f => Assert.Equal(FieldChange.Same, f.Change));
    }

    [Fact]
    public void What_has_not_been_read_is_neither_lost_nor_gained()
    {
        var before = Reading(Stated(RepresentationField.Kind, "a"), Stated(RepresentationField.Mechanism, "b"));
        Assert.Empty(Shifts.Between(before, Reading()));
        Assert.Empty(Shifts.Between(Reading(), before));
        Assert.Equal([Shift.KindLost, Shift.MechanismLost], Shifts.Between(before, Reading(Silent(RepresentationField.Kind), Silent(RepresentationField.Mechanism))));
    }

    [Fact]
    public void Fewer_terms_narrow_and_more_broaden_and_to_and_fro_are_opposites()
    {
        var (few, many) = (Reading(Stated(RepresentationField.Group, Mental)), Reading(Stated(RepresentationField.Group, Mental, Carers)));
        Assert.Equal([Shift.Narrowed], Shifts.Between(many, few));
        Assert.Equal([Shift.Broadened], Shifts.Between(few, many));
        Assert.Equal([Shift.GroupChanged], Shifts.Between(few, Reading(Stated(RepresentationField.Group, Women))));
    }

    [Fact]
    public void A_group_by_another_name_is_relabelled()
    {
        var before = Reading(Stated(RepresentationField.Group, Carers), Silent(RepresentationField.LabelUsed));
        var after = Reading(Stated(RepresentationField.Group, Carers), Stated(RepresentationField.LabelUsed, "labels.vulnerable"));
        Assert.Equal([Shift.GroupRelabelled], Shifts.Between(before, after));
        Assert.Equal([Shift.GroupRelabelled], Shifts.Between(after, before));
    }

    [Theory]
    [InlineData("policy", "individual", Shift.MovedToIndividual)]
    [InlineData("individual", "organisation", Shift.MovedFromIndividual)]
    public void Where_the_mechanism_works_moves(string from, string to, Shift expected) =>
        Assert.Equal([expected], Shifts.Between(Reading(Stated(RepresentationField.MechanismLevel, $"representation.level.{from}")), Reading(Implied(RepresentationField.MechanismLevel, $"representation.level.{to}"))));

    [Fact]
    public void A_mechanism_that_keeps_the_person_and_society_together_has_not_moved() =>
        Assert.Empty(Shifts.Between(Reading(Stated(RepresentationField.CauseLevel, "representation.level.policy")), Reading(Stated(RepresentationField.CauseLevel, "representation.level.policy", "representation.level.individual"))));

    [Fact]
    public void Strength_and_degree_are_scales()
    {
        var (weak, strong) = (Reading(Stated(RepresentationField.Strength, "representation.strength.aspiration"), Stated(RepresentationField.MechanismDegree, "representation.degree.named")),
            Reading(Stated(RepresentationField.Strength, "representation.strength.requirement"), Stated(RepresentationField.MechanismDegree, "representation.degree.with-steps")));
        Assert.Equal([Shift.MechanismThinner, Shift.Softened], Shifts.Between(strong, weak));
        Assert.Equal([Shift.Hardened], Shifts.Between(weak, strong));
    }

    [Fact]
    public void One_kind_for_another_is_no_shift_and_yet_a_change()
    {
        var (before, after) = (Reading(Stated(RepresentationField.Kind, "a"), Silent(RepresentationField.Form)), Reading(Stated(RepresentationField.Kind, "b"), Silent(RepresentationField.Form)));
        Assert.Empty(Shifts.Between(before, after));
        var fields = Shifts.Fields(before, after);
        Assert.Null(Shifts.Unchanged(fields));
        Assert.Equal("Kind of inequality (changed)", Shifts.InWords(Shifts.Differing(fields)));
    }

    [Fact]
    public void What_was_not_read_on_both_sides_is_never_said_to_be_unchanged()
    {
        var whole = Reading([.. RepresentationField.All.Select((f, i) => i % 3 == 0 ? Silent(f, i % 2 == 0 ? FieldState.NotStated : FieldState.NotApplicable) : Stated(f, "a"))]);
        var kind = Reading(Stated(RepresentationField.Kind, "a"));
        Assert.Equal("nothing changed", Shifts.Unchanged(Shifts.Fields(whole, whole)));
        Assert.Equal("not both read", Shifts.Unchanged(Shifts.Fields(Reading(), Reading())));
        Assert.Equal("not both read", Shifts.Unchanged(Shifts.Fields(kind, Reading())));
        Assert.StartsWith("nothing changed in the one field that can be compared", Shifts.Unchanged(Shifts.Fields(kind, kind)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_shift_has_its_own_words_and_is_read_back()
    {
        var all = Enum.GetValues<Shift>();
        Assert.Equal(all.Length, all.Select(Shifts.InWords).Distinct().Count());
        var changes = Enum.GetValues<FieldChange>();
        Assert.Equal(changes.Length, changes.Select(Shifts.InWords).Distinct().Count());
        Assert.Equal(all, Shifts.Parse(string.Join(' ', all)));
        Assert.Equal([Shift.Softened], Shifts.Parse("Softened nonsense 99 Softened"));
    }
}
