"""Officers edit what search understands: what is checked, what follows at once and in a job, what a preview shows."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.models import User
from market.accounts.people.two_person_actions import NotInAnEmergency
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.models import AuditEntry
from market.core.web import caches
from market.core.web.caches import CacheGroup
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Skill
from market.search.alerts.actions import save_search
from market.search.alerts.descriptions import query_of
from market.search.curation.actions import (
    SkillExists,
    WordingChangedMeanwhile,
    add_skill,
    change_skill,
    change_topic,
    restore_skill,
    retire_skill,
)
from market.search.curation.wording import Wording
from market.search.finding import finder
from market.search.finding.queries import TalentQuery
from market.search.models import ProfileDocument, SearchChange, SkillPhrase
from market.search.understanding.vocabulary import clear_vocabulary, vocabulary
from market.training.models import Topic
from tests import make

WORD = "microsoft-word"
NAMES = "name_en", "name_bn", "aliases_bn", "aliases_en"


@pytest.fixture(autouse=True)
def _own_vocabulary(monkeypatch):
    monkeypatch.setattr(caches, "KNOWN", 0)
    yield
    clear_vocabulary()


@pytest.fixture
def farida(db):
    """She writes with Word, and says so in words that search does not know yet."""
    farida = make.make_freelancer("Farida")
    word = Skill.objects.filter(slug=WORD)
    change_profile(by=farida, skills=list(word), headline_en="Kagojpotro for shops")
    return farida


def typed(slug, *, of=Skill, **changes):
    """The words of a skill or topic as its form has them, with changes; lines are added."""
    fields = {name: "\n".join(lines) for name, lines in Wording.of(of.objects.get(slug=slug)).fields.items()}
    if of is Topic:
        fields = {name: fields[name] for name in NAMES}
    for name, text in changes.items():
        fields[name] = f"{fields[name]}\n{text}" if name in fields and not name.startswith("name") else text
    return fields


def edit(by, slug=WORD, **changes):
    skill = Skill.objects.get(slug=slug)
    change_skill(
        by=by, skill_id=skill.pk, seen=Wording.of(skill).version, wording=Wording.typed(**typed(slug, **changes))
    )


def people(q):
    return finder.find(TalentQuery(q=q))


def test_page_previews_a_phrase_and_saves_it(farida, oli, page, django_capture_on_commit_callbacks):
    browser, skill = page(oli), Skill.objects.get(slug=WORD)
    address, query = f"/staff/search/skills/{skill.pk}/", "chakrir darkhasto likhe den"
    form = {**typed(WORD, phrases_rm="chakrir darkhasto likha"), "seen": Wording.of(skill).version, "queries": query}
    entries = AuditEntry.objects.count()
    assert "Microsoft Word" not in people(query).subjects

    shown = browser.post(address, form).content.decode()
    assert "Nothing is saved yet." in shown
    assert "chakrir darkhasto likhe den" in shown
    assert "Farida" in shown
    assert "Microsoft Word" not in people(query).subjects
    assert AuditEntry.objects.count() == entries
    assert not SkillPhrase.objects.filter(text="chakrir darkhasto likha").exists()

    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(address, {**form, "save": "yes"}).status_code == 302
    assert "Microsoft Word" in people(query).subjects
    assert people(query).ids == [farida.profile.pk]
    entry = AuditEntry.objects.get(code="skill.changed")
    assert (entry.by, entry.facts) == (oli, {"phrases_rm_after": "chakrir darkhasto likha"})
    assert "chakrir darkhasto likha" in browser.get(address).content.decode()


def test_page_retires_a_skill_and_previews_it_only_when_asked(oli, page):
    browser, skill = page(oli), Skill.objects.get(slug=WORD)
    address = f"/staff/search/skills/{skill.pk}/retire/"
    assert "Nothing is saved yet." not in browser.get(address).content.decode()
    assert "Nothing is saved yet." in browser.post(address, {"preview": "yes"}).content.decode()
    assert Skill.objects.filter(pk=skill.pk).exists()
    assert browser.post(address).status_code == 302
    assert not Skill.objects.filter(pk=skill.pk).exists()


def test_change_of_another_process_is_read(db):
    assert vocabulary() is vocabulary()
    held = vocabulary()
    CacheGroup("vocabulary").clear()  # what the action does on commit
    assert vocabulary() is not held


def test_alias_reaches_the_documents_that_have_it(farida, rina, oli, settings, run_jobs):
    settings.ELASTICSEARCH_URLS = ["http://127.0.0.1:9"]
    word = Skill.objects.get(slug=WORD).pk
    SearchChange.objects.all().delete()
    assert ProfileDocument.objects.get(profile=farida.profile).heading_skill_ids == []
    edit(oli, aliases_en="kagojpotro")
    run_jobs()
    assert ProfileDocument.objects.get(profile=farida.profile).heading_skill_ids == [word]
    assert list(SearchChange.objects.values_list("kind", "object_id")) == [("freelancer", farida.pk)]


def test_preview_shows_an_alias_in_documents_and_keeps_none(farida, oli, page, run_jobs):
    skill = Skill.objects.get(slug="logo-design")
    form = {**typed("logo-design", aliases_en="kagojpotro"), "seen": Wording.of(skill).version}
    shown = page(oli).post(f"/staff/search/skills/{skill.pk}/", form).content.decode()
    assert "1 profile, job or service with these words is indexed again." in shown
    assert ProfileDocument.objects.get(profile=farida.profile).heading_skill_ids == []
    assert run_jobs() == 0


@pytest.mark.parametrize(
    ("field", "line", "problem"),
    [
        ("aliases_en", "x", "too short"),
        ("phrases_rm", "123 45", "only a number"),
        ("phrases_en", "word " * 30, "too long"),
        ("phrases_en", "i need someone", "says nothing by itself"),
        ("phrases_bn", "ডাক্তার", "everyday word"),
        ("phrases_en", "online expert", "everyday word"),
        ("aliases_en", "Logo-Design", "is a name of “Logo design” already"),
        ("phrases_en", "logo design", "is a name of “Logo design” already"),
        ("aliases_bn", "দলিলপত্রের design", "mixes two scripts"),
        ("phrases_rm", "বায়োডাটা", "has Bangla letters"),
        ("phrases_bn", "bio data", "has no Bangla letters"),
        ("aliases_en", "MS-Word", "stands here twice"),
        ("aliases_en", "Bhola", "is the place Bhola"),
        ("aliases_en", "papers of a shop in my town written", "at most"),
        ("name_en", "ওয়ার্ড", "has Bangla letters"),
    ],
)
def test_new_line_is_checked(db, oli, field, line, problem):
    with pytest.raises(Invalid) as refusal:
        edit(oli, **{field: line})
    assert problem in " ".join(map(str, refusal.value.errors[field]))


def test_others_and_stale_pages_change_nothing(db, oli, onu, carla):
    skill = Skill.objects.get(slug=WORD)
    seen, wording = Wording.of(skill).version, Wording.typed(**typed(WORD, phrases_en="type a letter"))
    with pytest.raises(NotFound):
        change_skill(by=carla, skill_id=skill.pk, seen=seen, wording=wording)
    User.objects.filter(pk=carla.pk).update(emergency_role="officer", emergency_until=clock.now() + timedelta(hours=1))
    with pytest.raises(NotInAnEmergency):
        change_skill(by=User.objects.get(pk=carla.pk), skill_id=skill.pk, seen=seen, wording=wording)
    edit(onu, aliases_en="kagojpotro")
    with pytest.raises(WordingChangedMeanwhile):
        change_skill(by=oli, skill_id=skill.pk, seen=seen, wording=wording)


def test_update_of_the_project_keeps_what_officers_edited(db, oli):
    edit(oli, slug="canva", name_en="Canva drawing", phrases_en="poster in canva")
    skill = Skill.objects.get(slug="canva")
    wording = Wording.typed(**{**typed("canva"), "phrases_en": ""})
    change_skill(by=oli, skill_id=skill.pk, seen=Wording.of(skill).version, wording=wording)
    topic = Topic.objects.get(slug="data-entry")
    names = Wording.typed(**typed("data-entry", of=Topic, aliases_en="kagojpotro"))
    change_topic(by=oli, topic_id=topic.pk, seen=Wording.of(topic).version, wording=names)
    call_command("load_catalogues", verbosity=0)
    skill.refresh_from_db()
    topic.refresh_from_db()
    assert skill.name_en == "Canva drawing"
    assert "en" not in Wording.of(skill).phrases
    assert "kagojpotro" in topic.aliases


def test_retired_skill_is_nowhere_until_it_comes_back(farida, oli, client, run_jobs):
    skill = Skill.objects.get(slug=WORD)
    retire_skill(by=oli, skill_id=skill.pk)
    run_jobs()
    clear_vocabulary()
    assert "Microsoft Word" not in people("microsoft word").subjects
    assert list(farida.profile.skills.all()) == []
    assert client.get(f"/skills/{WORD}/").status_code == 404
    assert "#skill:microsoft-word" not in ProfileDocument.objects.get(profile=farida.profile).words
    with pytest.raises(SkillExists):
        add_skill(by=oli, topic_id=skill.topic_id, wording=Wording("Microsoft Word", "মাইক্রোসফট ওয়ার্ড"))

    restore_skill(by=oli, skill_id=skill.pk)
    run_jobs()
    clear_vocabulary()
    assert people("microsoft word").ids == [farida.profile.pk]
    assert list(farida.profile.skills.all()) == [skill]
    codes = AuditEntry.objects.filter(on_type="profiles.skill").values_list("code", flat=True)
    assert list(codes.order_by("pk")) == ["skill.retired", "skill.restored"]


def test_saved_search_outlives_a_rename_and_says_when_its_skill_is_retired(farida, oli, api, page):
    both = save_search(by=farida, kind="talent", query="skill=microsoft-word,typing", frequency="daily")
    one = save_search(by=farida, kind="talent", query=f"skill={WORD}", frequency="daily")
    for name in ("Aaa", "Zzz"):
        Skill.objects.filter(slug=WORD).update(name_en=name)
        clear_vocabulary()
        assert query_of(both) is not None
    retire_skill(by=oli, skill_id=Skill.objects.get(slug=WORD).pk)
    clear_vocabulary()
    shown = page(farida).get("/saved/searches/").content.decode()
    assert shown.count("no longer searched, so it finds nothing new") == 2
    assert "next:" not in shown
    answer = api(farida).get(f"/api/v1/me/saved-searches/{one.pk}/").json()
    assert (answer["is_searched"], answer["next_at"]) == (False, None)
    assert answer["name"] == "A skill or topic that is no longer searched"


def test_added_skill_is_understood_and_offered(oli, page):
    client = page(oli)
    topic = Topic.objects.get(slug="data-entry")
    form = {"topic": topic.slug, "name_en": "Speech transcripts", "name_bn": "কথার অনুলিপি", "phrases_rm": "kotha likha"}
    assert client.post("/staff/search/skills/new/", {**form, "name_bn": "Canva"}).status_code == 400
    shown = client.post("/staff/search/skills/new/", form).content.decode()
    assert "Speech transcripts" in shown
    assert client.post("/staff/search/skills/new/", {**form, "save": "yes"}).status_code == 302
    clear_vocabulary()
    assert people("speech transcripts").subjects == ("Speech transcripts",)
    assert "Speech transcripts" in client.get("/staff/search/words/?q=LIKHA").content.decode()


def test_skills_whose_names_differ_in_signs_alone_are_two(db, oli):
    topic = Topic.objects.get(slug="data-entry")
    names = ("C#", "সি শার্প"), ("C++", "সি প্লাস প্লাস")
    added = [add_skill(by=oli, topic_id=topic.pk, wording=Wording.typed(*each)) for each in names]
    assert [skill.slug for skill in added] == ["c", "c-2"]


def test_skill_comes_back_only_while_no_other_has_its_alias(db, oli):
    skill = Skill.objects.get(slug=WORD)
    edit(oli, aliases_en="kagojpotro")
    retire_skill(by=oli, skill_id=skill.pk)
    edit(oli, slug="canva", aliases_en="kagojpotro")
    with pytest.raises(Invalid) as refusal:
        restore_skill(by=oli, skill_id=skill.pk)
    assert "is a name of “Canva” already" in str(refusal.value.errors[""])


def test_officers_who_save_at_once_go_on_one_after_the_other(db, oli):
    with CaptureQueriesContext(connection) as statements:
        edit(oli, aliases_en="kagojpotro")
    sql = [each["sql"] for each in statements]
    locked = next(place for place, text in enumerate(sql) if "pg_advisory_xact_lock" in text)
    assert not any("training_topic" in text for text in sql[:locked]), "the vocabulary is read behind the lock"


def test_no_officer_waits_for_the_preview_of_another(oli, page):
    browser, address = page(oli), f"/staff/search/skills/{Skill.objects.get(slug=WORD).pk}/"
    form = {**typed(WORD, aliases_en="kagojpotro"), "seen": Wording.of(Skill.objects.get(slug=WORD)).version}
    with CaptureQueriesContext(connection) as statements:
        answers = [browser.post(address, form), browser.post(f"{address}retire/", {"preview": "yes"})]
    assert ["Nothing is saved yet." in each.content.decode() for each in answers] == [True, True]
    assert not any("pg_advisory_xact_lock" in each["sql"] for each in statements)
