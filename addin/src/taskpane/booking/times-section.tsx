/** Beside a draft: one's free times, or a page on which the customer chooses one, in their language and zone. */
import { Button, Field, makeStyles, Select, tokens } from "@fluentui/react-components";
import { CalendarAdd20Regular } from "@fluentui/react-icons/svg/calendar-add";
import { LinkAdd20Regular } from "@fluentui/react-icons/svg/link-add";
import { useState } from "react";
import { useFreeTimes, useMakeBookingPage } from "../../api/bookings";
import { useMe } from "../../api/me";
import { useRelations } from "../../api/relations";
import type { MailContext } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import type { Language } from "../../i18n/translate";
import { Section } from "../../ui/section";
import { chosenOpportunity } from "../link-state";
import { useNotices } from "../notice";
import { usePaneServices } from "../pane-services";
import { likeliestZone, zoneName, zonesOf } from "./customer-zone";
import { pageText, timesText } from "./offer-text";
import { useBookingText } from "./texts";

const OFFERED = 3;
const DURATIONS = [30, 45, 60, 90] as const;
const DAY_MS = 86_400_000;
/** How long a customer may take to choose. */
const PAGE_DAYS = 21;

const useStyles = makeStyles({
  row: { display: "grid", gridTemplateColumns: "minmax(0, 1fr) 108px", gap: tokens.spacingHorizontalS },
  // However long a zone's name is, it does not push the next field away.
  zone: { minWidth: 0, width: "100%" },
  buttons: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalS,
  },
  button: { flex: "1 1 auto", whiteSpace: "nowrap", paddingInline: tokens.spacingHorizontalS },
});

interface TimesSectionProps {
  readonly context: MailContext;
  /** The language the draft is written in. */
  readonly language: Language;
}

export function TimesSection({ context, language }: TimesSectionProps) {
  const styles = useStyles();
  const t = useBookingText();
  const { locale } = useLocale();
  const notices = useNotices();
  const { outlook } = usePaneServices();
  const me = useMe();
  const relations = useRelations(context.account?.id);
  const make = useMakeBookingPage();
  const [durationMin, setDuration] = useState<number>(45);
  const [chosenZone, setZone] = useState<string>();
  const own = me.data?.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = zonesOf(relations.data?.country);
  const now = new Date(context.now);
  const zone = chosenZone ?? likeliestZone(zones, own, now);
  const free = useFreeTimes({ userIds: [], durationMin, limit: OFFERED });
  const opportunity = chosenOpportunity(context);
  const insert = (text: string, done: string) =>
    outlook.insert(text).then(
      () => notices.show({ text: done }),
      () => notices.show({ text: t("times.failed") }),
    );
  const insertTimes = () => {
    const slots = free.data?.slots ?? [];
    if (slots.length === 0) return notices.show({ text: t("times.none") });
    return insert(timesText(slots, language, zone), t("times.inserted"));
  };
  const insertPage = () =>
    make
      .mutateAsync({
        subject: opportunity?.name ?? context.account?.name ?? "",
        language,
        duration_min: durationMin,
        window_to: new Date(now.getTime() + PAGE_DAYS * DAY_MS).toISOString(),
        most: 1,
        ...(opportunity && { opportunity_id: opportunity.id }),
      })
      .then(
        ({ path }) => {
          const address = `${location.origin}${path ?? ""}?lang=${language}&tz=${encodeURIComponent(zone)}`;
          return insert(pageText(address, language), t("times.pageInserted"));
        },
        () => notices.show({ text: t("times.failed") }),
      );
  return (
    <Section heading={t("times.heading")}>
      <div className={styles.row}>
        <Field className={styles.zone} label={t("times.zone")}>
          <Select
            className={styles.zone}
            select={{ className: styles.zone }}
            value={zone}
            onChange={(_, data) => setZone(data.value)}
          >
            {zones.length > 0 && (
              <optgroup label={t("times.theirs")}>
                {zones.map((one) => (
                  <option key={one} value={one}>
                    {nameOf(one, locale, now)}
                  </option>
                ))}
              </optgroup>
            )}
            <optgroup label={t("times.others")}>
              {others(zones, zone).map((one) => (
                <option key={one} value={one}>
                  {one === own ? nameOf(one, locale, now) : one.replaceAll("_", " ")}
                </option>
              ))}
            </optgroup>
          </Select>
        </Field>
        <Field label={t("times.duration")}>
          <Select value={String(durationMin)} onChange={(_, data) => setDuration(Number(data.value))}>
            {DURATIONS.map((minutes) => (
              <option key={minutes} value={minutes}>
                {t("book.minutes", { count: minutes })}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <div className={styles.buttons}>
        <Button
          className={styles.button}
          icon={<CalendarAdd20Regular />}
          disabled={free.isPending}
          onClick={insertTimes}
        >
          {t("times.insert")}
        </Button>
        <Button
          className={styles.button}
          icon={<LinkAdd20Regular />}
          disabled={make.isPending}
          onClick={insertPage}
        >
          {t("times.page")}
        </Button>
      </div>
    </Section>
  );
}

/** The place says more than the zone's name where a country has several. */
function nameOf(zone: string, locale: string, at: Date): string {
  const place = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return `${place} (${zoneName(zone, locale, at)})`;
}

function others(theirs: readonly string[], chosen: string): readonly string[] {
  const all = new Set([...Intl.supportedValuesOf("timeZone"), chosen]);
  return [...all].filter((zone) => !theirs.includes(zone)).sort();
}
