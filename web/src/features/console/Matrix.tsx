import { type CSSProperties, Fragment, useEffect, useId, useRef } from "react";
import { HrefLink } from "../../app/HrefLink";
import { paths } from "../../app/paths";
import { useViewer } from "../../app/viewer";
import { type FragmentOf, type ResultOf, readFragment } from "../../graphql/graphql";
import { CycleStrip } from "../../ui/cycle-strip/CycleStrip";
import { PublicCount } from "../../ui/marks/Marks";
import { Cell } from "./Cell";
import { DIVISION, type MATRIX } from "./console.gql";
import css from "./console.module.css";
import { Detail } from "./Detail";
import { toTreat } from "./state";

type Group = ResultOf<typeof MATRIX>["groups"][number];

/** One table for each diploma and rhythm: its classes, its periods, the cycle. */
export function Matrix({
  group,
  onlyToTreat,
  today,
  detail,
  onDetail,
}: {
  today: string;
  group: Group;
  onlyToTreat: boolean;
  detail: string | undefined;
  onDetail?: ((id: string | undefined) => void) | undefined;
}) {
  const divisions = group.divisions.filter((d) => !onlyToTreat || toTreat(d.periods));
  if (divisions.length === 0) return null;
  // A column that nothing is owed in yet stays narrow.
  const opened = group.columns.map((_, at) =>
    group.divisions.some((d) => (d.periods[at]?.state ?? "NOT_DUE") !== "NOT_DUE"),
  );
  return (
    <div className={css.scroller}>
      <table className={css.matrix} style={{ "--periods": group.columns.length } as CSSProperties}>
        <caption className="sr-only">
          {group.label} : bilans par classe et par période.
          {onDetail && " Chaque case s’ouvre pour voir le détail."}
        </caption>
        <colgroup>
          <col className={css.colName} />
          {group.columns.length === 0 && <col />}
          {group.columns.map((column, at) => (
            <col
              key={column.number}
              className={opened[at] || !opened.includes(true) ? undefined : css.colFuture}
            />
          ))}
          <col className={css.colCycle} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{group.label}</th>
            {group.columns.length === 0 && (
              <th scope="col">
                <span>aucune période</span>
              </th>
            )}
            {group.columns.map((column) => (
              <th key={column.number} scope="col">
                {column.label} <span>{column.detail}</span>
              </th>
            ))}
            <th scope="col" className={css.cycle}>
              Cycle
            </th>
          </tr>
        </thead>
        <tbody>
          {divisions.map((division) => (
            <Row
              key={division.id}
              data={division}
              columns={group.columns.length}
              today={today}
              detail={detail}
              onDetail={onDetail}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One class. Its open cell shows its detail on the line below; Échap closes it and gives the focus back. */
function Row({
  data,
  columns,
  today,
  detail,
  onDetail,
}: {
  today: string;
  data: FragmentOf<typeof DIVISION>;
  columns: number;
  detail: string | undefined;
  onDetail: ((id: string | undefined) => void) | undefined;
}) {
  const row = readFragment(DIVISION, data);
  const { modules } = useViewer();
  const calendar = modules.includes("CALENDAR") ? `${paths.calendar()}?vue=a-fixer` : null;
  const id = useId();
  const line = useRef<HTMLTableRowElement>(null);
  const open = row.periods.find((p) => p.id === detail);
  const wasOpen = useRef(false);

  useEffect(() => {
    if (!open) {
      if (wasOpen.current && document.activeElement === document.body)
        line.current?.querySelector("button")?.focus();
      wasOpen.current = false;
      return;
    }
    wasOpen.current = true;
  }, [open]);

  function close() {
    line.current?.querySelector<HTMLElement>("[aria-expanded=true]")?.focus();
    onDetail?.(undefined);
  }

  return (
    <Fragment>
      <tr ref={line}>
        <th scope="row">
          <span className={css.name}>
            <b title={row.division.label}>
              {row.division.code}
              {row.diploma && <small>{row.diploma}</small>}
            </b>
            <span className={css.publics}>
              {row.pupils > 0 && <PublicCount of="pupils" count={row.pupils} />}
              {row.apprentices > 0 && <PublicCount of="apprentices" count={row.apprentices} />}
            </span>
          </span>
        </th>
        {row.periods.length === 0 && (
          <td colSpan={Math.max(1, columns)}>
            <span className={css.future}>
              {calendar ? (
                <>
                  Dates à fixer dans le <HrefLink href={calendar}>calendrier officiel</HrefLink>
                </>
              ) : (
                "dates à fixer"
              )}
            </span>
          </td>
        )}
        {row.periods.map((cell) => (
          <td key={cell.id}>
            <Cell
              data={cell}
              division={row.division.code}
              open={cell.id === detail}
              detailId={id}
              onToggle={onDetail && (() => onDetail(cell.id === detail ? undefined : cell.id))}
            />
          </td>
        ))}
        {Array.from({ length: row.periods.length > 0 ? columns - row.periods.length : 0 }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places at the end of the line
          <td key={`empty ${at}`} />
        ))}
        <td className={css.cycle}>
          <CycleStrip shares={row.cycle} />
        </td>
      </tr>
      {open && onDetail && (
        <tr className={css.detailLine}>
          <td colSpan={Math.max(1, columns) + 2} id={id}>
            <Detail cell={open} division={row.division} today={today} onClose={close} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}
