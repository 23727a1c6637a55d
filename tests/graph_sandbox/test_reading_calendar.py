WINDOW = "startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-30T00:00:00Z"
MADRID = {"Prefer": 'outlook.timezone="Romance Standard Time"'}


def test_events_are_singles_and_masters(ana):
    events = {e["subject"]: e for e in ana.value("/me/events")}
    assert {s: e["type"] for s, e in events.items()} == {
        "Visita a Norte": "singleInstance",
        "Equipo": "seriesMaster",
        "San José": "singleInstance",
    }
    visit = events["Visita a Norte"]
    assert visit["start"] == {"dateTime": "2026-03-10T09:00:00.0000000", "timeZone": "UTC"}
    assert visit["originalStartTimeZone"] == "Romance Standard Time"
    assert visit["isOrganizer"] is True
    assert [a["status"]["response"] for a in visit["attendees"]] == ["accepted", "notResponded"]
    assert events["Equipo"]["responseStatus"]["response"] == "accepted"
    assert events["San José"]["isAllDay"] is True
    assert events["San José"]["showAs"] == "free"
    pattern = events["Equipo"]["recurrence"]
    assert (pattern["pattern"]["type"], pattern["pattern"]["daysOfWeek"]) == ("weekly", ["monday"])
    assert (pattern["range"]["type"], pattern["range"]["numberOfOccurrences"]) == ("numbered", 8)


def test_a_view_expands_series_on_the_wall_clock(ana):
    view = ana.value(f"/me/calendarView?{WINDOW}", headers=MADRID)
    team = [e for e in view if e["subject"].startswith("Equipo")]
    assert [e["start"]["dateTime"][:16] for e in team] == [
        "2026-03-02T09:30",
        "2026-03-09T09:30",
        "2026-03-24T12:00",
        "2026-03-30T09:30",
        "2026-04-06T09:30",
        "2026-04-13T09:30",
        "2026-04-20T09:30",
    ]
    assert [e["type"] for e in team].count("exception") == 1
    moved = next(e for e in team if e["type"] == "exception")
    assert moved["originalStart"] == "2026-03-23T08:30:00Z"
    master = next(e for e in ana.value("/me/events") if e["type"] == "seriesMaster")
    assert {e["seriesMasterId"] for e in team} == {master["id"]}
    assert len({e["iCalUId"] for e in team}) == len(team)
    one = ana.get(f"/me/events/{team[0]['id']}", headers=MADRID)
    assert one.json()["start"] == team[0]["start"]
    assert one.headers["Preference-Applied"] == 'outlook.timezone="Romance Standard Time"'
    instances = ana.value(f"/me/events/{master['id']}/instances?{WINDOW}")
    assert {e["id"] for e in instances} == {e["id"] for e in team}


def test_a_view_needs_a_window_and_a_known_zone(ana):
    assert ana.get("/me/calendarView").status_code == 400
    assert ana.get("/me/calendarView?startDateTime=x&endDateTime=y").status_code == 400
    assert ana.get("/me/events", headers={"Prefer": 'outlook.timezone="Nowhere"'}).status_code == 400


def test_a_windows_offset_counts_in_the_query(ana):
    narrow = "startDateTime=2026-03-10T10:00:00%2B01:00&endDateTime=2026-03-10T10:30:00%2B01:00"
    assert [e["subject"] for e in ana.value(f"/me/calendarView?{narrow}")] == ["Visita a Norte"]


def test_view_delta_gives_the_window_and_then_nothing(ana):
    events, link = ana.round(f"/me/calendarView/delta?{WINDOW}", headers={"Prefer": "odata.maxpagesize=3"})
    kinds = [e["type"] for e in events]
    assert (kinds.count("occurrence"), kinds.count("exception"), kinds.count("singleInstance")) == (6, 1, 2)
    assert ana.round(link)[0] == []
    assert ana.get(f"/me/calendarView/delta?{WINDOW}&$select=subject").status_code == 400


def test_contacts_come_from_cards(ana):
    contacts = {c["displayName"]: c for c in ana.value("/me/contacts")}
    luis = contacts["Luis Ortega"]
    assert (luis["givenName"], luis["surname"], luis["companyName"], luis["department"]) == (
        "Luis",
        "Ortega",
        "Norte SA",
        "Compras",
    )
    assert luis["mobilePhone"] == "+34 600 111 222"
    assert luis["businessPhones"] == ["+34 944 000 111"]
    assert luis["businessAddress"]["city"] == "Bilbao"
    assert luis["emailAddresses"] == [{"name": "Luis Ortega", "address": "luis@norte.example"}]
    assert luis["personalNotes"] == "Prefiere correo, no llamadas"
    found, link = ana.round("/me/contacts/delta?$select=displayName")
    assert {c["displayName"] for c in found} == {"Luis Ortega", "Marta Gil"}
    assert ana.round(link)[0] == []
    assert ana.value("/me/contactFolders") == []
