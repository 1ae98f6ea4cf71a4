# What `check --offline` does with the rows of generate-rows.ts, as a script with Python's own csv does it:
#   python3 check_with_csv.py FILE
# A row is a duplicate, invalid, or has its values. What is added up shows that every peer finds the same.
import csv
import json
import re
import sys
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

STAGES = {
    "appointmentscheduled": "Lead",
    "qualifiedtobuy": "Qualified",
    "contractsent": "Negotiation",
    "closedwon": "Won",
    "closedlost": "Lost",
}
SOURCES = {"web": "Website", "referral": "Referral", "event": "Event", "outbound": "Outbound", "partner": "Partner"}
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
EMAIL = re.compile(r"[^@ ]+@[^@ ]+\.[^@ ]+")
NEW_YORK = ZoneInfo("America/New_York")


def number(text):
    plain = text.strip().replace("$", "").replace(",", "")
    if NUMBER.fullmatch(plain) is None:
        raise ValueError("not a number")
    return float(plain)


def email(text):
    address = text.strip()
    if EMAIL.fullmatch(address) is None:
        raise ValueError("not an e-mail address")
    return address


def instant(text):
    day = datetime.strptime(text.strip(), "%m/%d/%Y").replace(tzinfo=NEW_YORK)
    return day.astimezone(timezone.utc).isoformat()


def required(text):
    value = text.strip()
    if value == "":
        raise ValueError("empty")
    return value


def payload(row):
    return {
        "sourceId": row["Deal ID"].strip(),
        "$name": required(row["Deal Name"]),
        "$stage": STAGES[row["Stage"].strip()],
        "amount": number(row["Amount"]),
        "closeDate": instant(row["Close Date"]),
        "probability": number(row["Probability"]),
        "leadSource": SOURCES[row["Lead Source"].strip()],
        "contactEmail": [email(part) for part in row["Contact Email"].split(";")],
        "nextStep": row["Next Step"].strip(),
        "$account": required(row["Company"]),
    }


def main(path):
    found = dict(rows=0, duplicates=0, invalid=0, amount=0, probability=0, hours=0, days=0, won=0, web=0)
    seen = set()
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found["rows"] += 1
            key = row["Deal ID"].strip()
            if key in seen:
                found["duplicates"] += 1
                continue
            seen.add(key)
            try:
                values = payload(row)
            except (KeyError, ValueError):
                found["invalid"] += 1
                continue
            found["amount"] += values["amount"]
            found["probability"] += int(values["probability"])
            found["hours"] += int(values["closeDate"][11:13])
            found["days"] += int(values["closeDate"][8:10])
            found["won"] += values["$stage"] == "Won"
            found["web"] += values["leadSource"] == "Website"
    print(json.dumps(found))


main(sys.argv[1])
