# What `check --offline` does with the rows of generate-rows.ts, as a script with pandas does it, column by column:
#   python3 check_with_pandas.py FILE
# A row is a duplicate, invalid, or has its values. What is added up shows that every peer finds the same.
import json
import sys

import pandas as pd

STAGES = {
    "appointmentscheduled": "Lead",
    "qualifiedtobuy": "Qualified",
    "contractsent": "Negotiation",
    "closedwon": "Won",
    "closedlost": "Lost",
}
SOURCES = {"web": "Website", "referral": "Referral", "event": "Event", "outbound": "Outbound", "partner": "Partner"}
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
EMAIL = r"[^@ ]+@[^@ ]+\.[^@ ]+"


def main(path):
    rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    for column in rows.columns:
        rows[column] = rows[column].str.strip()
    duplicate = rows.duplicated("Deal ID")

    amount = rows["Amount"].str.replace(r"[$,]", "", regex=True)
    day = pd.to_datetime(rows["Close Date"], format="%m/%d/%Y", errors="coerce")
    stage = rows["Stage"].map(STAGES)
    source = rows["Lead Source"].map(SOURCES)
    valid = (
        ~duplicate
        & amount.str.fullmatch(NUMBER)
        & rows["Probability"].str.fullmatch(NUMBER)
        & rows["Contact Email"].str.fullmatch(EMAIL)
        & day.notna()
        & stage.notna()
        & source.notna()
        & (rows["Deal Name"] != "")
        & (rows["Company"] != "")
    )

    local = day[valid].dt.tz_localize("America/New_York", ambiguous=True, nonexistent="shift_forward")
    values = pd.DataFrame(
        {
            "sourceId": rows["Deal ID"][valid],
            "$name": rows["Deal Name"][valid],
            "$stage": stage[valid],
            "amount": amount[valid].astype(float),
            "closeDate": local.dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "probability": rows["Probability"][valid].astype(float),
            "leadSource": source[valid],
            "contactEmail": rows["Contact Email"][valid].str.split(";"),
            "nextStep": rows["Next Step"][valid],
            "$account": rows["Company"][valid],
        }
    )
    found = {
        "rows": len(rows),
        "duplicates": int(duplicate.sum()),
        "invalid": int((~valid & ~duplicate).sum()),
        "amount": float(values["amount"].sum()),
        "probability": int(values["probability"].sum()),
        "hours": int(values["closeDate"].str[11:13].astype(int).sum()),
        "days": int(values["closeDate"].str[8:10].astype(int).sum()),
        "won": int((values["$stage"] == "Won").sum()),
        "web": int((values["leadSource"] == "Website").sum()),
    }
    print(json.dumps(found))


main(sys.argv[1])
