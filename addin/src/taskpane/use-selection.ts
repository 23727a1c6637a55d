/** Follows what is open in Outlook; an answer that a later switch has overtaken is dropped. */
import { useEffect, useState } from "react";
import type { Outlook, Scheme, Selection } from "../outlook/outlook";

export function useSelection(outlook: Outlook): Selection | undefined {
  const [selection, setSelection] = useState<Selection>();
  useEffect(() => {
    let latest = 0;
    const read = async () => {
      latest += 1;
      const turn = latest;
      const found = await outlook.selection().catch((): Selection => ({ count: 0 }));
      if (turn === latest) setSelection(found);
    };
    void read();
    return outlook.onSelection(read);
  }, [outlook]);
  return selection;
}

export function useScheme(outlook: Outlook): Scheme {
  const [scheme, setScheme] = useState(outlook.scheme);
  useEffect(() => outlook.onScheme(() => setScheme(outlook.scheme())), [outlook]);
  return scheme;
}
