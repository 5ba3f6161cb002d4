import type { ReactNode } from "react";
import css from "./account.module.css";

/** One thing that may be done to an account: its name, what it will do, the button, and what was wrong. */
export function Action({
  title,
  about,
  problem,
  children,
}: {
  title: string;
  about: ReactNode;
  problem: string | null;
  children: ReactNode;
}) {
  return (
    <section className={css.action} aria-label={title}>
      <h3>{title}</h3>
      <p className={css.about}>{about}</p>
      {children}
      {problem && (
        <p className={css.problem} role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
