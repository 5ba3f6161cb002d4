import type { CSSProperties } from "react";
import css from "./marks.module.css";

/**
 * One mark, one learner: pupils done (blue), then apprentices done (orange), then those not done.
 * It is a drawing: the same figures stand in text beside it.
 */
export function Marks({
  learners,
  pupils,
  apprentices,
}: {
  learners: number;
  pupils: number;
  apprentices: number;
}) {
  if (learners < 1) return null;
  const style = { "--n": learners, "--p": pupils, "--a": apprentices } as CSSProperties;
  return <span className={css.marks} style={style} aria-hidden="true" />;
}

/** A count of learners of one public, told by its shape as well as its colour. */
export function PublicCount({ of, count }: { of: "pupils" | "apprentices"; count?: number }) {
  const several = (count ?? 1) > 1;
  const word = of === "pupils" ? (several ? "scolaires" : "scolaire") : several ? "apprentis" : "apprenti";
  return (
    <span className={`${css.public} ${css[of]}`}>
      {count === undefined ? (
        word
      ) : (
        <>
          {count}
          <span className="sr-only"> {word}</span>
        </>
      )}
    </span>
  );
}
