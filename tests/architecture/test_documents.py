"""The documentation matches the code."""

import re
from dataclasses import fields
from pathlib import Path

from django.apps import apps

from bench import __main__ as bench
from bench.goals import GOALS
from market.asgi import LARGEST_BODY
from market.core.base.lifecycle import Lifecycle
from market.runtime.http_protocol import HEAD_SECONDS, LARGEST_HEAD

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FROM_ENVIRONMENT = re.compile(
    r'env\.(?:text|words|integer|choice|required|decimal|day|names|networks|servers|web_address)\(\s*"([A-Z][A-Z0-9_]+)"'
)


def test_readme_lists_exactly_the_settings_of_the_code():
    table = README[README.index("## Settings") :]
    names = re.findall(
        r"`([A-Z][A-Z0-9_]+)`", "\n".join(line.split("|")[1] for line in table.splitlines() if "|" in line)
    )
    documented = set(names)
    assert len(names) == len(documented), "each setting has one row"
    read = {name for path in (ROOT / "market").rglob("*.py") for name in FROM_ENVIRONMENT.findall(path.read_text())}
    assert documented == read | {f"MARKET_{field.name.upper()}" for field in fields(Lifecycle)}


def test_readme_has_the_default_of_every_lifecycle_setting():
    for field in fields(Lifecycle):
        assert re.search(rf"\| `MARKET_{field.name.upper()}` \| .+ \| `{field.default}` \|", README), field.name


def test_ci_runs_every_make_target():
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    scripts = "".join((ROOT / ".ci" / name).read_text() for name in ("run", "commands"))
    run = set(re.findall(r"(?:make|leaves_alone) ([a-z-]+)", scripts))
    assert targets == run


def test_make_targets_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?\bmake ([a-z][a-z-]+)\b(?=`|  | ARGS)", README)) <= targets


def test_bench_measures_every_goal_by_default():
    parsed = bench.options([])
    assert parsed.goals == list(GOALS)
    assert bench.options(["P3", "--rows", "5000"]).goals == ["P3"]


def test_links_between_documents_are_not_broken():
    for document in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_proxy_configurations_have_the_limits_of_the_server():
    caddy, nginx = ((ROOT / "deploy" / name).read_text() for name in ("Caddyfile", "nginx.conf"))
    number, size = map(int, re.findall(r"large_client_header_buffers (\d+) (\d+)k;", nginx)[0])
    kilobytes = LARGEST_HEAD // 1024
    assert (f"max_header_size {kilobytes}KB" in caddy, number * size) == (True, kilobytes)
    assert f"read_header {HEAD_SECONDS:.0f}s" in caddy
    assert f"client_header_timeout {HEAD_SECONDS:.0f}s" in nginx
    most = LARGEST_BODY // 1024**2
    assert (f"max_size {most}MB" in caddy, f"client_max_body_size {most}m" in nginx) == (True, True)


def test_systemd_units_are_documented_and_run_existing_commands():
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    commands = {path.stem for path in (ROOT / "market").glob("*/management/commands/*.py")}
    for unit in (ROOT / "deploy").glob("*.service"):
        assert unit.stem.rstrip("@") in operations, unit.name
        run = re.findall(r"^ExecStart=(.+)", unit.read_text(), re.MULTILINE)[0]
        assert run.split("manage.py ")[-1] in commands or "market.asgi:application" in run or "deploy/backup" in run


def test_decision_records_are_numbered_without_gaps():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for number, path in enumerate(decisions, 1):
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. ")


def test_proofs_that_are_named_exist():
    text = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")
    names = re.findall(r"`(\w+/test_\w+\.py)(?:::(\w+))?`", text)
    assert len(names) > 40
    for path, name in names:
        source = (ROOT / "tests" / path).read_text(encoding="utf-8")
        assert f"def {name}(" in source or not name, f"{path} has no {name}"


def test_models_in_the_glossary_exist():
    rows = [line.split("|") for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()]
    names = {name for row in rows if len(row) > 1 for name in re.findall(r"`(\w+\.\w+)`", row[-2])}
    assert names
    for name in names:
        apps.get_model(name)
