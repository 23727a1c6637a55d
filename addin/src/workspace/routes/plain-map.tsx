/**
 * A map without a map server: places by their coordinates (equirectangular, true at the middle latitude), the way as
 * straight lines, and a scale. Everything on it stands in the list beside it too.
 */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useId } from "react";
import type { VisitPlan } from "../../api/visits";
import { useRoutesText } from "./texts";

const WIDTH = 640;
const HEIGHT = 420;
const MARGIN = 48;
const KM_A_DEGREE = 111.32;
const SCALES_KM = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

const useStyles = makeStyles({
  figure: { margin: 0, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
  map: {
    width: "100%",
    height: "auto",
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
    forcedColorAdjust: "auto",
  },
  way: { fill: "none", strokeWidth: "2.5px", stroke: tokens.colorBrandStroke1 },
  later: { strokeDasharray: "6 5" },
  stop: { fill: tokens.colorBrandBackground, stroke: tokens.colorNeutralBackground1, strokeWidth: "2px" },
  held: { fill: tokens.colorNeutralForeground3 },
  number: {
    fill: tokens.colorNeutralForegroundOnBrand,
    fontSize: "13px",
    fontWeight: 600,
    textAnchor: "middle",
  },
  base: { fill: tokens.colorNeutralForeground1, stroke: tokens.colorNeutralBackground1, strokeWidth: "2px" },
  name: {
    fill: tokens.colorNeutralForeground1,
    fontSize: "12px",
    paintOrder: "stroke",
    stroke: tokens.colorNeutralBackground2,
    strokeWidth: "4px",
  },
  scale: { stroke: tokens.colorNeutralForeground2, strokeWidth: "2px", fill: "none" },
  caption: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
});

interface Point {
  readonly x: number;
  readonly y: number;
}

export default function PlainMap({ plan }: { plan: VisitPlan }) {
  const styles = useStyles();
  const t = useRoutesText();
  const id = useId();
  const stops = plan.days.flatMap((day) => day.stops);
  const { at, pxAKm } = projection([plan.base, ...stops.map((stop) => stop.place)]);
  const base = at(plan.base);
  const km = SCALES_KM.findLast((length) => length * pxAKm <= WIDTH / 4) ?? 1;
  const visits = stops.filter((stop) => stop.visit);
  let number = 0;
  return (
    <figure className={styles.figure}>
      <svg className={styles.map} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={id}>
        <title id={id}>{t("map.label", { count: visits.length })}</title>
        {plan.days.map((day, place) => (
          <polyline
            key={day.day}
            className={`${styles.way} ${place % 2 ? styles.later : ""}`}
            points={[base, ...day.stops.map((stop) => at(stop.place)), base]
              .map(({ x, y }) => `${x},${y}`)
              .join(" ")}
          />
        ))}
        {stops.map((stop) => {
          const { x, y } = at(stop.place);
          if (!stop.visit) {
            return <circle key={stop.begins} className={styles.held} cx={x} cy={y} r={5} />;
          }
          number += 1;
          return (
            <g key={stop.visit.account.id}>
              <circle className={styles.stop} cx={x} cy={y} r={12} />
              <text className={styles.number} x={x} y={y + 4.5}>
                {number}
              </text>
              <text
                className={styles.name}
                x={x > WIDTH / 2 ? x - 16 : x + 16}
                y={y + 4}
                textAnchor={x > WIDTH / 2 ? "end" : "start"}
              >
                {stop.visit.account.name}
              </text>
            </g>
          );
        })}
        <rect className={styles.base} x={base.x - 8} y={base.y - 8} width={16} height={16}>
          <title>{t("map.base")}</title>
        </rect>
        <path className={styles.scale} d={`M16 ${HEIGHT - 24}v6h${km * pxAKm}v-6`} />
        <text className={styles.name} x={16} y={HEIGHT - 30}>
          {t("map.scale", { km })}
        </text>
      </svg>
      <figcaption className={styles.caption}>{t("map.plain")}</figcaption>
    </figure>
  );
}

/** Fits all places into the picture, north up, equally long in both directions. */
function projection(places: readonly { readonly lat: number; readonly lon: number }[]) {
  const lats = places.map((place) => place.lat);
  const lons = places.map((place) => place.lon);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const stretch = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const wide = Math.max((east - west) * stretch, 1e-3);
  const high = Math.max(north - south, 1e-3);
  const scale = Math.min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high);
  const left = (WIDTH - wide * scale) / 2;
  const top = (HEIGHT - high * scale) / 2;
  const at = ({ lat, lon }: { readonly lat: number; readonly lon: number }): Point => ({
    x: left + (lon - west) * stretch * scale,
    y: top + (north - lat) * scale,
  });
  return { at, pxAKm: scale / KM_A_DEGREE };
}
