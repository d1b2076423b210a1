"""A reseller is named by the one word that tells it from others, where it is said that resellers are meant."""

from __future__ import annotations

from renewals.matching import AccountName
from renewals.named import named_in
from tests.tables import for_each_row

RESELLERS = ["Partner Quartz", "Partner Opal", "Partner Birch", "Nordic IT Partner"]
ACCOUNTS = [AccountName("A-1", "Quartz Foods"), AccountName("A-2", "Opal Media")]


@for_each_row(
    [
        ("Opal or Birch (the partners), ending in May", [("Partner Opal",), ("Partner Birch",)]),
        ("contracts via Quartz and Opal", [("Partner Quartz",), ("Partner Opal",)]),
        ("what does the reseller Birch have", [("Partner Birch",)]),
        ("ce qui passe par le partenaire Quartz", [("Partner Quartz",)]),
        ("contracts of Partner Birch with Quartz", [("Partner Birch",)]),
        ("Quartz contracts by partner", []),
        ("which partner sells to Quartz", []),
        ("contracts of Quartz Foods", []),
    ]
)
def test_a_reseller_by_its_telling_word(text: str, wanted: list[tuple[str, ...]]) -> None:
    found = named_in(text, ACCOUNTS, [], [], RESELLERS, [])
    assert [one.values for one in found if one.field == "reseller"] == wanted
