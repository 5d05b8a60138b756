"""统一社会信用代码 (GB 32100-2015): 18 characters. The first names the registering department, the second the kind of
body, the next six the place of registration, the last checks the rest; a refusal says which part is wrong."""
from __future__ import annotations

from methodologies.kernel.rules import SURE, Broken, Verdict, cite, rule

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"               # no I, O, S, V, Z
WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
GB32100 = "GB 32100-2015"

DEPARTMENTS = {                                             # the first character: who registers
    "1": ("机构编制", "public establishments"), "2": ("外交", "foreign affairs"), "3": ("司法行政", "justice"),
    "4": ("文化", "culture"), "5": ("民政", "civil affairs"), "6": ("旅游", "tourism"),
    "7": ("宗教", "religious affairs"), "8": ("工会", "trade unions"), "9": ("市场监管", "market regulation"),
    "A": ("中央军委改革和编制", "the military"),
    "N": ("农业农村", "agriculture"), "Y": ("其他", "another department"),
}
PROVINCES = frozenset("""10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54
                         61 62 63 64 65 71 81 82""".split())    # 10: registered with the State itself
KINDS = {                                                   # registering department and kind of body
    "11": ("机关", "government body"), "12": ("事业单位", "public institution"),
    "13": ("群众团体", "mass organisation"),
    "19": ("机构编制其他", "other public body"),
    "21": ("外国常驻新闻机构", "foreign news bureau"), "29": ("外交其他", "other, foreign affairs"),
    "31": ("律师执业机构", "law firm"), "32": ("公证处", "notary office"),
    "33": ("基层法律服务所", "legal service office"),
    "34": ("司法鉴定机构", "forensic institute"), "35": ("仲裁委员会", "arbitration commission"),
    "39": ("司法行政其他", "other, justice"), "41": ("外国在华文化中心", "foreign cultural centre"),
    "49": ("文化其他", "other, culture"),
    "51": ("社会团体", "social association"), "52": ("民办非企业单位", "private non-enterprise unit"),
    "53": ("基金会", "foundation"), "54": ("基层群众性自治组织", "residents' or villagers' committee"),
    "59": ("民政其他", "other civil organisation"),
    "61": ("外国旅游部门常驻代表机构", "foreign tourism office"), "69": ("旅游其他", "other, tourism"),
    "71": ("宗教活动场所", "religious site"), "72": ("宗教院校", "religious school"),
    "79": ("宗教其他", "other, religion"),
    "81": ("基层工会", "trade union"), "89": ("工会其他", "other trade union body"),
    "91": ("企业", "enterprise"), "92": ("个体工商户", "sole trader"), "93": ("农民专业合作社", "farmers' cooperative"),
    "99": ("市场监管其他", "other, market regulation"),
    "A1": ("军队事业单位", "military institution"), "A9": ("军队其他", "other military body"),
    "N1": ("组级集体经济组织", "collective economic organisation of a group"),
    "N2": ("村级集体经济组织", "collective economic organisation of a village"),
    "N3": ("乡镇级集体经济组织", "collective economic organisation of a township"),
    "N9": ("农业农村其他", "other, agriculture"), "Y1": ("其他", "other"),
}


def check_character(first17: str) -> str:
    """The 18th character. ValueError for a length other than 17 or a character outside the alphabet."""
    if len(first17) != 17:
        raise ValueError("17 characters are asked for")
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def _readable(code: str) -> bool:
    return len(code) == 18 and all(character in ALPHABET for character in code)


@rule("CC-1", zh="统一社会信用代码为18位，仅含数字和大写字母（不含I、O、S、V、Z）。",
      en="A unified social credit code has 18 digits and capital letters (none of I, O, S, V, Z).",
      source=cite(GB32100, "4", SURE))
def eighteen_characters(code: str) -> Verdict:
    return _readable(code) or ("/credit_code",)


@rule("CC-2", zh="统一社会信用代码第1位不是登记管理部门的代码（市场监管9、机构编制1、民政5、农业农村N等）。",
      en="The 1st character of a credit code names no registering department (market regulation 9, public "
         "establishments 1, civil affairs 5, agriculture N …).", source=cite(GB32100, "4", SURE))
def known_department(code: str) -> Verdict:
    return not _readable(code) or code[0] in DEPARTMENTS or ("/credit_code",)


@rule("CC-2a",
      zh="统一社会信用代码第2位不是该登记管理部门的机构类别"
         "（企业91、机关11、事业单位12、社会组织51至53、村集体N2等）。",
      en="The 2nd character of a credit code names no kind of body of that department (enterprise 91, government 11, "
         "institution 12, associations 51 to 53, village collective N2 …).", source=cite(GB32100, "4", SURE))
def known_kind(code: str) -> Verdict:
    return not _readable(code) or code[0] not in DEPARTMENTS or code[:2] in KINDS or ("/credit_code",)


@rule("CC-4", zh="统一社会信用代码第3至8位不是登记机关的行政区划码。",
      en="Characters 3 to 8 of a credit code name no place of registration.", source=cite(GB32100, "4", SURE))
def known_place(code: str) -> Verdict:
    place = code[2:8]
    return not _readable(code) or (place.isdigit() and place[:2] in PROVINCES) or ("/credit_code",)


@rule("CC-3", zh="统一社会信用代码的校验码（第18位）不正确。",
      en="The check character of the credit code, the 18th, is wrong.",
      source=cite(GB32100, "5", SURE))
def check_character_is_right(code: str) -> Verdict:
    return not _readable(code) or check_character(code[:17]) == code[17] or ("/credit_code",)


RULES = (eighteen_characters, known_department, known_kind, known_place, check_character_is_right)


def problems(code: str) -> tuple[Broken, ...]:
    """Every rule that this code breaks; none when it may be used."""
    return tuple(broken for each in RULES for broken in each.broken_by(code))
