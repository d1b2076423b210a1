"""Files as spreadsheets save them: their encodings, and spreadsheets themselves."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from renewals.column_map import ColumnMap, read_map, template
from renewals.contract_file import CONTRACT_COLUMNS, NotSuchAFile, Refusal, Row, read_contracts
from renewals.opened_file import opened
from tests.builders import contract_file

FRENCH = {
    "account_name": "Société Générale d'Électricité",
    "contact_name": "Hélène Lefèvre-Garçon",
    "reseller": "Œuvres & Cie €",
}


def read(path: Path, mapping: ColumnMap | None = None) -> tuple[list[Row | Refusal], list[str]]:
    by = mapping or ColumnMap()
    with opened(path, by.names(CONTRACT_COLUMNS)) as table:
        return list(read_contracts(table, by)), table.told


def sheet(rows: list[list[object]]) -> bytes:
    """A spreadsheet of one sheet: texts, numbers, truths; nothing else."""

    def cell(value: object) -> str:
        if isinstance(value, bool):
            return f'<c t="b"><v>{int(value)}</v></c>'
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        if isinstance(value, str) and value.startswith("#"):
            return f'<c t="e"><v>{value}</v></c>'
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'

    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    lines = "".join(f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": (
            f'<Relationships {relations}><Relationship Id="r1" Type="{office}/officeDocument" '
            f'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="Contracts" sheetId="1" '
            f'r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships {relations}><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{lines}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
@pytest.mark.parametrize("rows", [1, 300])
def test_the_encodings_of_spreadsheets_are_recognised_and_told(
    tmp_path: Path, encoding: str, told: str, rows: int
) -> None:
    file = tmp_path / "contracts.csv"
    file.write_bytes(
        contract_file(*[{**FRENCH, "contract_number": f"C-{n}"} for n in range(rows)], delimiter=";").encode(encoding)
    )
    found, said = read(file)
    assert len(found) == rows
    for row in found:
        assert isinstance(row, dict), row
        assert {name: row[name] for name in FRENCH} == FRENCH
    assert [line for line in said if told in line] == said
    assert bool(said) == bool(told)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"PK\x03\x04", b"\xd0\xcf\x11\xe0junk", b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\x00\x00"],
)
def test_what_is_no_table_is_told_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "contracts.csv"
    file.write_bytes(content)
    with pytest.raises((NotSuchAFile, UnicodeDecodeError)):
        read(file)


def test_a_spreadsheet_is_read_with_its_numbers_truths_and_errors(tmp_path: Path) -> None:
    names, *lines = (line.split(",") for line in contract_file({}, {}, {}).splitlines())
    rows: list[list[object]] = [["Contracts of the year"], list(names)]
    rows += [list(line) for line in lines]
    for row, number in zip(rows[2:], (100234, 123456789012345678, "#N/A"), strict=True):
        row[0] = number
        row[names.index("auto_renew")] = True
        row[names.index("quantity")] = 25.0
    file = tmp_path / "contracts.xlsx"
    file.write_bytes(sheet(rows))
    (first, second, third), told = read(file)
    assert isinstance(first, dict), first
    assert (first["contract_number"], first["auto_renew"], first["quantity"], first["line"]) == ("100234", True, 25, 3)
    assert isinstance(second, Refusal)
    assert "rounded" in second.reason
    assert isinstance(third, Refusal)
    assert (third.line, third.column) == (5, "contract_number")
    assert "'Contracts'" in told[0]


def test_a_mapping_reads_another_system_s_export(tmp_path: Path) -> None:
    mapping, file = tmp_path / "map.yml", tmp_path / "export.csv"
    mapping.write_text(
        "columns: {contract_number: Agreement No., end_date: Ends, auto_renew: Evergreen}\n"
        "fixed: {segment: enterprise, reseller: '', start_date: 2026-01-01}\n"
        "values: {auto_renew: {Evergreen: yes, Fixed: no}}\n"
        "dates: day-month-year\n",
        encoding="utf-8",
    )
    columns = [column for column in CONTRACT_COLUMNS if column not in ("segment", "reseller", "start_date")]
    theirs = {"contract_number": "Agreement No.", "end_date": "Ends", "auto_renew": "Evergreen"}
    row = {"end_date": "05/06/2027", "auto_renew": "evergreen", "segment": "", "reseller": "", "start_date": ""}
    names, values = (line.split(",") for line in contract_file(row).splitlines())
    places = [names.index(column) for column in columns]
    file.write_text(
        ",".join(theirs.get(column, column) for column in columns) + "\n" + ",".join(values[place] for place in places),
        encoding="utf-8",
    )
    (read_row,), _ = read(file, read_map(mapping, CONTRACT_COLUMNS))
    assert isinstance(read_row, dict), read_row
    assert (read_row["end_date"].isoformat(), read_row["auto_renew"], read_row["segment"]) == (
        "2027-06-05",
        True,
        "enterprise",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("- a", "must hold"),
        ("columns: {nonsense: x}", "nonsense"),
        ("dates: whenever", "dates must be"),
        ("columns: {segment: x}\nfixed: {segment: y}", "one alone"),
        ("values: {segment: x}", "values"),
        ("rows: 1", "nothing else"),
        ("a: [", "not readable"),
    ],
)
def test_a_mapping_that_is_not_right_is_told(tmp_path: Path, content: str, words: str) -> None:
    mapping = tmp_path / "map.yml"
    mapping.write_text(content, encoding="utf-8")
    with pytest.raises(NotSuchAFile, match=words):
        read_map(mapping, CONTRACT_COLUMNS)


def test_the_template_of_a_mapping_maps_each_column_to_itself(tmp_path: Path) -> None:
    mapping = tmp_path / "map.yml"
    mapping.write_text(template(CONTRACT_COLUMNS), encoding="utf-8")
    assert read_map(mapping, CONTRACT_COLUMNS).columns == {name: name for name in CONTRACT_COLUMNS}
