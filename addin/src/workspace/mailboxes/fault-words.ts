/** What stands in the way of reading, by the server's stable code: what is the case, and what to do. */
import type { WorkspaceText } from "../texts";

interface FaultWords {
  readonly title: string;
  readonly remedy: string;
}

const KNOWN = [
  "graph_unavailable",
  "graph_throttled",
  "graph_consent_missing",
  "graph_not_found",
  "graph_refused",
  "mass_removal",
] as const;

/** Codes that mean the same to whoever reads: what is missing, and who gives it. */
const SAME: Readonly<Record<string, (typeof KNOWN)[number]>> = {
  graph_consent_needed: "graph_consent_missing",
  graph_sign_in_again: "graph_consent_missing",
};

export function faultWords(code: string, t: WorkspaceText): FaultWords {
  const known = KNOWN.find((one) => one === (SAME[code] ?? code)) ?? "other";
  return { title: t(`fault.${known}.title`), remedy: t(`fault.${known}.remedy`) };
}
