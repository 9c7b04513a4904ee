"""Secrets of second factors and signing keys that stood readable in the database are sealed; again, it changes nothing."""

from django.db import migrations

from market.core.base.sealing import sealed

FACTORS, BADGES, PUSH = "market.accounts.factors", "market.training.badges", "market.notifications.push"


def seal_all(apps, schema_editor):
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        for name in ("secret", "seed"):
            if name in factor.data:
                factor.data[name] = sealed(factor.data[name], FACTORS)
        if "migrated_codes" in factor.data:
            factor.data["migrated_codes"] = [sealed(code, FACTORS) for code in factor.data["migrated_codes"]]
        factor.save(update_fields=["data"])
    for key in apps.get_model("training", "SigningKey").objects.all():
        key.private_pem = sealed(key.private_pem, BADGES)
        key.save(update_fields=["private_pem"])
    for key in apps.get_model("notifications", "PushKey").objects.all():
        key.private = sealed(key.private, PUSH)
        key.save(update_fields=["private"])


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("mfa", "0003_authenticator_type_uniq"),
        ("training", "0005_long_releases"),
        ("notifications", "0004_about_whom"),
    ]
    operations = [migrations.RunPython(seal_all, migrations.RunPython.noop)]
