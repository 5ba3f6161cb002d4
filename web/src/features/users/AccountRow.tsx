import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { Chip } from "../../ui/state-pill/StatePill";
import { AccountState } from "./AccountState";
import css from "./users.module.css";
import { type Line, roleWords, SOURCES, seenWords } from "./words";

/** One account of the list. What was created by hand (R17) or is outside SIECLE (R37) says so in words. */
export function AccountRow({ line, withLogin }: { line: Line; withLogin: boolean }) {
  return (
    <tr className={line.state === "CLOSED" ? css.closed : undefined}>
      <th scope="row">
        <Link to={paths.user(line.id)}>{line.listName}</Link>
        {(line.source === "MANUAL" || line.source === "MANUAL_CSV") && (
          <>
            {" "}
            <Chip>{SOURCES[line.source]}</Chip>
          </>
        )}
      </th>
      <td>{roleWords(line.roles)}</td>
      <td>{line.division?.code}</td>
      {withLogin && <td className={css.login}>{line.login}</td>}
      <td className={css.where}>
        <AccountState user={line} />
      </td>
      <td className={line.lastSeenAt ? css.seen : css.never}>{seenWords(line.lastSeenAt)}</td>
    </tr>
  );
}
