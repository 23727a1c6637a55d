/** What every way of seeing the opportunities is given. */
import type { PipelineChoices, PipelineRow } from "../../api/pipeline";
import type { Deeds } from "./deeds";
import type { Question } from "./question";

export interface LookProps {
  readonly question: Question;
  readonly ask: (question: Question) => void;
  readonly choices: PipelineChoices | undefined;
  readonly deeds: Deeds;
  readonly open: (row: PipelineRow) => void;
  readonly isWide: boolean;
}
