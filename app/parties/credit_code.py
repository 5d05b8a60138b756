"""统一社会信用代码 (GB 32100-2015): 18 characters; the first two name the kind of body, the last checks the rest."""
from __future__ import annotations

from methodologies.kernel.rules import SURE, Broken, Verdict, cite, rule

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"               # no I, O, S, V, Z
WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
GB32100 = "GB 32100-2015"

KINDS = {                                                   # registering authority and class of body
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


@rule("CC-2",
      zh="统一社会信用代码前两位须为已知的登记管理部门和机构类别"
         "（企业91、机关11、事业单位12、社会组织51—53、村集体N2等）。",
      en="The first two characters of a credit code name a known authority and class (enterprise 91, government 11, "
         "institution 12, association 51–53, village collective N2 …).", source=cite(GB32100, "4", SURE))
def known_class(code: str) -> Verdict:
    return not _readable(code) or code[:2] in KINDS or ("/credit_code",)


@rule("CC-3", zh="统一社会信用代码的校验码不正确。", en="The check character of the credit code is wrong.",
      source=cite(GB32100, "5", SURE))
def check_character_is_right(code: str) -> Verdict:
    return not _readable(code) or check_character(code[:17]) == code[17] or ("/credit_code",)


RULES = (eighteen_characters, known_class, check_character_is_right)


def problems(code: str) -> tuple[Broken, ...]:
    """Every rule that this code breaks; none when it may be used."""
    return tuple(broken for each in RULES for broken in each.broken_by(code))
