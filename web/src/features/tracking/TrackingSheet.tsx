import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { Block } from "../../app/Block";
import { paths } from "../../app/paths";
import { useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { download } from "../../lib/download";
import { PHONE, useMedia } from "../../lib/media";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";
import { isProposal, type Row } from "./edits";
import { trackingCsv } from "./export";
import { Grid } from "./Grid";
import { Keeper } from "./Keeper";
import { PhoneSheet } from "./PhoneSheet";
import type { TrackingSearch } from "./route";
import { SavingSummary } from "./SavingSummary";
import { SidePanel } from "./SidePanel";
import { Sheet, SheetContext } from "./sheet";
import { Tools } from "./Tools";
import css from "./tracking.module.css";
import { useEntry } from "./useEntry";
import { lead, nextOwed, type Table } from "./words";

const Keys = lazy(() => import("./Keys"));

/** What is on screen once the table is there: entries, grid and panel, or one learner at a time on a phone. */
export function TrackingSheet({
  table,
  rows,
  search,
  onChange,
}: {
  table: Table;
  rows: readonly Row[];
  search: TrackingSearch;
  onChange: (next: Partial<TrackingSearch>) => void;
}) {
  const viewer = useViewer();
  const phone = useMedia(PHONE);
  const [sheet] = useState(() => new Sheet());
  const [keys, setKeys] = useState(false);
  const editable = table.viewerCan.includes("SAVE_BILAN") && table.period !== null;
  const unit = table.units.find((one) => one.code === search.unite);
  const items = useMemo(() => {
    const kept = unit && table.unitCompetencies.find((one) => one.unitId === unit.id)?.itemIds;
    return kept ? table.competencies.filter((item) => kept.includes(item.id)) : table.competencies;
  }, [table.competencies, table.unitCompetencies, unit]);
  const entry = useEntry({ table, rows, items, sheet, editable, open: search.bilan, onChange });
  const first = nextOwed(rows, null);

  const head = (
    <PageHead
      title={table.division.code}
      above={
        <>
          <Link to={paths.tracking()}>Tableaux de suivi</Link>
          {table.framework && (
            <>
              <span aria-hidden="true">/</span>
              {table.framework.shortTitle}
            </>
          )}
        </>
      }
      lead={lead(table)}
      actions={
        <>
          {editable && <SavingSummary />}
          {!phone && (
            <>
              <Button icon="printer" onClick={() => window.print()}>
                Imprimer
              </Button>
              <Button
                icon="download"
                onClick={() =>
                  download(
                    `${viewer.establishment.uai}_${table.division.code}_suivi_${dates.today()}.csv`,
                    trackingCsv(table, rows, items),
                  )
                }
              >
                Exporter
              </Button>
            </>
          )}
          {editable && !phone && table.mine > 0 && first && (
            <Button variant="filled" icon="clipboard-check" onClick={() => entry.openBilan(first.learner.id)}>
              {table.mine === 1
                ? "Faire mon dernier bilan"
                : `Enchaîner mes ${plural(table.mine, "bilan", "bilans")}`}
            </Button>
          )}
        </>
      }
    />
  );

  if (!table.framework || rows.length === 0) {
    return (
      <>
        {head}
        <EmptyState
          icon="users"
          title={
            table.framework
              ? "Aucun apprenant dans cette classe pour cette période."
              : "Le diplôme de cette classe n’est pas encore rattaché à un référentiel."
          }
        >
          {table.framework
            ? "La liste vient de SIECLE : si quelqu’un manque, c’est d’abord là que cela se corrige."
            : "Le DDFTP peut rattacher le MEF depuis la console\u00a0; le tableau s’ouvre aussitôt."}
        </EmptyState>
      </>
    );
  }
  return (
    <SheetContext value={sheet}>
      {editable &&
        table.period &&
        rows.map((row) => <Keeper key={row.id} row={row} period={table.period?.id ?? ""} />)}
      <p className="print-only">
        {viewer.establishment.name}, {viewer.establishment.uai}, le {dates.plain(dates.today())}
      </p>
      {head}
      <Tools
        table={table}
        search={search}
        unit={unit?.code}
        proposals={rows.some((row) => row.levels.some(isProposal))}
        onChange={onChange}
      />
      {!table.period && (
        <EmptyState icon="calendar-days" title="Les dates des périodes ne sont pas encore fixées.">
          Le DDFTP les fixe dans le calendrier officiel. Les bilans se font ensuite ici, sans recharger la
          page.
        </EmptyState>
      )}
      <Block>
        {phone ? (
          <PhoneSheet
            table={table}
            rows={rows}
            items={items}
            entry={entry}
            shown={search.apprenant}
            onShown={(id) => onChange({ apprenant: id })}
          />
        ) : (
          <div className={css.two}>
            <Grid table={table} rows={rows} items={items} entry={entry} onKeys={() => setKeys(true)} />
            <SidePanel table={table} rows={rows} items={items} entry={entry} />
          </div>
        )}
      </Block>
      {keys && (
        <Suspense>
          <Keys editable={editable} onClose={() => setKeys(false)} />
        </Suspense>
      )}
    </SheetContext>
  );
}
