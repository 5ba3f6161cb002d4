import { useCallback, useSyncExternalStore } from "react";

/** Below this width the menu is a row of tabs and pages are one column. */
export const PHONE = "(max-width: 60rem)";

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listen: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", listen);
      return () => list.removeEventListener("change", listen);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
