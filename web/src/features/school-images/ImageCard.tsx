import { useEffect, useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { fetchViewer } from "../../app/viewer";
import { shortInstant } from "../../lib/dates";
import { size, tooLarge } from "../../lib/text";
import { upload } from "../../lib/upload";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { DropZone } from "../../ui/drop-zone/DropZone";
import { Gauge } from "../../ui/gauge/Gauge";
import { toast } from "../../ui/toast/toast";
import { DELETE, RESTORE, SET } from "./school-images.gql";
import css from "./school-images.module.css";

type Kind = "LOGO" | "STAMP";
type Image = { id: string; path: string; setAt: string };
type Sending = { preview: string; name: string; share: number; stop: AbortController };

/** Largest image, in bytes. */
const MOST = 2 * 2 ** 20;

const WORDS: Record<
  Kind,
  { title: string; about: string; alt: string; drop: string; set: string; removed: string; back: string }
> = {
  LOGO: {
    title: "Logo",
    about:
      "Il s’affiche à côté du nom de l’établissement, en haut de chaque page et sur la page de connexion que tout le monde voit.",
    alt: "Logo de",
    drop: "Glissez le logo ici",
    set: "Logo enregistré.",
    removed: "Logo retiré.",
    back: "Logo rétabli.",
  },
  STAMP: {
    title: "Tampon",
    about: "Seuls le chef d’établissement, le DDFTP et l’administrateur le voient.",
    alt: "Tampon de",
    drop: "Glissez le tampon ici",
    set: "Tampon enregistré.",
    removed: "Tampon retiré.",
    back: "Tampon rétabli.",
  },
};

/** The logo or the stamp: seen as it stands, replaced by a file, removed, and each of these taken back. */
export function ImageCard({ kind, image, school }: { kind: Kind; image: Image | null; school: string }) {
  const words = WORDS[kind];
  const [sending, setSending] = useState<Sending | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const preview = sending?.preview;
    return () => {
      if (preview) URL.revokeObjectURL(preview);
    };
  }, [sending?.preview]);

  /** The logo is at the top of every page. */
  async function shown() {
    if (kind === "LOGO") await fetchViewer();
  }

  async function restore(id: string) {
    const { data, error } = await client.mutation(RESTORE, { input: { id } }).toPromise();
    const wrong = Object.values(problemsOf(error, data?.restoreSchoolImage.errors))[0];
    if (!wrong) await shown();
    toast(wrong ?? words.back, wrong ? { tone: "late" } : {});
  }

  async function remove(id: string, said: string | null) {
    setBusy(true);
    const { data, error } = await client.mutation(DELETE, { input: { id } }).toPromise();
    setBusy(false);
    const wrong = Object.values(problemsOf(error, data?.deleteSchoolImage.errors))[0];
    if (wrong) {
      setProblem(wrong);
      return;
    }
    await shown();
    if (said) toast(said, { undo: () => void restore(id) });
  }

  async function send([file]: File[]) {
    if (!file) return;
    setProblem(null);
    if (/\.svgz?$/i.test(file.name) || file.type === "image/svg+xml") {
      setProblem(
        "Les images SVG ne sont pas acceptées, car elles peuvent contenir un programme. Enregistrée en PNG, celle-ci le sera.",
      );
      return;
    }
    if (file.size > MOST) {
      setProblem(`${tooLarge(file.size, MOST)} Réduisez l’image, puis envoyez-la.`);
      return;
    }
    const stop = new AbortController();
    setSending({ preview: URL.createObjectURL(file), name: file.name, share: 0, stop });
    const sent = await upload(
      file,
      kind === "LOGO" ? "logo" : "stamp",
      (share) => setSending((now) => now && { ...now, share }),
      stop.signal,
    );
    if (stop.signal.aborted) return;
    const before = image?.id;
    if ("message" in sent) {
      setProblem(sent.message);
    } else {
      const { data, error } = await client.mutation(SET, { input: { kind, fileId: sent.id } }).toPromise();
      const wrong = Object.values(problemsOf(error, data?.setSchoolImage.errors))[0];
      const set = data?.setSchoolImage.image?.id;
      if (set) await shown();
      if (wrong) setProblem(wrong);
      else if (set) toast(words.set, { undo: () => void (before ? restore(before) : remove(set, null)) });
    }
    setSending(null);
  }

  return (
    <Card title={words.title}>
      <div className={css.body}>
        <p className="small">{words.about}</p>
        {sending ? (
          <figure className={css.figure}>
            <img
              className={css.image}
              src={sending.preview}
              alt={`${words.alt} ${school}, en cours d’envoi`}
            />
            <figcaption className={css.sending}>
              <p className="small muted" role="status">
                Envoi de {sending.name}, {Math.floor(sending.share * 100)}&#8239;%
              </p>
              <Gauge value={sending.share} max={1} />
              <Button
                icon="x"
                onClick={() => {
                  sending.stop.abort();
                  setSending(null);
                }}
              >
                Arrêter
              </Button>
            </figcaption>
          </figure>
        ) : (
          image && (
            <figure className={css.figure}>
              <img className={css.image} src={image.path} alt={`${words.alt} ${school}`} />
              <figcaption className={css.caption}>
                <span className="small muted">Depuis le {shortInstant(image.setAt)}</span>
                <Button icon="trash-2" busy={busy} onClick={() => void remove(image.id, words.removed)}>
                  Retirer<span className="sr-only">&nbsp;: {words.title}</span>
                </Button>
              </figcaption>
            </figure>
          )
        )}
        {problem && (
          <p className={css.problem} role="alert">
            {problem}
          </p>
        )}
        <DropZone
          title={<b>{words.drop}</b>}
          help={`PNG, JPEG ou WebP, ${size(MOST)} au plus. L’image est ramenée à 1\u202f024 pixels.`}
          choose={image ? "Remplacer par un fichier" : "Choisir un fichier"}
          accept=".png,.jpg,.jpeg,.webp"
          onFiles={(files) => void send(files)}
        />
      </div>
    </Card>
  );
}
