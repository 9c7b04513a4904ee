def test_farida_is_published(farida):
    assert farida.profile.state == "published"
