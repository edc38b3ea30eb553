"""`quanyi clauses`: how every clause of every document is answered."""

from collections import Counter
from pathlib import Path

import click

from pipelines.cli.options import config_option, format_option


@click.command()
@config_option
@format_option
def clauses(config_path: Path | None, output_format: str) -> None:
    """Show for every clause: verified, violated, attested, gap (cannot tell) or out of scope."""
    from checks.coverage import cover
    from pipelines.cli.output import print_json, print_table, say
    from policy.text import Text
    from warehouse.control import ControlStore
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    policy = workspace.policy
    control = ControlStore(workspace.control_path)
    last = control.last_run()
    today = (last[1] if last else workspace.as_of()).date()
    results = {result.check_id: result for result in control.latest_results()}
    covered = list(cover(policy.documents, results, [check.id for check in policy.checks], today))
    if output_format == "json":
        print_json(
            {
                "documents": [
                    {
                        "id": document.document,
                        "title_zh": document.title.zh,
                        "title_en": document.title.en,
                        "clauses": [
                            {
                                "id": clause.clause.id,
                                "article": clause.clause.article,
                                "status": clause.status,
                                "checks": [clause.clause.check] if clause.clause.check else [],
                                "reason": clause.reason.model_dump() if clause.reason else None,
                            }
                            for clause in covered
                            if clause.document is document
                        ],
                    }
                    for document in policy.documents
                ]
            }
        )
        return
    headings = {
        "verified": Text(zh="已证实", en="verified"),
        "attested": Text(zh="有证明", en="attested"),
        "violated": Text(zh="违反", en="violated"),
        "gap": Text(zh="无法判断", en="cannot tell"),
        "out_of_scope": Text(zh="范围外", en="out of scope"),
    }
    rows = []
    for document in policy.documents:
        counts = Counter(clause.status for clause in covered if clause.document is document)
        rows.append([say(document.title), *(str(counts[status]) for status in headings)])  # type: ignore[index]
    totals = Counter(clause.status for clause in covered)
    rows.append([say(Text(zh="合计", en="total")), *(str(totals[status]) for status in headings)])  # type: ignore[index]
    print_table(
        Text(zh="条款覆盖", en="Clauses answered"),
        [Text(zh="文件", en="document"), *headings.values()],
        rows,
    )
