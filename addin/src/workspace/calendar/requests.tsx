/** What waits for an answer: invitations, and customers who ask to meet, each with free times to keep. */
import { Button, MessageBar, MessageBarBody, Spinner } from "@fluentui/react-components";
import { useState } from "react";
import { type FreeSlot, useFreeTimes } from "../../api/free-times";
import { type CalendarDay, useHolds } from "../../api/team-calendar";
import { useLocale } from "../../i18n/locale-context";
import type { EntryWords } from "./entry-words";
import { useScreenStyles } from "./parts";
import { useCalendarText } from "./texts";

const KEPT_FOR_MS = 3 * 86_400_000;
const MINUTES = 60;

type AskedToMeet = CalendarDay["asked"][number];

export function Requests({ day, words }: { day: CalendarDay; words: EntryWords }) {
  const screen = useScreenStyles();
  const t = useCalendarText();
  const now = new Date(day.now);
  return (
    <section className={screen.card} aria-label={t("day.requests")}>
      <h2 className={screen.heading}>{t("day.requests")}</h2>
      {day.invitations.length + day.asked.length === 0 && (
        <p className={screen.quiet}>{t("day.requests.none")}</p>
      )}
      <ul className={screen.list}>
        {day.asked.map((one) => (
          <Asked key={`${one.user_id} ${one.opportunity.id}`} one={one} words={words} now={now} />
        ))}
        {day.invitations.map((one) => (
          <li key={`${one.user_id} ${one.event_id}`} className={screen.row}>
            <div>
              <p className={screen.text}>{one.subject || t("kind.meeting")}</p>
              <p className={screen.quiet}>{words.when({ ...one, is_all_day: false })}</p>
              <p className={screen.quiet}>
                {t("day.invitation", { organizer: one.organizer, name: words.person(one.user_id) })}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface AskedProps {
  readonly one: AskedToMeet;
  readonly words: EntryWords;
  readonly now: Date;
}

function Asked({ one, words, now }: AskedProps) {
  const screen = useScreenStyles();
  const t = useCalendarText();
  const { format } = useLocale();
  const [isFinding, setFinding] = useState(false);
  const named = one.times.map((time) => words.when({ ...time, is_all_day: false }));
  return (
    <li className={screen.row}>
      <div>
        <p className={screen.text}>
          {t("day.asked", { account: one.account.name, name: words.person(one.user_id) })}
        </p>
        <p className={screen.quiet}>
          {[
            one.opportunity.name,
            t("day.since", { when: format.distance(new Date(one.since), now) }),
            named.length > 0 && t("day.named", { times: format.list(named) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {isFinding ? (
        <FreeTimes one={one} words={words} now={now} />
      ) : (
        <Button className={screen.button} size="small" onClick={() => setFinding(true)}>
          {t("day.find")}
        </Button>
      )}
    </li>
  );
}

function FreeTimes({ one, words, now }: { one: AskedToMeet; words: EntryWords; now: Date }) {
  const screen = useScreenStyles();
  const t = useCalendarText();
  const found = useFreeTimes(one.user_id, MINUTES);
  const { keep } = useHolds();
  const name = words.person(one.user_id);
  const at = (slot: FreeSlot) => words.when({ ...slot, is_all_day: false });
  const hold = (slot: FreeSlot) =>
    keep.mutate({
      user_id: one.user_id,
      start: slot.start,
      duration_min: MINUTES,
      reason: one.account.name,
      expires_at: new Date(now.getTime() + KEPT_FOR_MS).toISOString(),
    });
  if (keep.data) {
    return (
      <MessageBar intent="success" layout="multiline">
        <MessageBarBody>
          {t("day.held", { name, when: words.when({ ...keep.data, is_all_day: false }) })}
        </MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <fieldset style={{ border: "none", margin: 0, padding: 0 }} aria-label={t("day.slots", { name })}>
      {found.isPending && <Spinner size="tiny" label={t("team.loading")} />}
      {found.data?.slots.length === 0 && (
        <p className={screen.quiet}>{found.data.why_none?.text || t("day.slots.none")}</p>
      )}
      {(found.isError || keep.isError) && <p className={screen.quiet}>{t("failed.text")}</p>}
      <div className={screen.foot}>
        {found.data?.slots.map((slot) => (
          <Button
            key={slot.start}
            size="small"
            className={screen.button}
            disabled={keep.isPending}
            onClick={() => hold(slot)}
          >
            {t("day.hold", { when: at(slot) })}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}
