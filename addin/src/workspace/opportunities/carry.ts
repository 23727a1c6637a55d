/** Carries something to another place: with the pointer, or with the keys for whoever uses none. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";

export interface Carried {
  readonly id: string;
  readonly from: string;
  /** Where it would go if one let go now. */
  readonly over: string;
  readonly by: "pointer" | "keys";
  readonly x: number;
  readonly y: number;
}

export type Step = "left" | "right" | "up" | "down";

interface CarryOptions {
  readonly drop: (id: string, to: string) => void;
  /** The place beside one; itself where there is none. */
  readonly beside: (place: string, step: Step) => string;
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
/** A click may tremble. */
const SLACK_PX = 6;

/** Places are elements with `data-place`. */
export function useCarry({ drop, beside }: CarryOptions) {
  const [carried, setCarried] = useState<Carried>();
  const start = useRef<{
    readonly x: number;
    readonly y: number;
    readonly id: string;
    readonly from: string;
  }>(undefined);
  const letGo = (what: Carried | undefined) => {
    start.current = undefined;
    setCarried(undefined);
    if (what && what.over !== what.from) drop(what.id, what.over);
  };
  const stop = () => {
    start.current = undefined;
    setCarried(undefined);
  };
  /** For the element one takes hold of; a click on what stands in it stays a click. */
  const pointer = (id: string, from: string) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const on = event.target as HTMLElement;
      const isGrip = on.closest("[data-grip]") !== null;
      // A finger that is not on the grip scrolls.
      if (event.button !== 0 || (!isGrip && event.pointerType === "touch")) return;
      start.current = { x: event.clientX, y: event.clientY, id, from };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const began = start.current;
      if (!began) return;
      const [x, y] = [event.clientX - began.x, event.clientY - began.y];
      if (!carried && Math.hypot(x, y) < SLACK_PX) return;
      // From here on it is no click any more, on whatever stands below the pointer.
      if (!carried) event.currentTarget.setPointerCapture(event.pointerId);
      const under = document.elementsFromPoint(event.clientX, event.clientY);
      const place = under.map((one) => one.closest<HTMLElement>("[data-place]")).find((one) => one !== null);
      setCarried({ id, from, over: place?.dataset.place ?? from, by: "pointer", x, y });
    },
    onPointerUp: () => (carried?.by === "pointer" ? letGo(carried) : stop()),
    onPointerCancel: stop,
  });
  /** For the grip: taken up and let go with Space or Enter, moved with the arrows, left with Escape. */
  const keys = (id: string, from: string) => ({
    "data-grip": "",
    "aria-pressed": carried?.id === id,
    onKeyDown: (event: KeyboardEvent) => {
      const isHeld = carried?.id === id && carried.by === "keys";
      const step = STEPS[event.key];
      if (event.key === " " || event.key === "Enter") {
        if (isHeld) letGo(carried);
        else setCarried({ id, from, over: from, by: "keys", x: 0, y: 0 });
      } else if (isHeld && event.key === "Escape") stop();
      else if (isHeld && step) setCarried({ ...carried, over: beside(carried.over, step) });
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    onBlur: () => carried?.by === "keys" && stop(),
  });
  return { carried, pointer, keys };
}
