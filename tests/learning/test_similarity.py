"""The similarity report: who shares wrong answers more often than by chance, quickly for a whole programme."""

import time
from random import Random

from market.learning.marking.similarity import Answered, similar_pairs, tail


def paper(chance: Random, questions: int = 40, bank: int = 120, skill: float = 0.7) -> dict[int, Answered]:
    """Answers to some questions of a bank, each with four wrong choices."""
    drawn = chance.sample(range(bank), questions)
    answers = {}
    for at, question in enumerate(drawn):
        is_right = chance.random() < skill
        form = "right" if is_right else f"wrong {chance.choice('abcd')}"
        answers[question] = Answered(form, is_right, at * 40 + chance.uniform(0, 3000))
    return answers


def test_a_pair_that_copies_stands_first_among_2304_papers():
    chance = Random(1)
    papers = [paper(chance) for _number in range(2304)]
    papers[2000] = {at: Answered(each.form, each.is_right, each.second + 20) for at, each in papers[7].items()}
    begun = time.process_time()
    pairs = similar_pairs(papers, range(len(papers)))
    assert time.process_time() - begun < 15
    first = pairs[0]
    assert (first.one, first.other, first.shared, first.close) == (7, 2000, 40, 40)
    assert first.same_wrong > 4 * first.expected
    assert first.surprise > pairs[1].surprise + 2


def test_papers_of_one_person_and_right_answers_are_no_likeness():
    same = {1: Answered("x", False, 0), 2: Answered("y", False, 9), 3: Answered("z", True, 20)}
    other = {each: Answered(f"other {each}", False, 0) for each in (1, 2, 3)}
    assert similar_pairs([same, dict(same)], [5, 5]) == []
    (pair,) = similar_pairs([same, dict(same), other, other | {4: Answered("q", False, 1)}], [5, 6, 7, 7])
    assert (pair.one, pair.other, pair.same_wrong, pair.shared, pair.close) == (0, 1, 2, 3, 3)
    assert similar_pairs([], []) == []


def test_the_chance_of_so_many_is_a_poisson_tail():
    assert tail(0, 3) == 0
    assert abs(tail(1, 1) - 0.199) < 0.001  # 1 - 1/e
    assert tail(10, 1) > 6
    assert tail(3, 0) == 3
