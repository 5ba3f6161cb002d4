import { useState } from "react";
import { FailureNotice } from "../../app/Block";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { useRouteQuery } from "../../app/useRouteQuery";
import * as dates from "../../lib/dates";
import type { Problems } from "../../lib/problems";
import { NBSP, plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Notice } from "../../ui/notice/Notice";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill } from "../../ui/state-pill/StatePill";
import { toast } from "../../ui/toast/toast";
import { SettingsFrame } from "./SettingsFrame";
import { SET_TRANSFER, WITHOUT_INE } from "./settings.gql";
import css from "./settings.module.css";
import { TextSetting } from "./TextSetting";
import { type School, type Settings, useSetting } from "./useSetting";

/** Whether data of learners may go to another school, and who answers for it; R135, R136, R138, R143. */
export function TransfersPage() {
  return (
    <SettingsFrame
      title="Transferts"
      lead="Quand un apprenant change d’établissement, ses bilans le suivent, si les deux établissements l’ont permis."
    >
      {(school, settings) => (
        <div className={css.stack}>
          <Activation school={school} settings={settings} />
          {settings.viewerCan.includes("LIST_BLOCKED_TRANSFERS") && <WithoutIne />}
          <Card title="Transferts faits">
            <EmptyState icon="arrow-right" title="Aucun transfert." />
          </Card>
        </div>
      )}
    </SettingsFrame>
  );
}

function Activation({ school, settings }: { school: School; settings: Settings }) {
  const { transfer } = settings;
  const readOnly = !settings.viewerCan.includes("SET_TRANSFER");
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Problems>({});
  const text = (name: "registerReference" | "officerName" | "officerEmail") => ({
    school,
    name,
    read: (one: School) => one.settings?.transfer[name] ?? "",
    document: SET_TRANSFER,
    input: (value: string) => ({ [name]: value }),
  });
  const reference = useSetting<string>(text("registerReference"));
  const officer = useSetting<string>(text("officerName"));
  const email = useSetting<string>(text("officerEmail"));
  const allow = async (active: boolean) => {
    setBusy(true);
    const input = { version: settings.version, active };
    const { data, error } = await client.mutation(SET_TRANSFER, { input }).toPromise();
    const refused = problemsOf(error, data?.setTransfer.errors);
    setBusy(false);
    setProblems(refused);
    if (Object.keys(refused).length > 0) return;
    if (active) toast("Transfert activé.");
    else toast("Transfert désactivé.", { undo: () => void allow(true) });
  };
  return (
    <Card
      title="Activation"
      actions={
        transfer.since ? (
          <StatePill tone="done" filled>
            activé
          </StatePill>
        ) : (
          <StatePill tone="waiting">pas activé</StatePill>
        )
      }
    >
      <div className={css.body}>
        <p className="small">
          Le règlement général sur la protection des données demande de dire où ce traitement est inscrit et
          qui en répond. Un ancien numéro de déclaration à la CNIL convient comme référence, si
          l’établissement en a un.
        </p>
        <TextSetting
          setting={reference}
          readOnly={readOnly}
          label="Référence au registre des traitements (ancien numéro CNIL)"
          autoComplete="off"
        />
        <TextSetting
          setting={officer}
          readOnly={readOnly}
          label="Nom du délégué à la protection des données"
          autoComplete="off"
        />
        <TextSetting
          setting={email}
          readOnly={readOnly}
          label="Adresse électronique du délégué"
          type="email"
          autoComplete="off"
        />
        {transfer.since && (
          <p className="small">
            Activé le {dates.plain(dates.dayOf(transfer.since))}
            {transfer.decidedBy && <> par {transfer.decidedBy.displayName}</>}.
          </p>
        )}
        {Object.keys(problems).length > 0 && (
          <Notice tone="late" alert title="Le transfert n’est pas activé">
            {Object.values(problems).map((message) => (
              <span key={message}>{message}</span>
            ))}
          </Notice>
        )}
        {!readOnly && (
          <p>
            {transfer.since ? (
              <Button busy={busy} onClick={() => void allow(false)}>
                Désactiver le transfert
              </Button>
            ) : (
              <Button variant="filled" busy={busy} onClick={() => void allow(true)}>
                Activer le transfert
              </Button>
            )}
          </p>
        )}
        {readOnly && (
          <p className="small muted">
            L’administrateur et le chef d’établissement peuvent changer ces réglages.
          </p>
        )}
      </div>
    </Card>
  );
}

/** Those whom no transfer can follow, and what to do about it; R138. */
function WithoutIne() {
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const { data, failure, retry } = useRouteQuery({ query: WITHOUT_INE, variables: { after: null } });
  const found = data?.learnersWithoutIne;
  return (
    <Card
      title="Apprenants sans INE"
      aside={
        found && <span className="small muted">{plural(found.totalCount, "apprenant", "apprenants")}</span>
      }
    >
      <div className={css.inside}>
        <p className="small">
          Sans identifiant national (INE), un transfert ne peut pas suivre un apprenant. L’INE se demande à la
          base nationale depuis SIECLE{NBSP}; un nouvel import le rapporte ici.
        </p>
      </div>
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!found && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={3} height="2.5rem" />
        </Loading>
      )}
      {found && found.totalCount === 0 && <EmptyState icon="check" title="Tous les apprenants ont un INE." />}
      {found &&
        found.totalCount > 0 &&
        pages.map((after, at) => (
          <Learners
            key={after ?? ""}
            after={after}
            onMore={at === pages.length - 1 ? (next) => setPages([...pages, next]) : undefined}
          />
        ))}
    </Card>
  );
}

/** Fifty of them, and the way to those that follow. */
function Learners({
  after,
  onMore,
}: {
  after: string | null;
  onMore: ((after: string) => void) | undefined;
}) {
  const { data, failure, retry } = useRouteQuery({ query: WITHOUT_INE, variables: { after } });
  if (failure) return <FailureNotice failure={failure} onRetry={retry} />;
  if (!data) {
    return (
      <Loading onRetry={retry}>
        <Bars rows={3} height="2.5rem" />
      </Loading>
    );
  }
  const { nodes, pageInfo } = data.learnersWithoutIne;
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return (
    <>
      <ul className={css.list}>
        {nodes.map((learner) => (
          <li key={learner.id}>
            <b>{learner.listName}</b>
            <span className="small muted">{learner.division?.code ?? "sans classe"}</span>
          </li>
        ))}
      </ul>
      {next && onMore && (
        <p className={css.more}>
          <Button icon="chevron-down" onClick={() => onMore(next)}>
            Voir la suite
          </Button>
        </p>
      )}
    </>
  );
}
