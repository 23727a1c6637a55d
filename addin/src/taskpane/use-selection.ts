/** Follows what is open in Outlook; an answer that a later switch has overtaken is dropped. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Outlook, Selection } from "../outlook/outlook";
import type { Scheme } from "../outlook/scheme";

export function useSelection(outlook: Outlook): { selection: Selection | undefined; again: () => void } {
  const [selection, setSelection] = useState<Selection>();
  const latest = useRef(0);
  const read = useCallback(async () => {
    latest.current += 1;
    const turn = latest.current;
    const found = await outlook.selection();
    if (turn === latest.current) setSelection(found);
  }, [outlook]);
  useEffect(() => {
    void read();
    return outlook.onSelection(read);
  }, [outlook, read]);
  return { selection, again: read };
}

export function useScheme(outlook: Outlook): Scheme {
  const [scheme, setScheme] = useState(outlook.scheme);
  useEffect(() => outlook.onScheme(() => setScheme(outlook.scheme())), [outlook]);
  return scheme;
}
