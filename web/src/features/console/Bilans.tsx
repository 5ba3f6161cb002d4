import { HrefLink } from "../../app/HrefLink";
import { paths } from "../../app/paths";
import { useViewer } from "../../app/viewer";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { number } from "../../lib/text";
import { Button, buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PublicCount } from "../../ui/marks/Marks";
import { SegmentedControl } from "../../ui/segmented/SegmentedControl";
import { StatePill } from "../../ui/state-pill/StatePill";
import { MATRIX } from "./console.gql";
import css from "./console.module.css";
import { Matrix } from "./Matrix";
import type { ConsoleSearch } from "./route";
import { toTreat } from "./state";

/** The bilans of every class, period by period: one table for each diploma and rhythm. */
export function Bilans({
  data,
  today,
  search,
  onChange,
  onDetail,
  onList,
}: {
  data: FragmentOf<typeof MATRIX>;
  /** The school's day, as the service counts. */
  today: string;
  search: ConsoleSearch;
  onChange: (next: Partial<ConsoleSearch>) => void;
  onDetail: (id: string | undefined) => void;
  /** On a phone, the way back to the list of what is under way. */
  onList?: (() => void) | undefined;
}) {
  const { groups, current, lateCount, toTreatCount } = readFragment(MATRIX, data);
  const only = search.vue === "a-traiter";
  const none = only && !groups.some((group) => group.divisions.some((d) => toTreat(d.periods)));
  if (groups.length === 0) return <NotStarted />;
  return (
    <Card
      title="Bilans intermédiaires"
      aside={
        <p className={css.global}>
          <span>
            <b>{number(current.done)}</b> faits sur {number(current.expected)} attendus
          </span>
          {lateCount > 0 && <StatePill tone="late">{number(lateCount)} en retard</StatePill>}
        </p>
      }
      actions={
        onList ? (
          <Button variant="bare" icon="arrow-left" onClick={onList}>
            En liste
          </Button>
        ) : (
          <SegmentedControl
            label="Afficher"
            value={only ? "a-traiter" : "toutes"}
            options={[
              { value: "toutes", label: "Toutes" },
              {
                value: "a-traiter",
                label: (
                  <>
                    À traiter <b>{toTreatCount}</b>
                  </>
                ),
              },
            ]}
            onChange={(vue) =>
              onChange({ vue: vue === "a-traiter" ? "a-traiter" : undefined, detail: undefined })
            }
          />
        )
      }
    >
      <p className={css.legend}>
        Un trait = un apprenant.
        <PublicCount of="pupils" />
        <PublicCount of="apprentices" />
        <span className={css.empty}>pas encore</span>
      </p>
      {none ? (
        <EmptyState
          icon="circle-check"
          title="Aucune classe à traiter."
          action={<Button onClick={() => onChange({ vue: undefined })}>Effacer le filtre</Button>}
        />
      ) : (
        groups.map((group) => (
          <Matrix
            key={`${group.diplomaType} ${group.label}`}
            group={group}
            onlyToTreat={only}
            today={today}
            detail={search.detail}
            onDetail={onDetail}
          />
        ))
      )}
    </Card>
  );
}

/** No class yet, or no period: what is missing, and where it is done. */
function NotStarted() {
  const { modules } = useViewer();
  const where = modules.includes("IMPORTS")
    ? { href: paths.imports(), label: "Importer les fichiers de l’établissement" }
    : modules.includes("CALENDAR")
      ? { href: paths.calendar(), label: "Ouvrir le calendrier officiel" }
      : null;
  return (
    <Card title="Bilans intermédiaires">
      <EmptyState
        title="Aucune classe à suivre pour l’instant."
        action={
          where && (
            <HrefLink className={buttonClass({ variant: "filled" })} href={where.href}>
              {where.label}
            </HrefLink>
          )
        }
      >
        <p>
          Les classes viennent de l’import, leurs périodes du calendrier officiel. Dès qu’une classe a une
          période, elle apparaît ici.
        </p>
      </EmptyState>
    </Card>
  );
}
