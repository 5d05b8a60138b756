"""What each kind of certificate is called and certifies, in both languages."""
from __future__ import annotations

from app.certificates.parts import Kind

_BASIS = {"basis_zh": "登记依据", "basis_en": "Registered as"}

WORDS = {
    Kind.ISSUANCE: {
        "title_zh": "核证自愿减排量（CCER）签发证明",
        "title_en": "Certificate of Issuance of China Certified Emission Reductions",
        "formal_zh": "经登记，下列项目产生的核证自愿减排量已签发至所列登记账户，特此证明。",
        "formal_en": "This is to certify that the China Certified Emission Reductions described below have been "
                     "registered and issued to the registry account named herein.",
        "quantity_zh": "签发数量", "quantity_en": "Quantity issued", **_BASIS},
    Kind.RETIREMENT: {
        "title_zh": "核证自愿减排量（CCER）注销证明",
        "title_en": "Certificate of Retirement of China Certified Emission Reductions",
        "formal_zh": "经登记，下列核证自愿减排量已自所列登记账户注销，用于所列受益人和用途，不再流通，特此证明。",
        "formal_en": "This is to certify that the China Certified Emission Reductions described below have been "
                     "retired from the registry account named herein, for the beneficiary and use stated, and are "
                     "permanently out of circulation.",
        "quantity_zh": "注销数量", "quantity_en": "Quantity retired", **_BASIS},
    Kind.REGISTRATION: {
        "title_zh": "温室气体自愿减排项目登记证明",
        "title_en": "Certificate of Registration of a Voluntary Emission Reduction Project",
        "formal_zh": "经审查，下列温室气体自愿减排项目已予登记，特此证明。",
        "formal_en": "This is to certify that the voluntary greenhouse gas emission reduction project described below "
                     "has been registered.",
        "quantity_zh": "计入期预计减排量", "quantity_en": "Expected in the crediting period", **_BASIS},
    Kind.STATEMENT: {
        "title_zh": "核证自愿减排量（CCER）持有证明",
        "title_en": "Statement of Holdings of China Certified Emission Reductions",
        "formal_zh": "截至所列时刻，下列登记账户中的核证自愿减排量及其状态如下，特此证明。",
        "formal_en": "This is to certify that, at the second stated, the registry account named below held the China "
                     "Certified Emission Reductions listed, in the states stated.",
        "quantity_zh": "账户内数量", "quantity_en": "Quantity in the account",
        "basis_zh": "截至", "basis_en": "As of (Beijing)"},
}
