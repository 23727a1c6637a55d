/** What a screen shows, kept in the address: a link, a reload and the back button find it again. */
import { useState } from "react";

export function useUrlState<K extends string>(defaults: Readonly<Record<K, string>>) {
  const [state, setState] = useState(() => {
    const given = new URLSearchParams(location.search);
    const entries = Object.entries<string>(defaults).map(([key, value]) => [key, given.get(key) ?? value]);
    return Object.fromEntries(entries) as Record<K, string>;
  });
  const change = (changes: Partial<Record<K, string>>) => {
    const next = { ...state, ...changes };
    const address = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries<string>(next)) {
      if (value === defaults[key as K]) address.delete(key);
      else address.set(key, value);
    }
    const query = address.size ? `?${address}` : "";
    history.replaceState(null, "", location.pathname + query);
    setState(next);
  };
  return [state, change] as const;
}
