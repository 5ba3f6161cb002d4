import { number, pick, plural } from "../../lib/text";

/** How often an article was read in the school, and whether it helped: for who answers what the school asks. */
export function Counts({
  readings,
  helped,
  notHelped,
}: {
  readings: number;
  helped: number;
  notHelped: number;
}) {
  const said = helped + notHelped;
  if (readings + said === 0) return null;
  return (
    <p className="small muted">
      {plural(readings, "lecture", "lectures")} dans l’établissement
      {said > 0 &&
        `\u00a0; sur ${plural(said, "avis", "avis")}, ${number(helped)} ${pick(helped, "dit", "disent")} qu’il a aidé`}
      .
    </p>
  );
}
