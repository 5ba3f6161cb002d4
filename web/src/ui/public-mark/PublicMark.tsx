import css from "./public-mark.module.css";

/** A learner's public: round and blue for the school way, square and orange for apprentices, hollow for others. */
export function PublicMark({ status }: { status: "PUPIL" | "STUDENT" | "APPRENTICE" | "ADULT_TRAINEE" }) {
  const look = status === "APPRENTICE" ? css.apprentice : status === "ADULT_TRAINEE" ? css.adult : css.pupil;
  return (
    <span className={`${css.mark} ${look}`} title={WORDS[status]}>
      <span className="sr-only">{WORDS[status]}</span>
    </span>
  );
}

const WORDS = {
  PUPIL: "scolaire",
  STUDENT: "étudiant",
  APPRENTICE: "apprenti",
  ADULT_TRAINEE: "stagiaire adulte",
} as const;
