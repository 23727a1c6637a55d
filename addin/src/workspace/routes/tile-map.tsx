/// <reference types="vite/client" />
/** The route on vector tiles of the organisation's own map server (MapLibre, BSD); loaded only where there is one. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { type GeoJSONSource, LngLatBounds, Marker, setWorkerUrl, Map as TileMapView } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef } from "react";
import type { VisitPlan } from "../../api/visits";
import { useRoutesText } from "./texts";

setWorkerUrl(workerUrl);

const useStyles = makeStyles({
  map: {
    width: "100%",
    height: "420px",
    borderRadius: tokens.borderRadiusLarge,
    overflow: "hidden",
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

export default function TileMap({ plan, style }: { plan: VisitPlan; style: string }) {
  const styles = useStyles();
  const t = useRoutesText();
  const place = useRef<HTMLDivElement>(null);
  const count = plan.days.flatMap((day) => day.stops).filter((stop) => stop.visit).length;
  useEffect(() => {
    if (!place.current) return;
    const bounds = new LngLatBounds();
    const stops = plan.days.flatMap((day) => day.stops);
    for (const { lat, lon } of [plan.base, ...stops.map((stop) => stop.place)]) bounds.extend([lon, lat]);
    const map = new TileMapView({
      container: place.current,
      style,
      bounds,
      fitBoundsOptions: { padding: 48, maxZoom: 13 },
      cooperativeGestures: true,
    });
    const markers = markersOf(plan).map((marker) => marker.addTo(map));
    map.on("load", () => drawWay(map, plan, getComputedStyle(map.getContainer())));
    return () => {
      for (const marker of markers) marker.remove();
      map.remove();
    };
  }, [plan, style]);
  return <section ref={place} className={styles.map} aria-label={t("map.label", { count })} />;
}

function markersOf(plan: VisitPlan): Marker[] {
  const base = new Marker({ element: pin("■") }).setLngLat([plan.base.lon, plan.base.lat]);
  const visits = plan.days.flatMap((day) => day.stops).filter((stop) => stop.visit);
  const numbered = visits.map((stop, place) =>
    new Marker({ element: pin(String(place + 1), stop.visit?.account.name) }).setLngLat([
      stop.place.lon,
      stop.place.lat,
    ]),
  );
  return [base, ...numbered];
}

function pin(text: string, title = ""): HTMLElement {
  const made = document.createElement("div");
  made.textContent = text;
  made.title = title;
  made.style.cssText =
    "min-width:24px;height:24px;border-radius:12px;text-align:center;font-weight:600;line-height:24px;" +
    `background:${tokens.colorBrandBackground};color:${tokens.colorNeutralForegroundOnBrand}`;
  return made;
}

function drawWay(map: TileMapView, plan: VisitPlan, style: CSSStyleDeclaration) {
  const base: [number, number] = [plan.base.lon, plan.base.lat];
  const lines = plan.days.map((day) => [
    base,
    ...day.stops.map((stop): [number, number] => [stop.place.lon, stop.place.lat]),
    base,
  ]);
  const data: Parameters<GeoJSONSource["setData"]>[0] = {
    type: "Feature",
    properties: {},
    geometry: { type: "MultiLineString", coordinates: lines },
  };
  const color = style.getPropertyValue("--colorBrandStroke1").trim() || "black";
  map.addSource("way", { type: "geojson", data });
  map.addLayer({ id: "way", type: "line", source: "way", paint: { "line-color": color, "line-width": 3 } });
}
