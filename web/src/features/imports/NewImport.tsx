import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { readFragment } from "../../graphql/graphql";
import { newId } from "../../lib/ids";
import { plural, size } from "../../lib/text";
import { upload } from "../../lib/upload";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { DropZone } from "../../ui/drop-zone/DropZone";
import { Gauge } from "../../ui/gauge/Gauge";
import { Icon } from "../../ui/icon/Icon";
import { Notice } from "../../ui/notice/Notice";
import { StatePill } from "../../ui/state-pill/StatePill";
import { RUN } from "./imports.gql";
import css from "./imports.module.css";
import { START } from "./mutations.gql";

type Chosen = {
  key: string;
  file: File;
  share: number;
  id?: string;
  problem?: string;
  stop: AbortController;
};

/** Files of one import, at most: one of each kind; R29. */
const MOST = 3;

/** The files of a new import: sent one by one as they come, read when the person says so. */
export function NewImport() {
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const notice = useRef<HTMLDivElement>(null);

  const patch = (key: string, next: Partial<Chosen>) =>
    setChosen((now) => now.map((one) => (one.key === key ? { ...one, ...next } : one)));

  const add = (files: File[]) => {
    setProblem(null);
    const fresh = files.map((file) => ({ key: newId(), file, share: 0, stop: new AbortController() }));
    const kept = fresh.slice(0, Math.max(0, MOST - chosen.length));
    if (kept.length < fresh.length)
      setProblem("Trois fichiers au plus dans un import\u00a0: un de chaque sorte.");
    setChosen((now) => [...now, ...kept]);
    for (const one of kept) {
      void upload(one.file, "import", (share) => patch(one.key, { share }), one.stop.signal).then((sent) =>
        patch(one.key, "id" in sent ? { id: sent.id, share: 1 } : { problem: sent.message }),
      );
    }
  };

  const start = async () => {
    setBusy(true);
    setProblem(null);
    const uploadIds = chosen.flatMap((one) => one.id ?? []);
    const result = await client
      .mutation(START, { input: { uploadIds, clientMutationId: newId() } })
      .toPromise();
    setBusy(false);
    const payload = result.data?.startImport;
    const run = payload?.run && readFragment(RUN, payload.run);
    if (run) {
      void navigate({ to: paths.importRun(run.id) });
      return;
    }
    setProblem(
      payload?.errors.map((error) => error.message).join(" ") ??
        (result.error ? sentenceOf(failureOf(result.error)) : "La lecture n’a pas pu commencer."),
    );
    notice.current?.focus();
  };

  const ready = chosen.filter((one) => one.id).length;
  const sending = chosen.some((one) => !one.id && !one.problem);
  return (
    <Card title="1. Fichiers">
      <DropZone
        title={
          <>
            <b>Glissez les fichiers ici</b>, tous ensemble et tels quels
          </>
        }
        help="Les zip de SIECLE et de STSWEB conviennent aussi, et une liste CSV d’apprenants hors SIECLE."
        choose="Choisir sur l’ordinateur"
        accept=".xml,.zip,.csv,.txt,.tsv"
        multiple
        onFiles={add}
      />
      {chosen.length > 0 && (
        <ul className={css.files}>
          {chosen.map((one) => (
            <li key={one.key}>
              <Icon name={one.problem ? "file-x" : one.id ? "file-check" : "file"} className={css.fileIcon} />
              <div>
                <b>{one.file.name}</b>
                {one.problem ? (
                  <p className={css.problem}>{one.problem}</p>
                ) : (
                  <p className="small muted">{size(one.file.size)}</p>
                )}
                {!one.id && !one.problem && <Gauge value={one.share} max={1} />}
              </div>
              {one.id ? (
                <StatePill tone="done">reçu</StatePill>
              ) : one.problem ? null : (
                <StatePill tone="waiting">{Math.floor(one.share * 100)}&#8239;%</StatePill>
              )}
              <Button
                variant="bare"
                icon="x"
                aria-label={`Retirer ${one.file.name}`}
                onClick={() => {
                  one.stop.abort();
                  setChosen((now) => now.filter((other) => other.key !== one.key));
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={css.start}>
        {problem && (
          <Notice ref={notice} tone="late" alert title="La lecture n’a pas commencé">
            <span>{problem}</span>
          </Notice>
        )}
        <Button
          variant="filled"
          size="l"
          wide
          busy={busy}
          disabledReason={
            sending ? "L’envoi se termine." : ready === 0 ? "Ajoutez d’abord un fichier." : null
          }
          onClick={() => void start()}
        >
          {ready > 1 ? `Lire les ${plural(ready, "fichier", "fichiers")}` : "Lire le fichier"}
        </Button>
      </div>
      <p className={css.note}>
        <Icon name="info" />
        <span>
          À la rentrée, les trois fichiers sont nécessaires&nbsp;: <code>sts_emp_…</code>,{" "}
          <code>ElevesSansAdresses</code>, <code>ResponsablesAvecAdresses</code>. En cours d’année, le premier
          suffit pour les enseignants et les classes, les deux autres pour les élèves.
        </span>
      </p>
      <p className={css.note}>
        <Icon name="lock" />
        <span>Lus sur le serveur de l’établissement, supprimés une fois l’import appliqué.</span>
      </p>
    </Card>
  );
}
