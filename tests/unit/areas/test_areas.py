from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from rangkul.areas import queries
from rangkul.areas.actions import AreaFileRefused, UnknownCity, import_areas, load_city
from rangkul.areas.enums import AreaLevel
from rangkul.areas.models import Area, FormerName
from tests.house import City

HEADER = "kode,nama,mulai,sampai,sumber\n"
TOWN = HEADER + (
    "99,Provinsi Uji,,,uji\n99.71,Kota Uji,,,uji\n99.71.02,Utara,,,uji\n"
    "99.71.02.1001,Mawar,,,uji\n99.71.02.1004,Melati,,,uji\n"
)


@pytest.fixture(autouse=True)
def no_areas(city: City) -> City:
    """A city before its areas are loaded."""
    FormerName.objects.all().delete()
    Area.objects.filter(level=AreaLevel.VILLAGE).delete()
    Area.objects.filter(level=AreaLevel.DISTRICT).delete()
    Area.objects.filter(level=AreaLevel.CITY).delete()
    Area.objects.all().delete()
    return city


def refusal(text: str | bytes) -> list[str]:
    with pytest.raises(AreaFileRefused) as refused:
        import_areas(text if isinstance(text, bytes) else text.encode())
    return [str(error) for error in refused.value.errors]


def test_pangkalpinang_is_complete_with_its_gaps() -> None:
    assert load_city("19.71") == 51
    assert len(queries.districts()) == 7
    sizes = [len(queries.villages(district.code)) for district in queries.districts()]
    assert sizes == [7, 5, 5, 8, 6, 6, 5]
    codes = [village.code[-4:] for village in queries.villages("19.71.03")]
    assert codes == ["1004", "1005", "1006", "1007", "1008"]
    city = queries.place("19.71")
    assert city is not None
    assert (city.name, city.level, city.parent) == ("Kota Pangkalpinang", AreaLevel.CITY, "19")


def test_every_shipped_area_says_where_it_comes_from() -> None:
    load_city("19.71")
    assert not Area.objects.exclude(source__contains="300.2.2-2138 Tahun 2025").exists()


def test_loading_twice_changes_nothing() -> None:
    load_city("19.71")
    before = list(Area.objects.order_by("code").values())
    load_city("19.71")
    assert list(Area.objects.order_by("code").values()) == before
    assert not FormerName.objects.exists()


def test_a_city_without_a_list_is_named() -> None:
    for code in ("99.71", "../19.71", ""):
        with pytest.raises(UnknownCity):
            load_city(code)


def test_a_place_that_does_not_exist_has_no_name() -> None:
    assert queries.place("19.71") is None
    assert queries.villages("19.71.01") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("comma", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_spreadsheet_may_write_the_file(encoding: str, comma: str, end: str) -> None:
    assert import_areas(TOWN.replace(",", comma).replace("\n", end).encode(encoding)) == 5
    assert [village.name for village in queries.villages("99.71.02")] == ["Mawar", "Melati"]


def test_rows_may_stand_in_any_order() -> None:
    header, *rows = TOWN.splitlines()
    assert import_areas("\n".join([header, *reversed(rows)]).encode()) == 5


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("99.7,Kota,,,uji", "bukan kode wilayah"),
        ("99.71.2,Utara,,,uji", "bukan kode wilayah"),
        ("٩٩,Uji,,,uji", "bukan kode wilayah"),
        ("99.71,,,,uji", "kolom nama kosong"),
        ("99.71,Uji,,,", "kolom sumber kosong"),
        ("99.71,U\u202eji,,,uji", "karakter tersembunyi"),
        (f"99.71,{'x' * 81},,,uji", "lebih dari 80 huruf"),
        ("99.71,Uji,25/04/2025,,uji", "tahun-bulan-hari"),
        ("99.71,Uji,2025-02-30,,uji", "tahun-bulan-hari"),
        ("99.71,Uji,2025-02-02,2025-02-01,uji", "lebih awal"),
        ("98.71,Uji,,,uji", "wilayah induk 98 tidak ada"),
        ("99,Uji,,,uji", "sehari setelah nama sebelumnya"),
        ("99.71,Uji", "jumlah kolom 2, seharusnya 5"),
    ],
)
def test_a_bad_row_is_named_by_its_line(row: str, words: str) -> None:
    errors = refusal(HEADER + "99,Provinsi Uji,,,uji\n" + row + "\n")
    assert len(errors) == 1
    assert errors[0].startswith("Baris 3: ")
    assert words in errors[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "judul kolom"),
        (b"code,name\n99,Uji\n", "judul kolom harus: kode, nama, mulai, sampai, sumber"),
        (HEADER.encode() + b"99,\xe9,,,uji\n", "UTF-8"),
        (HEADER.encode(), "tidak berisi wilayah"),
    ],
)
def test_a_file_that_is_no_list_is_refused(content: bytes, words: str) -> None:
    assert words in refusal(content)[0]


def test_all_faults_are_told_at_once_and_nothing_is_stored() -> None:
    errors = refusal(TOWN + "99.71.03,,,,uji\n99.71.xx,Selatan,,,\n")
    assert [error.partition(":")[0] for error in errors] == ["Baris 7", "Baris 8", "Baris 8"]
    assert not Area.objects.exists()


def test_a_file_may_tell_the_names_in_the_course_of_time() -> None:
    rows = (
        "99.71.02.1009,Bukitmerapin,,2022-02-13,uji\n"
        "99.71.02.1009,Bukit Merapin,2022-02-14,2025-04-24,uji\n"
        "99.71.02.1009,Bukit Merapen,2025-04-25,,uji\n"
    )
    import_areas((TOWN + rows).encode())
    days = [
        date(2001, 1, 1), date(2022, 2, 13), date(2022, 2, 14), date(2025, 4, 24),
        date(2025, 4, 25), date(2099, 1, 1),
    ]  # fmt: skip
    names = [queries.villages("99.71.02", on=day)[-1].name for day in days]
    assert names == [
        "Bukitmerapin", "Bukitmerapin", "Bukit Merapin", "Bukit Merapin", "Bukit Merapen",
        "Bukit Merapen",
    ]  # fmt: skip


def test_names_in_time_leave_no_gap_and_no_overlap() -> None:
    first = "99.71.02.1009,Lama,,2025-04-24,uji\n"
    for begins in ("2025-04-24", "2025-04-26", ""):
        errors = refusal(TOWN + first + f"99.71.02.1009,Baru,{begins},,uji\n")
        assert "sehari setelah nama sebelumnya" in errors[0]


def test_a_new_name_keeps_the_old_one_for_old_days() -> None:
    import_areas(TOWN.encode())
    assert "nama berubah dari “Mawar”" in refusal(TOWN.replace("Mawar,", "Ros,"))[0]
    import_areas(TOWN.replace("Mawar,,", "Ros,2026-01-01,").encode())
    assert [place(day) for day in (date(2025, 12, 31), date(2026, 1, 1))] == ["Mawar", "Ros"]


def test_the_next_list_may_drop_the_history() -> None:
    import_areas(TOWN.replace("Mawar,,", "Ros,2026-01-01,").replace("Ros", "Mawar").encode())
    import_areas(TOWN.replace("Mawar,,", "Ros,2027-01-01,").encode())
    import_areas(TOWN.replace("Mawar,,", "Ros,2027-01-01,").encode())
    assert [place(day) for day in (date(2026, 6, 1), date(2027, 1, 1))] == ["Mawar", "Ros"]
    assert FormerName.objects.count() == 1


def place(day: date) -> str | None:
    found = queries.place("99.71.02.1001", on=day)
    return found.name if found else None


def test_an_area_exists_between_its_days_only() -> None:
    import_areas(TOWN.replace("Mawar,,", "Mawar,2020-01-01,2024-12-31").encode())
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [place(day) for day in days] == [None, "Mawar", "Mawar", None]


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("99.72", "district", "99"),
        ("99.72", "city", None),
        ("98.72", "city", "99"),
        ("99.72.01", "district", "99.71.02"),
        ("98", "province", "99"),
        ("9", "province", None),
    ],
)
def test_the_database_refuses_a_code_that_contradicts_its_place(
    code: str, level: str, parent: str | None
) -> None:
    import_areas(TOWN.encode())
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO areas_area (code, name, level, parent_id, source)"
            " VALUES (%s, 'Uji', %s, %s, 'uji')",
            [code, level, parent],
        )


def test_the_database_refuses_a_period_that_ends_before_it_begins() -> None:
    import_areas(TOWN.encode())
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE areas_area SET valid_from = '2025-01-02', valid_to = '2025-01-01'")


def test_reading_a_list_takes_two_queries() -> None:
    load_city("19.71")
    with CaptureQueriesContext(connection) as captured:
        queries.villages("19.71.04")
    assert len(captured) == 2
