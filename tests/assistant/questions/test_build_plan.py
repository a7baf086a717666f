"""Plans from what questions name and want."""

from __future__ import annotations

from assistant.questions.build_plan import build_plan
from assistant.questions.examples import Label
from assistant.questions.mentions import find_mentions
from assistant.questions.plan import Plan
from index.catalog.queries.condition import Condition
from tests.assistant.questions.made_names import NAMES, TODAY


def plan_of(text: str, want: str, unit: str = "", **traits: str) -> Plan:
    label = Label(want=want, unit=unit, traits=tuple(sorted(traits.items())))
    return build_plan(text, find_mentions(text, NAMES, TODAY), label)


def test_a_list_has_its_unit_its_matter_and_its_conditions() -> None:
    """The request's own words are in none of them."""
    plan = plan_of("List all highlights about copper kettles by Ana Reis since 2020", "list", "notes")
    assert (plan.unit, plan.matter) == ("highlights", "copper kettles")
    assert plan.conditions == (Condition(field="author", value="Ana Reis"), Condition(field="since", value="2020"))


def test_a_ranking_has_what_it_ranks_and_what_it_counts() -> None:
    """The first unit is ranked by the second."""
    plan = plan_of("Which author has the most highlights?", "most", "books")
    assert (plan.unit, plan.measure, plan.order) == ("authors", "highlights", "most")
    assert plan_of("the 3 newest articles", "latest", "articles").limit == 3


def test_a_question_for_what_an_author_says_asks_for_the_matter_alone() -> None:
    """A passage hardly ever names its author; a year is of the matter there."""
    plan = plan_of("What does Ana Reis say about copper in 1999?", "answer", framed="yes")
    assert plan.question == "What is said about copper in 1999?"
    assert plan.conditions == (Condition(field="author", value="Ana Reis"),)
    assert plan_of("According to Reis, how hot is copper?", "answer", framed="yes").question == "how hot is copper?"
    assert plan_of("How hot is copper?", "answer").question == "How hot is copper?"


def test_what_is_denied_is_a_condition_on_the_whole_unit() -> None:
    """A matter, an author, any tag."""
    plan = plan_of("Which of my books do not mention copper?", "list", "books", negated="matter")
    assert (plan.matter, plan.conditions) == ("", (Condition(field="matter", value="copper", negated=True),))
    plan = plan_of("All articles not by Ana Reis", "list", "articles", negated="author")
    assert plan.conditions == (Condition(field="author", value="Ana Reis", negated=True),)
    plan = plan_of("notes without a tag", "list", "notes", negated="tag")
    assert plan.conditions == (Condition(field="tag", value="", negated=True),)


def test_a_comparison_has_a_side_for_each_author_or_matter() -> None:
    """With the shared matter."""
    sides = plan_of("What do Ana Reis and Dr. Sandberg say about zinc?", "compare").sides
    assert [(side.name, side.matter) for side in sides] == [("Ana Reis", "zinc"), ("Dr. Oluf Sandberg", "zinc")]
    sides = plan_of("What is the difference between zinc and copper?", "compare").sides
    assert [side.name for side in sides] == ["zinc", "copper"]


def test_a_comparison_without_two_sides_is_a_question() -> None:
    """But for the reader's own views at two times."""
    assert plan_of("How does zinc compare?", "compare").want == "answer"
    assert plan_of("Has my view on zinc changed?", "compare", own="yes", voice="reader").want == "compare"


def test_a_property_is_asked_of_the_matter() -> None:
    """Whose note is found by its words where the title is not written whole."""
    plan = plan_of("When is the boat due?", "list", "properties")
    assert plan.conditions == (Condition(field="property", name="due", value="", operator="has"),)
    assert plan.matter == "boat"


def test_talk_says_its_mood_and_a_question_on_the_program_itself() -> None:
    """They search for nothing."""
    assert plan_of("Thanks!", "talk", mood="thanks").matter == "thanks"
    assert plan_of("Delete the note by Ana Reis", "program").matter == "Delete the note by Ana Reis"
