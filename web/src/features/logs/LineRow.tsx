import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { ROLE_NAMES } from "../../app/viewer";
import type { ResultOf } from "../../graphql/graphql";
import { shortInstant } from "../../lib/dates";
import { number } from "../../lib/text";
import type { ACTS, READS } from "./logs.gql";
import css from "./logs.module.css";

export type ActLine = ResultOf<typeof ACTS>["auditLog"]["nodes"][number];
export type ReadLine = ResultOf<typeof READS>["readingLog"]["nodes"][number];

/** Something that was done. */
export function ActRow({ line }: { line: ActLine }) {
  return (
    <tr>
      <td className={css.when}>{shortInstant(line.at)}</td>
      <Who line={line} />
      <td>{line.words}</td>
      <td>{line.subject && <Link to={paths.user(line.subject.id)}>{line.subject.displayName}</Link>}</td>
    </tr>
  );
}

/** Files that were read. */
export function ReadRow({ line }: { line: ReadLine }) {
  const others = line.readCount - line.names.length;
  return (
    <tr>
      <td className={css.when}>{shortInstant(line.at)}</td>
      <Who line={line} />
      <td>{line.words}</td>
      <td>
        {line.names.join(", ")}
        {others > 0 && ` et ${number(others)} ${others > 1 ? "autres" : "autre"}`}
      </td>
      <td className={css.address}>{line.address}</td>
    </tr>
  );
}

function Who({ line }: { line: Pick<ActLine, "actor" | "role"> }) {
  return (
    <th scope="row">
      {line.actor ? <Link to={paths.user(line.actor.id)}>{line.actor.displayName}</Link> : "Établi"}
      {line.role && <span className={css.role}>{ROLE_NAMES[line.role]}</span>}
    </th>
  );
}
