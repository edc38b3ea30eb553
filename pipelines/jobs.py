"""Which assets run together."""

import dagster as dg

from assets.erasure import GROUP

NIGHTLY_JOB = "nightly"

_RUN_TAGS = {"quanyi/kind": "scheduled"}

nightly = dg.define_asset_job(
    NIGHTLY_JOB,
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(GROUP),
    description="每晚：扫描、提取、到期与休眠判断、匿名发布、全部检查、覆盖与页面。\n\n"
    "Every night: scan, extraction, retention and dormancy, releases, all checks, coverage and pages.",
    tags=_RUN_TAGS,
    executor_def=dg.in_process_executor,
)


def _with_upstream(capability: str) -> dg.AssetSelection:
    """What one capability's checks read, the checks themselves, and the coverage and pages they show on."""
    duty = dg.AssetSelection.assets(dg.AssetKey(["duty_results", capability]))
    return duty.upstream() | dg.AssetSelection.groups("evidence")


access_review = dg.define_asset_job(
    "access_review",
    selection=_with_upstream("access_review"),
    description="每周：读取角色与授权，对照岗位权限表与复核记录。\n\n"
    "Every week: read roles and grants, hold them against the role matrix and the reviews.",
    tags=_RUN_TAGS,
    executor_def=dg.in_process_executor,
)
minors_report = dg.define_asset_job(
    "minors_report",
    selection=_with_upstream("minors_kpis"),
    description="每季：未成年人保护季报与监护关系。\n\nEvery quarter: the minors' report and guardianships.",
    tags=_RUN_TAGS,
    executor_def=dg.in_process_executor,
)
erasure = dg.define_asset_job(
    "erasure",
    selection=dg.AssetSelection.assets("deletion_run"),
    description="执行一份已批准的删除计划。\n\nCarries out one approved deletion plan.",
    executor_def=dg.in_process_executor,
)
certification = dg.define_asset_job(
    "certification",
    selection=dg.AssetSelection.assets("deletion_certificates"),
    description="每天：可撤销期已过的删除，残留扫描后出具最终证明。\n\n"
    "Every day: executions that can no longer be undone are searched after and certified.",
    tags=_RUN_TAGS,
    executor_def=dg.in_process_executor,
)
JOBS = [nightly, access_review, minors_report, erasure, certification]
