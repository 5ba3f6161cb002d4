import css from "./mark.module.css";

/** The product's name, in one place. */
export const PRODUCT = "Établi";

/** The mark, with the name beside it or for screen readers only. */
export function Mark({ nameHidden = false }: { nameHidden?: boolean }) {
  return (
    <span className={css.mark}>
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" className={css.ground} />
        <g className={css.lines}>
          <rect x="8" y="11.5" width="10" height="3.4" rx="1" />
          <rect x="8" y="17" width="13.5" height="3.4" rx="1" />
          <rect x="8" y="22.5" width="16" height="3.4" rx="1" />
          <path d="M14.2 8.6 18.6 5l1.9 2.3-4.9 3z" />
        </g>
      </svg>
      <span className={nameHidden ? "sr-only" : undefined}>{PRODUCT}</span>
    </span>
  );
}
