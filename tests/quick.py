"""Which tests concern what was changed: `make quick` runs them. Nothing changed: what the last commit changed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
ALWAYS = [TESTS / "architecture" / "test_code.py"]
OF_THE_CORE = {"core", "runtime", "translation"}
SLOW = {"access", "concurrency", "journeys", "properties", "trial"}


def changed() -> list[str]:
    """Files that differ from the last commit, new ones too."""
    asked = ["diff --name-only HEAD", "ls-files --others --exclude-standard"]
    names = [name for each in asked for name in _git(each)]
    return names or _git("show --name-only --format= HEAD")


def _git(command: str) -> list[str]:
    answer = subprocess.run(["git", *command.split()], cwd=TESTS.parent, capture_output=True, text=True, check=True)  # noqa: S603, S607
    return answer.stdout.split()


def concerned(names: list[str]) -> Iterator[Path]:
    """The tests of a changed app, and changed tests themselves; those of the core without its servers."""
    for name in names:
        top, _, rest = name.partition("/")
        subject = rest.split("/")[0]
        folder = TESTS / ("core" if subject in OF_THE_CORE else subject)
        if top == "tests" and Path(name).name.startswith("test_"):
            yield TESTS.parent / name
        elif top in ("market", "tests") and folder.is_dir() and subject not in SLOW:
            yield folder


def main() -> None:
    """Print them, each once; what stands in a printed folder is not printed again."""
    paths = {path for path in [*ALWAYS, *concerned(changed())] if path.exists()}
    for path in sorted(paths):
        if not paths & set(path.parents):
            print(path.relative_to(TESTS.parent))  # noqa: T201  # read by make


if __name__ == "__main__":
    main()
