"""The seals in public: days, their files, the verifier in one file, and what it catches."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from urllib.request import urlopen

import pytest
from django.core.management import call_command
from django.db import connection

from market.core.base import clock
from market.payments.ledger import postings
from market.payments.models import LedgerAccount, LedgerDay, LedgerTransaction
from market.payments.seals import verify_chain
from market.payments.seals.actions import publish_days
from market.payments.seals.chain import chain_lines
from tests.payments.story import funded, usd
from tests.payments.test_ledger import wait_until_sealable

# With the tests of access, whose world is a transaction of many minutes: a seal would wait for it.
pytestmark = pytest.mark.xdist_group("access")

DAY = timedelta(days=1)


def seal() -> None:
    wait_until_sealable()
    postings.seal_ledger()


@pytest.fixture
def sealed(transactional_db, provider):
    """Transactions of two days in several blocks, the days published."""
    milestone = funded(provider, "100.00")
    postings.post_capital("TT 0", usd(5))
    seal()
    postings.post_capital("TT 1", usd(5))
    seal()
    clock.advance(DAY)
    postings.post_capital("TT 2", usd(5))
    seal()
    clock.advance(DAY)
    assert LedgerDay.objects.count() == 2  # whoever moves the clock past a day publishes it
    assert publish_days() == 0
    return milestone


def write(path, lines):
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def test_days_are_public_and_anybody_verifies_them(sealed, page, api, tmp_path, capsys):
    days = list(LedgerDay.objects.order_by("day"))
    assert [each.transactions for each in days] == [LedgerTransaction.objects.count() - 1, 1]
    html = page().get("/ledger/").content.decode()
    assert days[1].head_text in html
    files = [
        write(tmp_path / f"{day.day}", [b"".join(page().get(day.get_absolute_url()).streaming_content).decode()])
        for day in days
    ]
    content_hash = LedgerTransaction.objects.get(key="capital:TT 1").content_hash.hex()
    assert verify_chain.main([*reversed(files), "--find", content_hash, "--head", days[0].head_text]) == 0
    assert "The chain is whole" in capsys.readouterr().out
    assert verify_chain.main([files[1]]) == 0
    assert "does not begin at the first block" in capsys.readouterr().out
    assert verify_chain.main([files[0], "--find", "0" * 64]) == 1
    assert verify_chain.main([files[0], "--head", days[1].head_text]) == 1
    listed = api().get("/api/v1/ledger/days/").json()["results"]
    assert (listed[0]["head"], listed[0]["url"]) == (days[1].head_text, days[1].get_absolute_url())
    for gone in ("2020-01-01", "yesterday", "2020-13-45"):
        assert page().get(f"/ledger/days/{gone}/").status_code == 404
    assert b"def verify" in page().get("/ledger/verify_chain.py").content


def test_nothing_to_verify_is_told_as_such(db, page, tmp_path, capsys):
    assert "python3 verify_chain.py" not in page().get("/ledger/").content.decode()
    assert verify_chain.main([write(tmp_path / "empty", [])]) == 2
    assert capsys.readouterr().err == "No day is published yet.\n"


def fetched(address):
    """What a stranger gets there, without a session and without our code."""
    with urlopen(address, timeout=60) as answer:  # noqa: S310  # of this test
        return answer.read().decode()


def run_verifier(program, *words):
    """The verifier as its own instructions say: in a folder of its own, with nothing of ours beside it."""
    command = [sys.executable, "-I", program.name, *words]
    done = subprocess.run(command, cwd=program.parent, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_stranger_verifies_a_served_site_with_what_its_public_page_gives(sealed, provider_server, api, page, tmp_path):
    site = f"http://127.0.0.1:{provider_server.server_port}"
    html = fetched(f"{site}/ledger/")
    links = re.findall(r'href="([^"]+)" download', html)
    verifier = next(each for each in links if each.endswith(".py"))
    days = sorted(each for each in links if "/days/" in each)
    assert f"python3 {verifier.rpartition('/')[2]} " in html, "the page says how it is run"
    program = tmp_path / "stranger" / "verify_chain.py"
    program.parent.mkdir()
    program.write_text(fetched(f"{site}{verifier}"), encoding="utf-8")
    heads = re.findall(r"<code>([0-9a-f]{64})</code>", html)
    freelancer = sealed.contract.freelancer
    (line,) = api(freelancer).get("/api/v1/me/ledger-lines/").json()["results"]
    status, text = run_verifier(program, site, "--find", line["hash"], "--head", heads[-1])
    assert (status, "The chain is whole: 3 blocks" in text) == (0, True), text
    assert f"Block {line['block']} seals the transaction {line['hash']}." in text
    assert (line["is_whole"], line["day"]["head"]) == (True, heads[-1])
    assert line["hash"] in page(freelancer).get("/ledger/mine/").content.decode()
    assert api().get("/api/v1/me/ledger-lines/").status_code == 401

    files = [program.parent / name for name in ("first", "second")]
    for file, day in zip(files, days, strict=True):
        file.write_text(fetched(f"{site}{day}"), encoding="utf-8")
    assert run_verifier(program, "second", "first")[0] == 0
    assert run_verifier(program, "first", "second", "--head", "0" * 64)[0] == 1
    files[0].write_text(files[0].read_text(encoding="utf-8").replace(line["hash"], "0" * 64), encoding="utf-8")
    status, text = run_verifier(program, "first", "second")
    assert (status, f"BROKEN: Block {line['block']} is not the seal of its transactions." in text) == (1, True), text


def test_public_files_hold_no_content_and_those_with_content_hash_right(sealed, tmp_path, pavel, page, capsys):
    public = "".join(chain_lines())
    assert "contents" not in public
    assert "capital" not in public
    path = tmp_path / "chain"
    call_command("export_ledger", str(path), "--with-content")
    assert verify_chain.main([str(path)]) == 0
    out = capsys.readouterr().out
    assert "USD held: 100.00" in out
    path.with_name("tampered").write_text(path.read_text(encoding="utf-8").replace("100.00", "1000.00", 1))
    assert verify_chain.main([str(path.with_name("tampered"))]) == 1
    assert "was altered" in capsys.readouterr().err
    taken = b"".join(page(pavel).get("/staff/money/chain/").streaming_content).decode()
    assert taken == path.read_text(encoding="utf-8")


def test_verifier_catches_a_change_of_the_real_files(sealed, tmp_path, capsys):
    """Each fault by itself: tests.payments.test_chain_verifier."""
    head, *blocks = [json.loads(line) for line in chain_lines(has_content=True)]
    blocks[1]["contents"][0] = blocks[1]["contents"][0].replace("5.00", "6.00")
    path = write(tmp_path / "chain", [json.dumps(line) + "\n" for line in [head, *blocks]])
    assert verify_chain.main([path]) == 1
    assert re.fullmatch(r"BROKEN: Block 2: the content of transaction .+ was altered\.\n", capsys.readouterr().err)


def test_own_lines_show_their_block_and_notice_a_change(sealed, page):
    client = sealed.contract.client
    html = page(client).get("/ledger/mine/").content.decode()
    row = LedgerTransaction.objects.get(key__startswith="funding:")
    assert row.content_hash.hex() in html
    assert "Sealed" in html
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payments_ledgertransaction DISABLE TRIGGER append_only")
        cursor.execute("UPDATE payments_ledgertransaction SET kind = 'fundinG' WHERE id = %s", [row.pk])
        cursor.execute(
            "UPDATE payments_ledgertransaction SET kind = 'funding', at = at + interval '1 s' WHERE id = %s", [row.pk]
        )
        cursor.execute("ALTER TABLE payments_ledgertransaction ENABLE TRIGGER append_only")
    assert "Changed" in page(client).get("/ledger/mine/").content.decode()
    assert page(sealed.contract.freelancer).get("/ledger/mine/").status_code == 200


def test_verifier_lets_those_accounts_below_zero_that_the_ledger_lets():
    """The taka that were given for dollars stand below zero: that is no fault."""
    assert {str(kind) for kind in LedgerAccount.UNBOUND} == verify_chain.MAY_BE_BELOW_ZERO
