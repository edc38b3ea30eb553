"""The benchmark on tables small enough for a test; its figures are not looked at, its agreements are."""

from benchmarks._anonymize_checks import beside_pycanon
from benchmarks._anonymize_large import beside_io, high_cardinality
from benchmarks._anonymize_small import CONFIGURATIONS, beside_anjana, local_recoding
from benchmarks._anonymize_tables import made_like_adult


def test_ours_loses_no_more_than_anjana_and_local_recoding_less_than_global(tmp_path) -> None:
    small = made_like_adult(tmp_path, rows=800)
    figures = beside_anjana(small) | local_recoding(small)
    assert figures["anjana_agree"]
    for name in CONFIGURATIONS:
        assert figures[f"{name}_ncp"] <= figures[f"{name}_anjana_ncp"]
    for name in ("8qi_k5", "6qi_k5"):
        assert figures[f"{name}_local_ncp"] < figures[f"{name}_ncp"]


def test_pycanon_measures_what_we_do(tmp_path) -> None:
    assert beside_pycanon(3_000, tmp_path)["pycanon_agree"]


def test_large_tables_are_solved(tmp_path) -> None:
    assert beside_io(3_000, tmp_path)["low_cardinality_suppressed"] <= 0.02 * 3_000
    assert high_cardinality(3_000)["high_cardinality_tuples"] <= 3_000
