import pycountry
import pytest

from renewals import answers
from renewals.regions import all_regions, country_name, region_of


def test_every_country_and_territory_belongs_to_exactly_one_region() -> None:
    placed = [country for region in all_regions() for country in region.countries]
    # Kosovo has no code in ISO 3166-1; XK is the one that is used for it.
    assert sorted(placed) == sorted([*(country.alpha_2 for country in pycountry.countries), "XK"])


@pytest.mark.parametrize(
    ("country", "region"),
    [
        *[(country, "EMEA") for country in ("FR", "GB", "RU", "TR", "IL", "KZ", "UZ", "GL", "RE", "ZA", "MA", "AE")],
        *[(country, "AMS") for country in ("US", "CA", "BR", "MX", "MQ", "GP", "GF", "PR")],
        *[(country, "SG") for country in ("HK", "MO", "TW", "AU", "NZ", "NC", "PF", "IN", "KR", "SG")],
        ("JP", "JP"),
        ("CN", "CN"),
    ],
)
def test_countries_that_could_be_placed_otherwise_are_placed_as_written(country: str, region: str) -> None:
    assert region_of(country).code == region


def test_what_is_no_country_has_no_region() -> None:
    with pytest.raises(KeyError):
        region_of("XX")


@pytest.mark.parametrize("language", answers.languages())
def test_every_country_has_a_name_in_every_language(language: str) -> None:
    assert all(country_name(country.alpha_2, language) != country.alpha_2 for country in pycountry.countries)


def test_mailboxes_are_those_of_the_page() -> None:
    assert {region.code: region.mailbox for region in all_regions()} == {
        code: f"{code}_renewals@symantec.com" for code in ("EMEA", "AMS", "JP", "CN", "SG")
    }
