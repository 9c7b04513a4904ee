"""A trainer calls a roll on a phone whose browser reads no QR code by itself: by camera, and without a connection."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.people import Person
from tests.journeys.walker import Walker

WIDTH, HEIGHT = 640, 480
READER_IS_HERE = """async () => {
  const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return all.flat().some(({ url }) => url.includes("/qr/reader"));
}"""
OTHERS = "AK1.1.0123456789abcdef01234567"
SENTENCES = {
    "unknown": "এটি এই ব্যাচের কোনো প্রশিক্ষণার্থীর কার্ড নয়।",
    "unread": "এখনো কোনো কার্ড পড়া যায়নি।",
    "denied": "এই সাইটের ক্যামেরা ব্যবহারের অনুমতি নেই।",
}


class Camera:
    """What the camera of a browser sees: a card that is held before it, or a grey wall."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shows("")

    def shows(self, text: str) -> None:
        """Write the film that the browser reads when a page opens the camera: two frames, again and again."""
        wall = Image.new("L", (WIDTH, HEIGHT), 190)
        if text:
            drawn = io.BytesIO()
            segno.make(text, error="m").save(drawn, kind="png", scale=7, border=2)
            card = Image.open(drawn).convert("L").rotate(8, fillcolor=190, expand=True)
            wall.paste(card, ((WIDTH - card.width) // 2, (HEIGHT - card.height) // 2))
        frame = b"FRAME\n" + wall.tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)  # no colour
        self.path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + 2 * frame)


@pytest.fixture
def camera(tmp_path) -> Camera:
    return Camera(tmp_path / "camera.y4m")


@pytest.fixture
def with_camera(browser, camera) -> Iterator[Browser]:
    """A Chromium that has this camera; a page must be allowed to use it."""
    arguments = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream"]
    chromium = browser.browser_type.launch(
        executable_path="/usr/bin/chromium", args=[*arguments, f"--use-file-for-fake-video-capture={camera.path}"]
    )
    yield chromium
    chromium.close()


def unmarked_class(trainer: Person, trainee: Person) -> tuple[int, list[int]]:
    """A class of the trainee's batch that has begun and whose roll nobody has called, with the places on it."""
    classes = [trainee.get("me/course/")["next_class"], *trainer.get("training/today/")["classes"]]
    for each in classes:
        lines = trainer.get(f"classes/{each['id']}/roll/")["lines"]
        if lines and not any(line["known"] for line in lines):
            return each["id"], [line["enrolment"] for line in lines]
    raise AssertionError("no class whose roll can be called")


def marks_of(trainer: Person, session: int) -> dict[int, list[str]]:
    """What the roll says of each place that it marks."""
    lines = trainer.get(f"classes/{session}/roll/")["lines"]
    values = {
        line["enrolment"]: [each["value"] for each in line["marks"] if each["source"] == "roll"] for line in lines
    }
    return {place: marks for place, marks in values.items() if marks}


class Roll:
    """The page of a roll, and the camera of its device."""

    def __init__(self, walker: Walker, camera: Camera) -> None:
        self.page, self.camera = walker.page, camera

    def is_shown(self, text: str, sentence: str) -> None:
        """Somebody holds this before the camera, which the trainer opens and closes: the page says the sentence."""
        self.camera.shows(text)
        self.page.locator("[data-scan]").click()
        expect(self.page.locator("[data-card-said]")).to_contain_text(sentence, timeout=20_000)
        if self.page.locator("[data-view]").is_visible():
            self.page.locator("[data-scan]").click()

    def mark(self, place: int, value: str) -> None:
        self.page.locator(f"[data-place='{place}'] label:has([value={value}])").click()

    def says(self, text: str) -> None:
        """What has become of the marks."""
        expect(self.page.locator("[data-waits]")).to_contain_text(text, timeout=30_000)


def test_cards_are_read_by_camera_without_a_connection_and_sent_once(with_camera, camera, served):
    trainer, rina = Person(served, "tahmina@demo.test"), Person(served, "rina@demo.test")
    place = rina.get("me/course/")["place"]["id"]
    card = rina.get(f"places/{place}/card/")
    session, places = unmarked_class(trainer, rina)
    other = next(each for each in places if each != place)
    walker = Walker(with_camera, served, language="bn").sign_in("tahmina@demo.test").has_worker()
    walker.go(f"/classes/{session}/roll/")
    walker.until(READER_IS_HERE)  # before anybody opens the camera
    assert walker.page.evaluate("'BarcodeDetector' in window") is False
    roll = Roll(walker, camera)
    walker.context.grant_permissions([])
    roll.is_shown(OTHERS, SENTENCES["denied"])
    walker.context.grant_permissions(["camera"])
    roll.is_shown(OTHERS, SENTENCES["unknown"])
    roll.is_shown("", SENTENCES["unread"])
    with walker.off_line():
        walker.page.goto(f"/classes/{session}/roll/")
        roll.is_shown(card["token"], f"{card['name']}: উপস্থিত")
        roll.mark(other, "late")
        walker.page.locator("[data-undo]").click()
        roll.mark(other, "absent")
        walker.page.locator("[data-roll-bar] [type=submit]").click()
        roll.says("২")
    roll.says("সব সংরক্ষিত আছে।")
    walker.leave()
    assert marks_of(trainer, session) == {place: ["present"], other: ["absent"]}
