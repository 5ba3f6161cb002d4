import { useCallback, useSyncExternalStore } from "react";

/** Below this width, on a screen, the menu is a row of tabs and pages are one column. */
export const PHONE = "screen and (max-width: 60rem)";

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
