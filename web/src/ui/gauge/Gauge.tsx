import type { CSSProperties } from "react";
import css from "./gauge.module.css";

/** How much of a whole is done, as a bar. The same figures stand in text beside it. */
export function Gauge({ value, max, tall = false }: { value: number; max: number; tall?: boolean }) {
  const share = max > 0 ? Math.min(100, (value / max) * 100) : 0;
  const style = { "--v": `${share}%` } as CSSProperties;
  return <span className={tall ? `${css.gauge} ${css.tall}` : css.gauge} style={style} aria-hidden="true" />;
}
