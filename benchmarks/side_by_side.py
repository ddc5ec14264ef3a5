"""Our figures beside the peers': one table out of the committed results, nothing measured anew.

Each row comes from results/*.json, where the script that measured it left it; a peer's figure
without one of ours beside it is not shown.
"""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
TABLE = RESULTS / "side_by_side.md"


def compared() -> list[dict[str, Any]]:
    """The rows that name a peer, with script and database."""
    found = []
    for path in sorted(RESULTS.glob("*.json")):
        kept = json.loads(path.read_text("utf-8"))
        place = {"script": kept["benchmark"], "database": kept["machine"]["database"]}
        found += [{**row, **place, "date": kept["date"]} for row in kept["rows"] if row["baseline"]]
    return found


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as Markdown."""
    held = {True: "yes", False: "MISSED", None: ""}
    lines = ["# Side by side", "", "| what | ours | bar | held | peer | measured by |"]
    lines.append("|-|-|-|-|-|-|")
    for row in rows:
        by = f"`{row['script']}.py`, {row['database']}, {row['date']}"
        cells = (row["what"], row["ours"], row["bar"], held[row["held"]], row["baseline"], by)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", "How the peers were measured: ../README.md.", ""])


def main() -> None:
    """Print the table and keep it."""
    text = table(compared())
    print(text)
    TABLE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
