"""The register's own key: certificates and letters stay valid when the secret key of the site changes."""

import pytest
from django.core.management import CommandError, call_command

from market.core.text.bangla import bangla_digits
from market.runtime.health import CHECKS
from market.training.certificates import codes, register_key
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.certificates.key_actions import RegisterKeyLost, lost_keys, note_register_key
from market.training.certificates.queries import check_certificate
from market.training.models import Certificate, RegisterMark
from tests import make


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR, settings.REGISTER_KEY, settings.REGISTER_OLD_KEYS = tmp_path, "", []
    return tmp_path


def issue(oli):
    return issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter")


def test_certificates_stay_valid_after_the_secret_key_changes(folder, settings, oli, rahim):
    certificate, code = issue(oli)
    settings.SECRET_KEY = "another"
    assert check_certificate(certificate.serial).is_valid
    assert claim_certificate(by=rahim, serial=certificate.serial, claim_code=bangla_digits(code)).holder == rahim


def test_key_file_is_private_and_differs_from_the_secret_key(folder, settings, oli):
    issue(oli)
    key_file = folder / "register-key"
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.read_text() not in ("", settings.SECRET_KEY)
    assert [path.name for path in folder.iterdir() if "register" in path.name] == ["register-key"]


def test_lost_key_file_is_restored_while_the_secret_key_is_the_same(folder, settings, tmp_path_factory, oli):
    certificate, _code = issue(oli)
    settings.DATA_DIR = tmp_path_factory.mktemp("moved")
    assert codes.is_genuine(certificate)
    settings.DATA_DIR, settings.SECRET_KEY = tmp_path_factory.mktemp("moved-and-changed"), "another"
    assert not codes.is_genuine(certificate)


def test_certificates_signed_with_the_secret_key_stay_valid(folder, settings, oli, rahim):
    settings.REGISTER_KEY = settings.SECRET_KEY
    certificate, code = issue(oli)
    settings.REGISTER_KEY = ""
    assert register_key.register_key() != settings.SECRET_KEY
    assert check_certificate(certificate.serial).is_valid
    assert claim_certificate(by=rahim, serial=certificate.serial, claim_code=code).holder == rahim


def test_old_key_is_accepted_once_it_is_configured(folder, settings, oli):
    settings.REGISTER_KEY = "first"
    certificate, code = issue(oli)
    settings.REGISTER_KEY = "second"
    assert check_certificate(certificate.serial) is None
    assert not codes.is_claim_code(certificate, code)
    settings.REGISTER_OLD_KEYS = ["first"]
    assert check_certificate(certificate.serial).is_valid
    assert codes.is_claim_code(certificate, code)
    Certificate.objects.update(name_en="Somebody Else")
    assert check_certificate(certificate.serial) is None


def test_lost_key_fails_the_health_check_and_blocks_issuing(folder, settings, tmp_path_factory, oli, caplog):
    settings.REGISTER_KEY = "first"
    certificate, _code = issue(oli)
    call_command("check_register_key")
    settings.REGISTER_KEY = ""
    with pytest.raises(CommandError, match="missing"):  # as deploy/restore does
        call_command("check_register_key")
    assert "key is lost" in caplog.text
    assert "register_key" in CHECKS
    assert "is not here" in CHECKS["register_key"]()
    with pytest.raises(RegisterKeyLost):
        issue_certificate(by=oli, batch=certificate.batch, name_en="Selina Begum")
    settings.REGISTER_OLD_KEYS = ["first"]
    assert CHECKS["register_key"]() == ""
    settings.REGISTER_OLD_KEYS = []
    call_command("check_register_key", forget=lost_keys()[0])
    assert lost_keys() == []


def test_existing_register_records_its_key_at_startup(folder, settings, oli):
    settings.REGISTER_KEY = "first"
    issue(oli)
    RegisterMark.objects.all().delete()
    note_register_key()
    settings.REGISTER_KEY = "second"
    assert len(lost_keys()) == 1
