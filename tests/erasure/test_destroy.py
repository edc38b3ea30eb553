from pathlib import Path

from privacy.erasure.destroy import destroy_key


def test_the_key_is_gone_and_asking_again_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "erasure-e1.key"
    path.write_bytes(b"k" * 32)
    other_name = tmp_path / "hard-link"
    other_name.hardlink_to(path)
    assert destroy_key(path)
    assert not path.exists()
    assert b"k" * 8 not in other_name.read_bytes()
    assert not destroy_key(path)
