/** A next step is a thing to do and its day: half of one would be saved as none, so it is not saved at all. */
export function isHalfStep(typed: { readonly objective: string; readonly nextDate: string }): boolean {
  return (typed.objective.trim() === "") !== (typed.nextDate === "");
}
