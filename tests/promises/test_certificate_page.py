"""The page says what certificate.json says, in our own faces, and looks the same whatever is on it."""
from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import lru_cache

import pytest

from app.certificates import fonts, glyphs, sheet
from app.certificates.keys import DEMO_REGISTRY
from methodologies.kernel.rules import Refusal
from tests.promises.certificates import opened, text_of, with_years

ONE, THREE = {2023: 576_845}, {2021: 123_456, 2022: 1_234_567, 2023: 1}
FOUR = {2021: 1, 2022: 22, 2023: 333, 2024: 4_444}
LONG = "东海之滨海上风力发电示范工程及配套储能设施建设运营一体化项目" * 2
PLACE = sheet.Place(100_000, 100_052, "0123456789abcdef" * 4)


@lru_cache
def drawn(said) -> bytes:
    return sheet.render(said, b'{"worksheet":1}', b'{"event":1}', "proof", PLACE, DEMO_REGISTRY)


def words(pdf: bytes, page: int | None = None) -> str:
    """The text of the pages without spaces and line breaks."""
    return re.sub(r"\s+", "", text_of(pdf, page, "-raw"))


@pytest.mark.parametrize("years", [ONE, THREE, FOUR], ids=["one block", "three blocks", "four blocks"])
def test_number_serials_and_tonnes_on_the_page_are_those_of_the_json(years):
    said = with_years(years)

    text = words(drawn(said))

    assert said.number in text and said.tonnes_capital in text and f"{said.tonnes:,}tCO2e" in text
    for block in said.blocks:
        assert f"{block.year}" in text and block.serial in text
        assert f"自first{block.first:,}至last{block.last:,}" in text
    quantities = [int(n.replace(",", "")) for n in re.findall(r"^.* ([\d,]+)$", text_of(drawn(said)), re.M)]
    assert {*years.values(), said.tonnes} <= set(quantities)


def test_the_page_says_everything_that_the_content_holds():
    said = with_years(ONE)

    text = words(drawn(said))

    for part in (said.project.code, said.project.name_zh, said.project.name_en, said.holder.name_zh,
                 said.holder.name_en, said.holder.credit_code, said.holder.account, said.methodology.code,
                 said.methodology.zh, said.methodology.en, said.bodies.validation, said.bodies.verification,
                 said.registration,
                 "2023年1月1日至2023年12月31日", "第1核算期", "1January2023to31December2023", "2026年11月23日",
                 "核证自愿减排量（CCER）签发证明", "CertificateofIssuanceofChinaCertifiedEmissionReductions",
                 "本证明摘录自登记记录，权属与状态以注册登记系统记录为准。", "100,000/100,052", DEMO_REGISTRY):
        assert part.replace(" ", "") in text, part


def test_the_digest_of_the_event_is_printed_whole():
    text = words(drawn(with_years(ONE)))

    assert PLACE.event_sha256[:32] in text and PLACE.event_sha256[32:] in text


@pytest.mark.parametrize("years", [ONE, THREE, FOUR], ids=["one block", "three blocks", "four blocks"])
def test_every_font_in_the_file_is_ours(years):
    with opened(drawn(with_years(years))) as pdf:
        used = [font for page in pdf.pages for font in page.resources.Font.values()]
        named = {str(font.BaseFont).split("+")[1] for font in used}
        embedded = ["/FontFile3" in font.DescendantFonts[0].FontDescriptor for font in used]

    assert named and named <= {"SongCore", "SongFull", "HeiCore", "HeiFull"}
    assert all(embedded)


def test_up_to_three_blocks_stay_on_one_page_and_four_go_to_a_second_with_the_same_frame():
    three, four = with_years(THREE), with_years(FOUR)

    assert words(drawn(three)).count("第1页/共1页") == 1
    first, second = words(drawn(four), 1), words(drawn(four), 2)
    assert "第1页/共2页" in first and "序列号见第2页" in first and four.blocks[0].serial not in first
    assert "第2页/共2页" in second and all(block.serial in second for block in four.blocks)
    assert four.number in second and "演示DEMONSTRATION" in second
    with opened(drawn(four)) as pdf:
        frames = [frame_of(page) for page in pdf.pages]
    assert frames[0] == frames[1] != []


def frame_of(page) -> list[bytes]:
    """The rectangles filled in the green of the frame, each in coordinates of the page."""
    return sorted(re.findall(rb"0\.078431 0\.32549 0\.176471 rg\n((?:[-.\d ]+ re\n)+)f", page.Contents.read_bytes()))


def test_many_blocks_fill_as_many_pages_as_they_need_each_with_its_number():
    said = with_years({year: 1_000 + year for year in range(1990, 2050)})

    pdf = drawn(said)

    with opened(pdf) as file:
        pages = len(file.pages)
    assert pages > 2
    for n in range(1, pages + 1):
        assert f"第{n}页/共{pages}页" in words(pdf, n) and said.number in words(pdf, n)


def test_names_of_sixty_characters_wrap_and_are_printed_whole():
    said = with_years(THREE)
    said = replace(said, project=replace(said.project, name_zh=LONG, name_en="Offshore " * 12 + "Wind"),
                   holder=replace(said.holder, name_zh=LONG[::-1]))

    pdf = drawn(said)

    text = words(pdf, 1)
    assert len(LONG) == 60 and LONG in text and LONG[::-1] in text and "Offshore" * 12 in text
    assert "本证明摘录自登记记录" in text
    assert all(block.serial in words(pdf) for block in said.blocks)


def test_a_character_that_our_fonts_lack_is_refused_by_name():
    said = with_years(ONE)

    with pytest.raises(Refusal) as refusal:
        drawn(replace(said, project=replace(said.project, name_zh="甲₂乙𠮷项目")))

    assert [broken.rule.id for broken in refusal.value.broken] == ["CERT-GLYPH"]
    assert "U+2082" in refusal.value.broken[0].zh and "U+20BB7" in refusal.value.broken[0].en


def test_a_rare_character_that_the_core_lacks_comes_from_the_full_face():
    said = with_years(ONE)

    pdf = drawn(replace(said, holder=replace(said.holder, name_zh="龘玥㐂海上风电有限公司")))

    assert "龘玥㐂海上风电有限公司" in words(pdf)
    assert ord("龘") not in fonts.core_characters() and glyphs.missing("龘玥㐂") == ""
    assert glyphs.missing("甲\n乙\u3000\u2028丙\x0b\x1f") == "\u2028\x0b\x1f"


def test_the_core_holds_all_of_gb2312_and_ascii():
    core = set(fonts.core_characters())

    assert len(core) > 7_445
    assert all(ord(c) in core for c in "核证自愿减排量（CCER）签发证明壹贰叁肆伍陆柒捌玖拾佰仟万亿零吨")
    assert all(path.exists() for path in fonts.cut())


def test_text_is_never_markup():
    said = with_years(ONE)

    pdf = drawn(replace(said, project=replace(said.project, name_zh="<b>甲</b>&amp;<img src='file:///etc/passwd'>")))

    assert "<b>甲</b>&amp;<imgsrc='file:///etc/passwd'>" in words(pdf)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x.png", "file:///etc/passwd", "data:image/png;base64,AA==",
                                 "ccer:../keys/root.key", "ccer:Song/../x"])
def test_the_page_fetches_nothing_but_its_own_fonts(url):
    with pytest.raises(ValueError, match="fetches nothing"):
        sheet.PackagedOnly().fetch(url)

    assert sheet.PackagedOnly().fetch("ccer:Song-core").read(4) == b"OTTO"


def test_a_demonstration_says_so_on_every_page_and_a_real_certificate_does_not():
    demonstration = words(drawn(with_years(FOUR)), 2)
    real = words(drawn(with_years(FOUR, demonstration=False)))

    assert "演示DEMONSTRATION不具任何效力ofnoeffect" in demonstration
    assert "演示" not in real and "DEMONSTRATION" not in real


def test_the_file_declares_itself_pdf_a_3u_with_four_associated_files():
    with opened(drawn(with_years(ONE))) as pdf:
        told = pdf.Root.Metadata.read_bytes().decode()
        associated = {str(spec.UF): str(spec.AFRelationship) for spec in pdf.Root.AF}

    assert re.search(r"pdfaid:part[^0-9]*3", told) and re.search(r"pdfaid:conformance[^A-Z]*U", told)
    assert associated == {"certificate.json": "/Source", "worksheet.json": "/Data", "event.json": "/Supplement",
                          "event.tlog-proof": "/Supplement"}


def test_the_code_says_the_address_of_the_present_state():
    said = with_years(ONE, base_url="https://registry.example.cn")

    import segno

    shown = io.BytesIO()
    segno.make("https://registry.example.cn/verify/QF-2026-000001", error="m", micro=False).save(
        shown, kind="svg", xmldecl=False, svgns=True, border=0, dark=sheet.INK, omitsize=True)
    assert said.address == "https://registry.example.cn/verify/QF-2026-000001"
    assert str(sheet.code_drawing(said.address)) == shown.getvalue().decode()
