/** Half-typed notes, kept while the pane lives, each with the mail it was begun beside. */
import type { MeetingResult, NewInteraction } from "../api/types";

interface Draft {
  readonly kind: NewInteraction["kind"];
  readonly text: string;
}

const drafts = new Map<string, Draft>();

export function draftOf(itemKey: string): Draft | undefined {
  return drafts.get(itemKey);
}

export function keepDraft(itemKey: string, draft: Draft): void {
  drafts.set(itemKey, draft);
}

export function forgetDraft(itemKey: string): void {
  drafts.delete(itemKey);
}

/** A meeting's report while it is written. */
export interface ReportDraft {
  readonly result: MeetingResult;
  readonly discussed: string;
  readonly promised: string;
  readonly concerns: string;
  readonly objective: string;
  readonly nextDate: string;
}

const reports = new Map<string, ReportDraft>();

export function reportOf(itemKey: string): ReportDraft | undefined {
  return reports.get(itemKey);
}

export function keepReport(itemKey: string, draft: ReportDraft): void {
  reports.set(itemKey, draft);
}

export function forgetReport(itemKey: string): void {
  reports.delete(itemKey);
}
