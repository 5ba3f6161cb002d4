import { useRef, useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { newId } from "../../lib/ids";
import { plural, size, tooLarge } from "../../lib/text";
import { upload } from "../../lib/upload";
import { Button } from "../../ui/button/Button";
import { DropZone } from "../../ui/drop-zone/DropZone";
import { Gauge } from "../../ui/gauge/Gauge";
import { Icon } from "../../ui/icon/Icon";
import { toast } from "../../ui/toast/toast";
import { STORE } from "./storage.gql";
import css from "./storage.module.css";
import { MOST, nameOf, type Space, type Words } from "./words";

type Sending = { key: string; file: File; share: number; problem?: string; stop: AbortController };

/** Files sent at once; the others wait for their turn. */
const AT_ONCE = 3;

const TAKEN = ".pdf,.png,.jpg,.jpeg,.webp,.odt,.docx,.ods,.xlsx,.txt,.mp4";

/** Where files of a space come in: several at once, each with its progress, its problem, and a way to stop it. */
export function Sender({ space, words }: { space: Space; words: Words }) {
  const [sendings, setSendings] = useState<readonly Sending[]>([]);
  const waiting = useRef<Sending[]>([]);
  const underWay = useRef(0);
  const stored = useRef(0);

  const patch = (key: string, next: Partial<Sending>) =>
    setSendings((now) => now.map((one) => (one.key === key ? { ...one, ...next } : one)));
  const forget = (key: string) => setSendings((now) => now.filter((one) => one.key !== key));

  async function send(one: Sending): Promise<string | null> {
    if (one.stop.signal.aborted) return null;
    if (one.file.size > MOST) return tooLarge(one.file.size, MOST);
    const sent = await upload(one.file, "storage", (share) => patch(one.key, { share }), one.stop.signal);
    if (one.stop.signal.aborted) return null;
    if ("message" in sent) return sent.message;
    const input = { fileId: sent.id, spaceId: space.id, clientMutationId: newId() };
    const { data, error } = await client.mutation(STORE, { input }).toPromise();
    const problems = Object.values(problemsOf(error, data?.storeFile.errors));
    if (problems.length > 0) return problems.join(" ");
    stored.current += 1;
    return null;
  }

  /** Sends what waits, a few at a time, and says at the end how many files came in. */
  function goOn() {
    while (underWay.current < AT_ONCE) {
      const one = waiting.current.shift();
      if (!one) break;
      underWay.current += 1;
      void send(one).then((problem) => {
        underWay.current -= 1;
        if (problem) patch(one.key, { problem });
        else forget(one.key);
        goOn();
      });
    }
    if (underWay.current === 0 && stored.current > 0) {
      const count = stored.current;
      stored.current = 0;
      toast(`${plural(count, "fichier déposé", "fichiers déposés")} dans «\u00a0${nameOf(space)}\u00a0».`);
    }
  }

  const add = (files: File[]) => {
    const fresh = files.map((file) => ({ key: newId(), file, share: 0, stop: new AbortController() }));
    setSendings((now) => [...now, ...fresh]);
    waiting.current.push(...fresh);
    goOn();
  };

  return (
    <section className={css.sender} aria-label="Déposer des fichiers">
      <DropZone
        title={<b>{words.drop}</b>}
        help={`PDF, images, documents, textes et vidéos MP4, ${size(MOST)} au plus par fichier.`}
        choose="Choisir des fichiers"
        accept={TAKEN}
        multiple
        onFiles={add}
      />
      {sendings.length > 0 && (
        <ul className={css.sendings} aria-label="Envois">
          {sendings.map((one) => (
            <li key={one.key}>
              <Icon name={one.problem ? "file-x" : "file"} className={css.icon} />
              <div className={css.words}>
                <b>{one.file.name}</b>
                {one.problem ? (
                  <p className={css.problem} role="alert">
                    {one.problem}
                  </p>
                ) : (
                  <>
                    <p className="small muted">
                      {Math.floor(one.share * 100)}&#8239;% de {size(one.file.size)}
                    </p>
                    <Gauge value={one.share} max={1} />
                  </>
                )}
              </div>
              <Button
                variant="bare"
                icon="x"
                aria-label={one.problem ? `Retirer ${one.file.name}` : `Arrêter l’envoi de ${one.file.name}`}
                onClick={() => {
                  one.stop.abort();
                  forget(one.key);
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
