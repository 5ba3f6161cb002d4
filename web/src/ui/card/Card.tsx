import { type ReactNode, useId } from "react";
import css from "./card.module.css";

/** A block of a page, named by its title. */
export function Card({
  title,
  aside,
  actions,
  children,
  className,
}: {
  title: ReactNode;
  /** Beside the title: a count, a sentence. */
  aside?: ReactNode;
  /** At the right. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <section className={[css.card, className].filter(Boolean).join(" ")} aria-labelledby={id}>
      <header className={css.head}>
        <h2 id={id}>{title}</h2>
        {aside}
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}
