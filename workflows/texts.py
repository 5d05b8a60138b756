"""The texts that procedural law cites, by the names under which the authorities issued them."""
M31 = "《温室气体自愿减排交易管理办法（试行）》"                                  # Order 31, in force since 2023-10-19
VR = "《温室气体自愿减排项目审定与减排量核查实施规则》CNCA-CCER-01:2023"     # CNCA, 2023-12-25
GD = "《温室气体自愿减排项目设计与实施指南》"                                 # NCSC, 2023-11-16; by quotations
GEC = "国能综通新能〔2024〕124号"                                           # green certificates, 2024-09-11
RECORDS = "全国注册登记系统公开记录"                                             # what the public records show is done
PRACTICE = "审定、核查报告与修改说明汇总"                                         # corrections that bodies asked for
RR = "《温室气体自愿减排注册登记规则（试行）》"                                   # NCSC, 2023-11-16
TR = "《温室气体自愿减排交易和结算规则（试行）》"                                 # BGE, 2023-11-16
EM = "碳排放权交易管理的规定和方案"                                           # of the emissions market
AO = "《全国温室气体自愿减排注册登记系统和交易系统开户指南》"                     # guide to opening accounts
TM = "《全国温室气体自愿减排交易系统客户端操作手册》"                         # BGE, 2025-03
FEE = "北京绿色交易所《关于收费项目和收费标准的公告》"                                   # BGE, 2025-01-02
OP = "《关于推进绿色低碳转型加强全国碳市场建设的意见》"                         # General Offices, 2025-08-25
EM = "《碳排放权交易管理办法（试行）》"                                       # the allowance market's own Measures
PLAN = "《2025、2026年度全国碳排放权交易市场配额总量和分配方案（征求意见稿）》"     # draft of 2026-07-27
N237 = "环办气候函〔2023〕237号"                                           # surrender of credits for allowances
