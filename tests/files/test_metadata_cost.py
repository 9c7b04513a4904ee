"""What looking for metadata costs has a limit, whatever a file says of itself."""

import io

import pytest

from market.files.inspection.glances import NEAR, Glances, TooScattered
from market.files.inspection.patches import Patch, Patched


def test_patches_are_laid_over_each_other_in_the_order_of_the_file():
    patches = [Patch(6, b"cd"), Patch(2, b"ab", 3), Patch(3, zeros=2), Patch(20, b"zz"), Patch(9, zeros=1)]
    patched = io.BufferedReader(Patched(io.BytesIO(b"0123456789" * 2), patches), 3)
    assert patched.read() == b"01ab\0\0\0d8\x000123456789"
    patched.seek(3)
    assert patched.read(4) == b"b\0\0\0"


def test_a_file_is_looked_into_in_a_limited_number_of_places():
    far = NEAR + 2
    glances = Glances(io.BytesIO(bytes(2 * far)), 10)
    for at in range(10):
        glances.seek(at % 2 * far)
        assert glances.read(1)
    glances.seek(0)
    with pytest.raises(TooScattered):
        glances.read(1)


def test_a_short_way_on_is_read_and_not_jumped_over():
    file = io.BytesIO(bytes(range(256)) * NEAR)
    glances = Glances(file, 1)
    for at in range(0, 100 * NEAR, NEAR - 1):
        glances.seek(at)
        assert glances.read(1) == bytes([at % 256])
