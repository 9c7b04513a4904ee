"""A lesson's video on a phone: its captions, going on elsewhere, playing without a line; the sound with slides."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.walker import Walker

LESSON = "/learn/freelancing/believable-profile/"
RINA = "rina@demo.test"
NOW = "() => document.querySelector('.film video').currentTime"
SHOWN = """() => [...document.querySelector('.film video').textTracks].filter(({ mode }) => mode === "showing")
    .flatMap(({ language, activeCues }) => [...activeCues ?? []].map(({ text }) => [language, text]))[0]"""
SLIDE = "() => document.querySelector('.film video').poster"
PICTURE = """async () => {
    const picture = new Image();
    picture.src = document.querySelector(".film video").poster;
    await picture.decode();
    return picture.naturalWidth;
}"""

FORGET = """() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("place:")) localStorage.removeItem(key);
}"""
# The line is cut at the second piece, once; `asked` are the pieces that were asked for.
CUT = """() => {
    const real = fetch;
    globalThis.asked = [];
    globalThis.fetch = (request, how) => {
        const range = request.headers?.get("Range");
        if (range) asked.push(range);
        return range && asked.length === 2 ? Promise.reject(new TypeError("cut")) : real(request, how);
    };
}"""


@pytest.fixture
def reader(window) -> Walker:
    walker = window(width=360, language="bn").sign_in(RINA, next_page=LESSON).has_worker()
    walker.wait(lambda: walker.page.reload() and film_of(walker).count(), "the sizes of the demonstration's video")
    walker.wait_for_scripts()
    return walker


def film_of(walker: Walker) -> Locator:
    return walker.page.locator(".film")


def play(walker: Walker, after: float = 0.5) -> None:
    """Start the video once its script is there, and wait until it is played from there."""
    expect(film_of(walker).locator("[data-speed]")).to_be_visible()
    walker.page.evaluate("() => document.querySelector('.film video').play()")
    walker.until(f"() => ({NOW})() > {after} && !document.querySelector('.film video').error")


def pause_at(walker: Walker, seconds: int) -> None:
    """Seek, and pause: that is noted and sent."""
    walker.page.evaluate("(to) => { document.querySelector('.film video').currentTime = to; }", seconds)
    walker.until(f"() => Math.abs(({NOW})() - {seconds}) < 2 && !document.querySelector('.film video').seeking")
    walker.page.evaluate("() => document.querySelector('.film video').pause()")


@contextmanager
def sending(walker: Walker):
    """What is done here is sent before the block ends."""
    with walker.page.expect_response(lambda each: each.url.endswith("/progress/") and "videos" in each.url):
        yield


def test_a_video_is_played_with_captions_and_goes_on_where_one_was(reader, window):
    expect(film_of(reader).locator("[data-kind='144p']")).to_contain_text("কিলোবাইট")
    assert reader.page.evaluate("() => document.querySelector('.film video').networkState") != 3
    play(reader)
    language, text = reader.until(SHOWN)
    assert (language, "কাজ" in text) == ("bn", True)
    with sending(reader):
        pause_at(reader, 12)
    expect(film_of(reader).locator("[data-at][aria-current=true]")).to_have_count(1)
    reader.page.reload()
    reader.wait_for_scripts()
    play(reader, after=11)
    with sending(reader):
        pause_at(reader, 13)

    other = window(width=1280, language="en").sign_in(RINA, next_page=LESSON)
    play(other, after=11)
    with sending(other):
        pause_at(other, 4)
    reader.page.reload()
    reader.wait_for_scripts()
    play(reader, after=3)
    assert reader.page.evaluate(NOW) < 11, "the newest place of all devices counts"


def keep(walker: Walker, kind: str) -> None:
    """Choose a size, and keep it on this phone."""
    film = film_of(walker)
    film.locator(f"[data-kind='{kind}']").click()
    film.locator("[data-keep] button").first.click()
    expect(film.locator("output")).to_contain_text("এই ফোনে আছে")
    walker.until("async () => Boolean(await caches.match(location.pathname, { cacheName: 'chosen' }))")


def remove_both(walker: Walker) -> None:
    """Both sizes stand on the page of what is kept, lead to the lesson, and are removed there."""
    walker.page.goto("/learn/kept/")
    row = walker.page.locator("[data-list] li").filter(has_text="তিন ধাপে")
    expect(row).to_have_count(2)
    expect(row.first.locator("a")).to_have_attribute("href", LESSON)
    row.first.locator("[data-remove]").click()
    expect(row).to_have_count(1)
    row.first.locator("[data-remove]").click()
    expect(row).to_have_count(0)


def test_a_kept_video_is_played_and_sought_without_a_line(reader):
    film = film_of(reader)
    keep(reader, "144p")
    keep(reader, "sound")
    reader.page.evaluate(FORGET)
    with reader.off_line():
        reader.page.goto(LESSON)
        expect(film.locator("[data-keep] button").nth(1)).to_be_visible()
        assert reader.page.evaluate(PICTURE) > 0
        film.locator("[data-kind='144p']").click()
        play(reader)
        pause_at(reader, 20)
        assert reader.page.evaluate("() => document.querySelector('.film video').videoWidth") > 0
        assert reader.until(SHOWN)[0] == "bn"
        first = reader.page.evaluate(SLIDE)
        film.locator("[data-kind=sound]").click()
        play(reader, after=17)
        reader.until(f"() => ({SLIDE})() !== {first!r}")
        expect(film.locator("[data-spoken]")).to_contain_text("কাজ দেখান")
        assert reader.page.evaluate(PICTURE) > 0
        reader.page.evaluate("() => document.querySelector('.film video').pause()")
        reader.page.reload()
        play(reader, after=17)
        remove_both(reader)
    assert reader.page.evaluate("async () => (await (await caches.open('films')).keys()).length") == 0


def test_a_cut_costs_a_piece_and_no_more(reader):
    film = film_of(reader)
    film.locator("[data-kind='360p']").click()
    reader.page.evaluate(CUT)
    film.locator("[data-keep] button").first.click()
    expect(film.locator("output")).to_contain_text("সংযোগ কেটে গেছে")
    film.locator("[data-keep] button").first.click()
    expect(film.locator("output")).to_contain_text("এই ফোনে আছে")
    first, cut, *again = reader.page.evaluate("asked")
    assert first not in again
    assert cut in again

    def gone(route):
        route.fulfill(status=404) if route.request.method == "HEAD" else route.fallback()

    reader.page.route("**/learn/videos/**", gone)
    reader.go("/learn/kept/")
    expect(reader.page.locator("[data-list] li").filter(has_text="(বড়)").locator("[data-stale]")).to_be_visible()
    reader.errors.clear()  # the answer 404


def test_the_videos_of_a_course_are_kept_at_once_in_one_size(reader):
    box, held = (
        reader.page.locator("[data-course-films]"),
        "async () => (await (await caches.open('films')).keys()).length",
    )
    reader.go("/learn/freelancing/")
    box.locator("summary").click()
    expect(box.locator("option").first).to_contain_text("কিলোবাইট")
    box.locator("select").select_option("sound")
    box.get_by_role("button", name="এই ফোনে রেখে দিন").click()
    expect(box.locator("output")).to_contain_text("সংযোগ ছাড়াই চলে")
    with reader.off_line():
        reader.page.goto(LESSON)
        film_of(reader).locator("[data-kind=sound]").click()
        play(reader)
        reader.page.evaluate("() => document.querySelector('.film video').pause()")
    reader.go("/learn/freelancing/")
    box.locator("summary").click()
    box.locator("select").select_option("sound")
    box.get_by_role("button", name="এই ফোন থেকে সরান").click()
    expect(box.get_by_role("button", name="এই ফোনে রেখে দিন")).to_be_visible()
    assert reader.page.evaluate(held) == 0
