"""What the two kinds of certificate are called and certify, in both languages."""
from __future__ import annotations

from app.certificates.content import Kind

WORDS = {
    Kind.ISSUANCE: {
        "title_zh": "核证自愿减排量（CCER）签发证明",
        "title_en": "Certificate of Issuance of China Certified Emission Reductions",
        "formal_zh": "经登记，下列项目产生的核证自愿减排量已签发至所列登记账户，特此证明。",
        "formal_en": "This is to certify that the China Certified Emission Reductions described below have been "
                     "registered and issued to the registry account named herein.",
        "quantity_zh": "签发数量", "quantity_en": "Quantity issued"},
    Kind.RETIREMENT: {
        "title_zh": "核证自愿减排量（CCER）注销证明",
        "title_en": "Certificate of Retirement of China Certified Emission Reductions",
        "formal_zh": "经登记，下列核证自愿减排量已自所列登记账户注销，不再流通，特此证明。",
        "formal_en": "This is to certify that the China Certified Emission Reductions described below have been "
                     "retired from the registry account named herein and are permanently out of circulation.",
        "quantity_zh": "注销数量", "quantity_en": "Quantity retired"},
}
