import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../button/Button";
import css from "./skeleton.module.css";

/** True once `delay` milliseconds have gone by. */
function useElapsed(delay: number): boolean {
  const [elapsed, setElapsed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setElapsed(true), delay);
    return () => clearTimeout(timer);
  }, [delay]);
  return elapsed;
}

/**
 * A region on its way: nothing for 200 ms, then bars of the final size, and after 8 s a word and a way
 * to try again. `children` are the bars, in the final geometry.
 */
export function Loading({ children, onRetry }: { children: ReactNode; onRetry?: () => void }) {
  const shown = useElapsed(200);
  const slow = useElapsed(8000);
  return (
    <div aria-busy="true" className={shown ? css.shown : css.hidden}>
      <span className="sr-only">Chargement</span>
      {slow && (
        <p className={css.slow} role="status">
          C’est plus long que d’habitude.
          {onRetry && (
            <Button icon="rotate-ccw" onClick={onRetry}>
              Réessayer
            </Button>
          )}
        </p>
      )}
      {children}
    </div>
  );
}

/** One bar; `height` and `width` are CSS sizes. */
export function Bar({ width = "100%", height = "1rem" }: { width?: string; height?: string }) {
  return <span className={css.bar} style={{ width, height }} aria-hidden="true" />;
}

/** `rows` bars under one another. */
export function Bars({ rows, height = "2.75rem" }: { rows: number; height?: string }) {
  return (
    <div className={css.rows}>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are positions
        <Bar key={i} height={height} />
      ))}
    </div>
  );
}
