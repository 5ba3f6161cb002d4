import { useEffect, useRef, useState } from "react";

/** How long what just changed stays marked, in milliseconds. */
const MARKED = 2_000;

/** How much a figure just grew, for two seconds; then, and when it shrinks, null. */
export function useGrowth(value: number): number | null {
  const before = useRef(value);
  const [growth, setGrowth] = useState<number | null>(null);
  useEffect(() => {
    const grown = value - before.current;
    before.current = value;
    if (grown <= 0) return;
    setGrowth((shown) => (shown ?? 0) + grown);
    const timer = setTimeout(() => setGrowth(null), MARKED);
    return () => clearTimeout(timer);
  }, [value]);
  return growth;
}

/**
 * Keeps the order of a list while the pointer or the focus is inside: nothing moves under a hand.
 * What is new goes to the end until then. Put `hold` on the list.
 */
export function useCalmOrder<Item>(items: readonly Item[], keyOf: (item: Item) => string) {
  const order = useRef<string[]>([]);
  const [held, setHeld] = useState(false);
  const keys = items.map(keyOf);
  if (!held) order.current = keys;
  else
    order.current = [
      ...order.current.filter((k) => keys.includes(k)),
      ...keys.filter((k) => !order.current.includes(k)),
    ];
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  const calm = order.current.flatMap((key) => byKey.get(key) ?? []);
  const hold = {
    onMouseEnter: () => setHeld(true),
    onMouseLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: (event: { currentTarget: Node; relatedTarget: EventTarget | null }) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setHeld(false);
    },
  };
  return { calm, hold };
}
