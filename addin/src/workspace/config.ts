/** What the server tells the page when it serves it, in the JSON block `trato-config`. */

export interface WorkspaceConfig {
  readonly apiBase: string;
  readonly clientId: string;
  readonly authority: string;
  readonly apiScope: string;
  /** Where the organisation's own map server describes its tiles; empty without one. */
  readonly mapStyle: string;
}

/** Throws an error that names what is missing: a page served wrongly must say so instead of failing later. */
export function readConfig(document: Document): WorkspaceConfig {
  const block = document.getElementById("trato-config")?.textContent ?? "";
  const values = JSON.parse(block) as Readonly<Record<string, unknown>>;
  const text = (key: Exclude<keyof WorkspaceConfig, "mapStyle">) => {
    const value = values[key];
    if (typeof value !== "string" || value === "") throw new Error(`trato-config lacks "${key}".`);
    return value;
  };
  return {
    apiBase: text("apiBase"),
    clientId: text("clientId"),
    authority: text("authority"),
    apiScope: text("apiScope"),
    mapStyle: typeof values.mapStyle === "string" ? values.mapStyle : "",
  };
}
