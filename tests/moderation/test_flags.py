"""The rules: pure functions that only flag. Flags appear in the queue a minute later, from a background job."""

import importlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from market.accounts.people.actions import change_settings
from market.bids.bids.actions import submit_bid
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.base.money import Money
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.postings.actions import change_job
from market.jobs.questions.actions import get_or_open_thread
from market.messaging.actions import open_contact, post_message
from market.messaging.changes.actions import edit_message
from market.moderation import seeds
from market.moderation.cases import rule_actions, rules
from market.moderation.cases.actions import close_case
from market.moderation.cases.rule_actions import check_recent_activity
from market.moderation.models import Case, Flag, Measure, Phrase, TextPrint
from market.moderation.phrases.actions import PhraseKnown, add_phrase, remove_phrase
from market.profiles.clients.actions import change_client_profile
from market.reviews.actions import reply_to_review, write_review
from market.services.models import Package
from market.services.offering.actions import change_service
from tests import make
from tests.payments import story

LETTER = (
    "I drew logos for six shops in Rangpur and know what a printer needs. I would begin with three pencil drafts, and "
    "give you all files in the end."
)


@pytest.mark.parametrize(
    "text",
    [
        "Write to me at farida.k@example.com",
        "farida (at) gmail.com",
        "Call 01711-223344 please",
        "কল করুন ০১৭১১ ২২৩৩৪৪",
        "+880 1711 223344",
        "Look at https://example.com/me",
        "my page is shop.com",
        "Let us talk on WhatsApp",
        "টেলিগ্রাম এ আসুন",
    ],
)
def test_contact_data_is_detected(text):
    assert rules.contact_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "I can begin on 2026-11-25 and need 10 days.",
        "25/11/2026 is fine",
        "It costs 120.00 USD, or 1500 BDT for 3 of them",
        "A papaya simo skypeople text",
        "The logo in 1200 x 800 pixels, 300 dpi",
        "Serial AIAA-2018-0001",
        "ইমোশন আর ছবি",
    ],
)
def test_dates_amounts_and_sizes_are_not_contact_data(text):
    assert rules.contact_data(text) is None


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Please PAY a   deposit, then we begin.", True),
        ("pay, a deposit", True),
        ("Pay attention: a deposit is never asked for", False),
        ("repay a depositor", False),
        ("কাজ শুরুর আগে ফি দিতে হবে।", True),
        ("আগে ফি দিতে হবেনা", False),
    ],
)
def test_phrases_match_whole_words(text, is_found):
    assert bool(rules.known_phrase(text, ["pay a deposit", "আগে ফি দিতে হবে"])) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("I pay 5 USD more, but only for a GOOD review!", True),
        ("A good  review, and the discount is yours.", True),
        ("ভালো রিভিউ দিলে কিছু টাকা ফেরত দেব", True),
        ("Your review helps me, thank you.", False),
        ("The discount ends today.", False),
        ("A goodly review of discounts", False),
    ],
)
def test_a_plus_in_a_phrase_matches_words_apart(text, is_found):
    assert bool(rules.known_phrase(text, ["pay + good review", "discount+good review", "ভালো রিভিউ + টাকা"])) is is_found


def test_a_flagged_message_shows_only_the_matched_phrase(run_rules, page, carla, farida, mitu):
    conversation = get_or_open_thread(None, carla, farida).conversation
    open_contact([conversation.pk])  # contact data is allowed now, phrases are not
    post_message(
        by=carla, conversation_id=conversation.pk, text="Give me a good review and I add a discount on Friday."
    )
    run_rules()
    flag = Flag.objects.get(rule="phrase")
    assert (flag.case.kind, flag.case.about, flag.facts) == ("message", carla, {"found": "good review + discount"})
    html = page(mitu).get(flag.case.get_absolute_url()).content.decode()
    assert "good review + discount" in html
    assert "on Friday" not in html


def test_private_notes_of_reviews_are_not_flagged(run_rules, carla, farida, provider):
    contract = story.released(provider, "100.00").milestone.contract
    stars = {"quality": 5, "communication": 5, "timeliness": 5, "again": 5}
    note = "They offered a discount for a good review."
    write_review(by=farida, contract_id=contract.pk, written={**stars, "text": "Fine.", "private_note": note})
    written = {**stars, "text": "A good review, and the discount came."}
    review = write_review(by=carla, contract_id=contract.pk, written=written)
    assert {each for each in run_rules() if each[0] == "review"} == {("review", review.pk, "phrase")}


def test_thresholds_of_the_rules():
    assert rules.far_off(Decimal(9), Decimal(50), Decimal(150))
    assert rules.far_off(Decimal(751), Decimal(50), Decimal(150))
    assert not rules.far_off(Decimal(10), Decimal(50), Decimal(150))
    assert not rules.far_off(Decimal(750), Decimal(50), Decimal(150))
    assert rules.unlike_others(Decimal(5000), [Decimal(100)] * 10)
    assert not rules.unlike_others(Decimal(5000), [Decimal(100)] * 9)
    assert rules.newcomer(timedelta(days=1), 11)
    assert not rules.newcomer(timedelta(days=4), 99)
    assert not rules.newcomer(timedelta(days=1), 10)
    assert rules.sent_to_many(6, 5)
    assert not rules.sent_to_many(5, 5)


def test_text_fingerprints_ignore_case_and_punctuation():
    assert rules.prints_of(LETTER) == rules.prints_of(LETTER.upper().replace(".", " !"))
    assert rules.prints_of("I can do it.") == []


@given(
    before=st.lists(st.sampled_from(["ab", "cd", "ef", "লেখা", "gh"]), max_size=30),
    after=st.lists(st.sampled_from(["ij", "kl", "mn", "ছবি", "op"]), max_size=30),
    run=st.lists(st.text("qrstuvwxyz", min_size=3, max_size=5), min_size=7, max_size=12, unique=True),
)
def test_seven_common_words_in_a_row_share_a_fingerprint(before, after, run):
    first, second = " ".join([*before, *run, *after]), " ".join([*after, *run, *before])
    if rules.prints_of(first):
        assert set(rules.prints_of(first)) & set(rules.prints_of(second))


@pytest.fixture
def run_rules(db):
    """`run_rules()`: two minutes later, the rules check the activity since the fixture was made; gives all flags."""
    check_recent_activity()

    def check():
        clock._offset += timedelta(minutes=2)
        check_recent_activity()
        return {(flag.case.kind, flag.case.thing, flag.rule) for flag in Flag.objects.select_related("case")}

    return check


def submit(job, who, letter=LETTER, amount="120.00"):
    terms = ProposedTerms(Money(amount, "USD"), 10, (MilestoneTerms("All", Decimal(amount), 10),))
    return submit_bid(by=who, job_id=job.pk, terms=terms, cover_letter=letter)


def test_a_flag_opens_a_case_and_has_no_other_effect(run_rules, carla, farida):
    job = make.make_job(carla, description="Pay a deposit first. WhatsApp me.")
    flags = run_rules()
    assert flags == {("job", job.pk, "contact"), ("job", job.pk, "phrase")}
    case = Case.objects.get()
    assert (case.about, case.state, case.is_urgent) == (carla, "open", False)
    assert Flag.objects.get(rule="contact").facts == {"found": "WhatsApp"}
    job.refresh_from_db()
    assert (job.is_hidden, job.state, Measure.objects.count()) == (False, "open", 0)
    assert not carla.notifications.filter(kind__startswith="measure").exists()


def test_a_flag_is_raised_once_and_again_only_for_a_new_match(run_rules, carla, mitu):
    job = make.make_job(carla, description="WhatsApp me.")
    run_rules()
    change_job(by=carla, job_id=job.pk, changes={"title": "Logo, please"})
    run_rules()
    assert Flag.objects.count() == 1
    close_case(by=mitu, case_id=Case.objects.get().pk)
    change_job(by=carla, job_id=job.pk, changes={"title": "Logo for my shop"})
    run_rules()
    assert (Flag.objects.count(), Case.objects.get().state) == (1, "closed")
    change_job(by=carla, job_id=job.pk, changes={"description": "Telegram me."})
    run_rules()
    assert (Flag.objects.count(), Case.objects.get().state) == (2, "open")


def test_a_copied_cover_letter_is_flagged_but_not_ones_own(run_rules, carla, farida, rina):
    jobs = [make.make_job(carla, title=f"Job {n}") for n in range(2)]
    submit(jobs[0], farida), submit(jobs[1], farida)
    assert run_rules() == set()  # one may send one's own letter to many
    copy = submit(jobs[0], rina, LETTER.upper())
    assert run_rules() == {("bid", copy.pk, "copied")}
    assert Flag.objects.get().facts == {"first": f"bid {jobs[0].bids.first().pk}", "times": 2, "share": 100}
    assert TextPrint.objects.filter(kind="bid").count() == 3


GREETING = "Dear Carla, your tea shop made me think of my aunt's, and so I looked at its old signs. "


@pytest.mark.parametrize(
    ("letter", "is_found"),
    [
        (GREETING + LETTER, True),
        (LETTER.replace("six", "nine").replace("Rangpur", "Bogura"), True),
        (GREETING + "I would begin with three pencil drafts, and give you all files.", False),
        (GREETING * 2, False),
    ],
)
def test_a_slightly_changed_copy_is_flagged(run_rules, carla, farida, rina, letter, is_found):
    job = make.make_job(carla)
    submit(job, farida)
    run_rules()
    copy = submit(job, rina, letter)
    assert run_rules() == ({("bid", copy.pk, "copied")} if is_found else set())


def test_milestone_titles_do_not_hide_a_copied_letter(run_rules, carla, farida, rina):
    job = make.make_job(carla)
    submit(job, farida)
    terms = ProposedTerms(
        Money("120.00", "USD"), 10, (MilestoneTerms("First", Decimal(60), 5), MilestoneTerms("Second", Decimal(60), 5))
    )
    copy = submit_bid(by=rina, job_id=job.pk, terms=terms, cover_letter=LETTER)
    assert run_rules() == {("bid", copy.pk, "copied")}


def test_contact_data_is_flagged_in_every_text_field(run_rules, carla, farida, rina):
    """Names, pages of clients, texts of invitations, titles of milestones and packages are checked, too."""
    job, service = make.make_job(carla), make.make_service(farida)
    run_rules()
    Package.objects.filter(service=service).update(includes="Call 01711223344.")
    change_service(by=farida, service_id=service.pk, changes={"title_en": "A sign for your shop"})
    change_client_profile(by=carla, about="Write to me on Telegram.")
    change_settings(by=rina, display_name="Rina 01811223344")
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk, words="WhatsApp me first.")
    terms = ProposedTerms(Money("120.00", "USD"), 10, (MilestoneTerms("Ask me on Telegram", Decimal("120.00"), 10),))
    sent = submit_bid(by=rina, job_id=job.pk, terms=terms, cover_letter="Good day.")
    assert run_rules() == {
        ("service", service.pk, "contact"),
        ("client", carla.pk, "contact"),
        ("person", rina.pk, "contact"),
        ("invitation", invitation.pk, "contact"),
        ("bid", sent.pk, "contact"),
    }


def test_contact_data_in_a_private_note_is_not_flagged(provider, run_rules, carla, farida):
    contract = story.released(provider, "50.00", client=carla, freelancer=farida).milestone.contract
    stars = {"quality": 5, "communication": 5, "timeliness": 5, "again": 5, "text": "Good."}
    write_review(by=farida, contract_id=contract.pk, written={**stars, "private_note": "He called from 01711223344."})
    review = write_review(by=carla, contract_id=contract.pk, written=stars)
    assert run_rules() == set()
    reply_to_review(by=farida, review_id=review.pk, text="Thanks! 01711223344")
    assert run_rules() == {("review", review.pk, "contact")}


def test_a_price_far_from_the_usual_is_flagged(run_rules, carla, farida):
    cheap = submit(make.make_job(carla), farida, amount="9.00")
    assert run_rules() == {("bid", cheap.pk, "price")}


def test_contact_data_is_flagged_once_per_conversation_until_it_is_open(run_rules, carla, farida):
    conversation = get_or_open_thread(None, carla, farida).conversation
    first = post_message(by=carla, conversation_id=conversation.pk, text="My number is 01711223344.")
    assert run_rules() == {("message", first.pk, "contact")}
    post_message(by=carla, conversation_id=conversation.pk, text="Again: 01711223344.")
    assert len(run_rules()) == 1
    Flag.objects.all().delete()
    open_contact([conversation.pk])
    post_message(by=carla, conversation_id=conversation.pk, text="My number is 01711223344.")
    assert run_rules() == set()


def test_contact_data_that_an_edit_brings_in_is_flagged(run_rules, carla, farida):
    conversation = get_or_open_thread(None, carla, farida).conversation
    message = post_message(by=carla, conversation_id=conversation.pk, text="Hello")
    assert run_rules() == set()
    edit_message(by=carla, conversation_id=conversation.pk, seq=message.seq, text="My number is 01711223344.")
    assert run_rules() == {("message", message.pk, "contact")}


def test_who_sends_contact_data_again_and_again_is_flagged_once(run_rules, page, carla, mitu):
    conversations = [
        get_or_open_thread(None, carla, make.make_person(f"Person{number}")).conversation for number in range(3)
    ]

    def send(times):
        for number in range(times):
            text = f"Number {number}: write to me, 0171122334{number}."
            post_message(by=carla, conversation_id=conversations[number % 3].pk, text=text)
        return [each for each in run_rules() if each[2] == "insists"]

    assert send(4) == []
    assert send(1) == [("person", carla.pk, "insists")]
    send(3)
    (flag,) = Flag.objects.filter(rule="insists")
    assert flag.facts == {"times": 5, "people": 3}
    html = page(mitu).get(flag.case.get_absolute_url()).content.decode()
    assert "5 messages with contact data to 3 people within a day." in html
    assert not Measure.objects.exists()  # a moderator decides
    close_case(by=mitu, case_id=flag.case_id)
    send(4)
    assert Flag.objects.filter(rule="insists").count() == 1
    send(1)  # as many anew
    assert Flag.objects.filter(rule="insists", closed_at=None).get().facts == flag.facts


def test_contact_data_to_one_person_alone_is_no_insisting(carla):
    assert not rules.insists(9, 1, 5, 3)
    assert not rules.insists(4, 3, 5, 3)
    assert rules.insists(5, 3, 5, 3)


def test_the_same_message_to_many_users_flags_the_sender(run_rules, carla):
    for number in range(6):
        conversation = get_or_open_thread(None, carla, make.make_person(f"Person{number}")).conversation
        post_message(by=carla, conversation_id=conversation.pk, text="Good day, I have work for you.")
    assert run_rules() == {("person", carla.pk, "mass")}


def test_harmless_messages_and_their_senders_cost_no_statement_each(run_rules, carla, farida):
    conversation = get_or_open_thread(None, carla, farida).conversation
    counts = []
    for number in (1, 30):
        for place in range(number):
            sender = (carla, farida)[place % 2]
            post_message(by=sender, conversation_id=conversation.pk, text=f"The draft is ready ({place}).")
        with CaptureQueriesContext(connection) as queries:
            assert run_rules() == set()
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def test_a_rule_that_fails_at_a_message_leaves_the_others_checked(run_rules, carla, farida, monkeypatch):
    conversation = get_or_open_thread(None, carla, farida).conversation
    post_message(by=carla, conversation_id=conversation.pk, text="a fault")
    message = post_message(by=carla, conversation_id=conversation.pk, text="WhatsApp me.")
    original = rules.contact_data

    def faulty(text):
        if text == "a fault":
            raise ValueError(text)
        return original(text)

    monkeypatch.setattr(rules, "contact_data", faulty)
    assert ("message", message.pk, "contact") in run_rules()


def test_a_new_account_with_many_invitations_is_flagged(run_rules, carla, monkeypatch):
    monkeypatch.setattr(rules, "MOST_INVITED", 2)
    job = make.make_job(carla)
    for number in range(3):
        invite_freelancer(by=carla, job_id=job.pk, profile_id=make.make_freelancer(f"F{number}").profile.pk)
    assert ("person", carla.pk, "newcomer") in run_rules()


def test_recent_activity_waits_and_an_exception_skips_one_item_only(run_rules, carla, monkeypatch):
    make.make_job(carla, description="WhatsApp me.")
    check_recent_activity()
    assert not Flag.objects.exists()
    job = make.make_job(carla, description="Telegram me.", title="Second")
    original = rule_actions.run_checks

    def faulty(kind, item, at):
        if item.title != "Second":
            raise ValueError("a fault in a rule")
        return original(kind, item, at)

    monkeypatch.setattr(rule_actions, "run_checks", faulty)
    assert run_rules() == {("job", job.pk, "contact")}


def test_checked_activity_is_not_checked_again(db, carla):
    make.make_job(carla, description="WhatsApp me.")
    clock._offset = timedelta(minutes=2)
    check_recent_activity()
    assert Flag.objects.count() == 1
    Flag.objects.all().delete()
    check_recent_activity()
    assert not Flag.objects.exists()
    assert not rule_actions.AUDIT_CURSOR.readable().exists()


def test_moderators_add_and_remove_phrases(db, mitu, carla, lata):
    for who in (carla, make.make_person("Oli", roles=["officer"])):
        with pytest.raises(NotFound):
            add_phrase(by=who, words="pay me first")
    for words in ("", "deposit", "x" * 101):
        with pytest.raises(Invalid):
            add_phrase(by=mitu, words=words)
    added = add_phrase(by=mitu, words="  Send the  Crypto, now!")
    assert added.words == "send the crypto now"
    with pytest.raises(PhraseKnown):
        add_phrase(by=lata, words="SEND the crypto now")
    assert add_phrase(by=mitu, words="Stars+  for Cash").words == "stars + for cash"
    remove_phrase(by=lata, phrase_id=added.pk)
    with pytest.raises(NotFound):
        remove_phrase(by=mitu, phrase_id=added.pk)
    assert not Phrase.objects.in_use().filter(words=added.words).exists()
    assert add_phrase(by=mitu, words="send the crypto now").pk == added.pk, "a removed phrase can be added again"


def test_loading_seeds_adds_new_phrases_and_keeps_changes_of_moderators(db, mitu, tmp_path, monkeypatch):
    """The site's list grows with its versions; what moderators removed or added stays."""
    shipped = Phrase.objects.get(words="pay a deposit")
    remove_phrase(by=mitu, phrase_id=shipped.pk)
    own = add_phrase(by=mitu, words="a fee for the form")
    newer = tmp_path / "scam_phrases.txt"
    newer.write_text(f"{seeds.FILE.read_text('utf-8')}\nyour parcel + customs fee\n", "utf-8")
    monkeypatch.setattr(seeds, "FILE", newer)
    before = set(Phrase.objects.in_use().values_list("words", flat=True))
    for _run in range(2):
        seeds.load()
        assert set(Phrase.objects.in_use().values_list("words", flat=True)) == {*before, "your parcel + customs fee"}
    own.refresh_from_db()
    assert own.added_by == mitu


def test_the_migration_restores_removed_phrases_from_the_audit_log(db, mitu):
    remember_removed = importlib.import_module(
        "market.moderation.migrations.0008_phrases_known_from_the_record"
    ).remember_removed
    phrase = Phrase.objects.get(words="pay a deposit")
    remove_phrase(by=mitu, phrase_id=phrase.pk)
    phrase.delete()  # as an earlier version did
    remember_removed(apps, None)
    seeds.load()
    assert not Phrase.objects.in_use().filter(words="pay a deposit").exists()
    assert Phrase.objects.get(words="pay a deposit").removed_by == mitu
