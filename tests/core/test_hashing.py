"""Only a few passwords are hashed at once; requests beyond the queue are refused without waiting."""

import threading

import pytest
from django.test.client import MULTIPART_CONTENT as MULTIPART

from market.core.models import LimitCounter
from market.core.web import hashing
from market.core.web.hashing import Busy, Gate


def test_concurrent_and_waiting_hashes_are_limited():
    gate, inside, most, refused, begun = Gate(at_once=2, waiting=3), [0], [0], [], threading.Lock()
    go_on, all_decided = threading.Event(), threading.Semaphore(0)

    def hash_password() -> None:
        try:
            with gate.passed():
                with begun:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                go_on.wait(30)
                with begun:
                    inside[0] -= 1
        except Busy as refusal:
            refused.append(refusal)
            all_decided.release()

    threads = [threading.Thread(target=hash_password) for _ in range(30)]
    for thread in threads:
        thread.start()
    for _ in range(25):
        assert all_decided.acquire(timeout=30)
    go_on.set()
    for thread in threads:
        thread.join()
    assert most[0] == 2
    assert len(refused) == 25
    assert refused[0].retry_after > 0
    with gate.passed():
        pass  # all slots are free again


@pytest.mark.parametrize("address", ["/accounts/login/", "/api/v1/auth/token/", "/accounts/signup/"])
def test_sign_in_forms_answer_503_with_retry_after_when_busy(page, carla, settings, monkeypatch, address):
    settings.PASSWORD_HASHERS = ["market.core.web.hashing.ScryptPasswordHasher"]
    monkeypatch.setattr(hashing, "gate", Gate(at_once=1, waiting=0))
    body = {"login": "nobody@demo.test", "email": "nobody@demo.test", "password": "wrong-wrong"}
    body |= {"password1": "tea-and-toast-9", "name": "Nadia Islam", "side": "client", "consent": "on"}
    with hashing.gate.passed():
        answer = page().post(address, body, content_type="application/json" if "api" in address else MULTIPART)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    used = dict(LimitCounter.objects.filter(key__startswith="sign_in").values_list("key", "used"))
    assert set(used.values()) <= {0}, "a password that was not checked is not counted"


def test_known_device_signs_in_while_the_queue_is_full(client, carla, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["market.core.web.hashing.ScryptPasswordHasher"]
    carla.set_password("amar-kaj-demo")
    carla.save()
    body = {"login": carla.email, "password": "amar-kaj-demo"}
    assert client.post("/accounts/login/", body).status_code == 302
    client.post("/accounts/logout/")
    monkeypatch.setattr(hashing, "gate", Gate(at_once=1, waiting=0))
    with hashing.gate.passed():
        assert client.post("/accounts/login/", body).status_code == 302
        stranger = {**body, "login": "nobody@demo.test"}
        assert type(client)().post("/accounts/login/", stranger).status_code == 503
