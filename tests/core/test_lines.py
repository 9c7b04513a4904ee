"""Lines that note by themselves that they were reached (tests/lines.py)."""

import ast

from coverage.parser import PythonParser

from tests.lines import REACHED, Notes

CODE = '''"""A text."""
import asyncio
from functools import (
    cache,
)

@cache
def double(number):
    """A text."""
    if number == 1:
        return 2
    elif number == 2:
        return (
            4
        )
    else:
        for each in range(number):
            break
        else:
            pass
    match number:
        case 3:
            number = 6
        case _:
            return None
    return number

class Sum:
    """A text."""

    def __init__(self):
        """A text."""
        self.value: int
        self.value = 0

async def main():
    try:
        raise KeyError
    except ValueError:
        pass
    except KeyError:
        Sum()
    finally:
        while True:
            break
    with open("/dev/null"):
        double(3)
    lambda: 1

asyncio.run(main())
'''


def test_each_statement_is_noted_when_it_is_reached():
    tree = Notes(0).visit(ast.parse(CODE))
    lines = [False] * (CODE.count("\n") + 2)
    exec(compile(tree, "code", "exec"), module := {REACHED: lines})  # noqa: S102  # our own text
    assert module["__doc__"] == module["Sum"].__doc__ == module["double"].__doc__ == "A text."
    parser = PythonParser(text=CODE)
    parser.parse_source()
    counted = parser.statements
    reached = {line for line, is_reached in enumerate(lines) if is_reached}
    unreached = {CODE.split("\n")[line - 1].strip() for line in counted - parser.translate_lines(reached)}
    assert unreached == {"return 2", "return (", "pass", "except ValueError:", "case _:", "return None"}
