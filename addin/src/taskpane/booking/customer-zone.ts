/** In which time zone a customer reads a time: by their country (CLDR, through Intl), which a person can correct. */

/** Newer than the types that TypeScript ships: https://tc39.es/proposal-intl-locale-info/ */
interface KnowsTimeZones extends Intl.Locale {
  readonly getTimeZones?: () => readonly string[] | undefined;
  readonly timeZones?: readonly string[];
}

/** The zones of an ISO 3166 country; none where it is unknown or this browser does not tell. */
export function zonesOf(country: string | null | undefined): readonly string[] {
  if (!country || !/^[A-Za-z]{2}$/.test(country)) return [];
  const locale: KnowsTimeZones = new Intl.Locale(`und-${country}`);
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** One's own zone where the customer's country has it, else the country's that most of its zones agree with. */
export function likeliestZone(zones: readonly string[], own: string, at: Date): string {
  if (zones.length === 0 || zones.includes(own)) return own;
  const times = zones.map((zone) => clockIn(zone, at));
  const agreeing = (time: string) => times.filter((other) => other === time).length;
  const best = times.reduce((one, other) => (agreeing(other) > agreeing(one) ? other : one));
  return zones[times.indexOf(best)] ?? own;
}

/** The zone as people say it, such as "Spain Time" or "hora de España". */
export function zoneName(zone: string, language: string, at: Date): string {
  const parts = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    timeZoneName: "shortGeneric",
  }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

function clockIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(
    at,
  );
}
